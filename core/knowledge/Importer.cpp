#include "core/knowledge/Importer.h"

#include "core/knowledge/DateFinder.h"
#include "core/knowledge/TextDecoder.h"

#include <QFile>
#include <QFileInfo>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kMadeTitleLength = 60;
constexpr qsizetype kLongestTitle = 200;

// Line ends as \n; no control characters but tab and \n; no byte order marks; no half surrogate pairs.
QString cleanText(const QString &text)
{
    QString clean;
    clean.reserve(text.size());
    const qsizetype size = text.size();
    for (qsizetype i = 0; i < size; ++i) {
        const QChar c = text.at(i);
        const char16_t u = c.unicode();
        if (u == u'\r') {
            if (i + 1 >= size || text.at(i + 1) != u'\n')
                clean += u'\n';
        } else if (u == u'\f' || u == 0x0B || u == 0x85 || u == 0x2028) {
            clean += u'\n';
        } else if (u == 0x2029) {
            clean += "\n\n"_L1;
        } else if (u == u'\n' || u == u'\t') {
            clean += c;
        } else if (u < 0x20 || (u >= 0x7F && u < 0xA0) || u == 0xFEFF) {
            continue;
        } else if (c.isHighSurrogate() && i + 1 < size && text.at(i + 1).isLowSurrogate()) {
            clean += c;
            clean += text.at(++i);
        } else if (c.isSurrogate()) {
            clean += QChar(QChar::ReplacementCharacter);
        } else {
            clean += c;
        }
    }
    clean = clean.normalized(QString::NormalizationForm_C);
    while (!clean.isEmpty() && clean.back().isSpace())
        clean.chop(1);
    return clean;
}

QString shortened(QString text, qsizetype length)
{
    if (text.size() <= length)
        return text;
    qsizetype cut = text.lastIndexOf(u' ', length - 1);
    if (cut < length / 2)
        cut = length - 1;
    if (text.at(cut - 1).isHighSurrogate())
        --cut;
    text.truncate(cut);
    return text.trimmed() + u'…';
}

QStringView firstLine(const QString &text)
{
    qsizetype start = 0;
    while (start < text.size() && text.at(start).isSpace())
        ++start;
    const qsizetype end = text.indexOf(u'\n', start);
    return QStringView(text).sliced(start, (end < 0 ? text.size() : end) - start);
}

QString madeTitle(const QString &content)
{
    QStringView line = firstLine(content).trimmed();
    while (!line.isEmpty() && QStringView(u"#>*-_ \t").contains(line.front()))
        line = line.sliced(1);
    while (!line.isEmpty() && QStringView(u"#*_ \t").contains(line.back()))
        line.chop(1);
    if (line.isEmpty())
        line = firstLine(content);
    return shortened(line.left(4 * kMadeTitleLength).toString().simplified(), kMadeTitleLength);
}

QString markdownTitle(const QString &text)
{
    bool code = false;
    for (const QStringView part : QStringView(text).tokenize(u'\n')) {
        const QStringView line = part.trimmed();
        if (line.startsWith(u"```") || line.startsWith(u"~~~"))
            code = !code; // a comment in a program is no heading
        qsizetype hashes = 0;
        while (hashes < line.size() && line[hashes] == u'#')
            ++hashes;
        if (code || hashes < 1 || hashes > 6 || hashes >= line.size() || !line[hashes].isSpace())
            continue;
        QStringView title = line.sliced(hashes).trimmed();
        while (title.endsWith(u'#'))
            title.chop(1);
        if (title = title.trimmed(); !title.isEmpty())
            return title.toString();
    }
    return {};
}
} // namespace

Result<DocumentDraft> importFile(const QString &path)
{
    const QFileInfo info(path);
    const QString name = info.fileName();
    const auto refuse = [&name](const QString &code, const QString &detail) {
        return fail(ErrorKind::InvalidInput, detail, code, name);
    };
    if (!info.exists()) // true for a link that leads nowhere
        return fail(ErrorKind::NotFound, u"no such file"_s, u"file-missing"_s, name);
    if (info.isDir())
        return refuse(u"file-is-folder"_s, u"a folder"_s);
    if (!info.isFile()) // a pipe, a device
        return refuse(u"file-special"_s, u"not a regular file"_s);
    const QString suffix = info.suffix().toLower();
    const bool markdown = suffix == "md"_L1 || suffix == "markdown"_L1;
    if (!markdown && suffix != "txt"_L1 && suffix != "text"_L1)
        return refuse(u"file-type"_s, suffix);
    if (info.size() > kMaxImportBytes)
        return refuse(u"file-too-large"_s, u"%1 bytes"_s.arg(info.size()));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refuse(u"file-unreadable"_s, file.errorString());
    const QByteArray bytes = file.read(kMaxImportBytes + 1); // it may have grown since
    if (file.error() != QFileDevice::NoError)
        return refuse(u"file-unreadable"_s, file.errorString());
    if (bytes.size() > kMaxImportBytes)
        return refuse(u"file-too-large"_s, u"%1 bytes"_s.arg(bytes.size()));
    const std::optional<QString> text = decodeText(bytes);
    if (!text)
        return refuse(u"file-not-text"_s, u"control characters"_s);

    DocumentDraft draft;
    draft.content = *text;
    draft.sourceType = SourceType::File;
    draft.sourceUri = name;
    if (markdown)
        draft.title = markdownTitle(cleanText(*text));
    if (draft.title.isEmpty())
        draft.title = info.completeBaseName();
    Result<DocumentDraft> clean = cleanDraft(std::move(draft));
    if (!clean)
        return refuse(clean.error().code == "text-empty"_L1 ? u"file-empty"_s : u"file-too-large"_s,
                      clean.error().detail);
    return clean;
}

Result<DocumentDraft> cleanDraft(DocumentDraft draft)
{
    if (draft.content.size() > kMaxImportBytes)
        return fail(ErrorKind::InvalidInput, u"%1 characters"_s.arg(draft.content.size()),
                    u"text-too-long"_s);
    draft.content = cleanText(draft.content);
    if (firstLine(draft.content).isEmpty())
        return fail(ErrorKind::InvalidInput, u"no text"_s, u"text-empty"_s);
    draft.title = shortened(cleanText(draft.title).simplified(), kLongestTitle);
    const QString toldTitle = draft.title;
    if (draft.title.isEmpty())
        draft.title = madeTitle(draft.content);
    for (const QString &place :
         {toldTitle, draft.sourceUri, firstLine(draft.content).left(kLongestTitle).toString()}) {
        if (draft.happenedAt.isValid())
            break;
        draft.happenedAt = findDate(place);
    }
    return draft;
}

} // namespace CloneMemoria
