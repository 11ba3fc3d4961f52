#include "core/knowledge/importers/DocumentDraft.h"

#include "core/knowledge/importers/DateFinder.h"

#include <QFileInfo>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kMadeTitleLength = 60;
constexpr qsizetype kLongestTitle = 200;
} // namespace

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

namespace {
QString trimmedEnd(QString text)
{
    while (!text.isEmpty() && text.back().isSpace())
        text.chop(1);
    return text;
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
} // namespace

Result<DocumentDraft> cleanDraft(DocumentDraft draft)
{
    if (draft.content.size() > kMaxDocumentCharacters)
        return fail(ErrorKind::InvalidInput, u"%1 characters"_s.arg(draft.content.size()),
                    u"text-too-long"_s);
    if (draft.turns.isEmpty())
        draft.content = trimmedEnd(cleanText(draft.content));
    if (firstLine(draft.content).isEmpty())
        return fail(ErrorKind::InvalidInput, u"no text"_s, u"text-empty"_s);
    draft.title = shortened(cleanText(draft.title).simplified(), kLongestTitle);
    const QString toldTitle = draft.title;
    if (draft.title.isEmpty())
        draft.title = madeTitle(draft.content);
    for (const QString &place : {toldTitle, QFileInfo(draft.sourceUri).fileName(),
                                 firstLine(draft.content).left(kLongestTitle).toString()}) {
        if (draft.happenedAt.isValid())
            break;
        draft.happenedAt = findDate(place);
    }
    return draft;
}

} // namespace CloneMemoria
