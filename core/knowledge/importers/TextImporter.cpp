#include "core/knowledge/importers/TextImporter.h"

#include "core/knowledge/importers/TextDecoder.h"

#include <QFile>
#include <QFileInfo>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
bool isMarkdown(const FileProbe &probe)
{
    return probe.suffix == "md"_L1 || probe.suffix == "markdown"_L1;
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

QString TextImporter::format() const
{
    return u"text"_s;
}

Fit TextImporter::fit(const FileProbe &probe) const
{
    return isMarkdown(probe) || probe.suffix == "txt"_L1 || probe.suffix == "text"_L1 ? Fit::Named : Fit::No;
}

Result<void> TextImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    const auto refuse = [&probe](const QString &code, const QString &detail) {
        return fail(ErrorKind::InvalidInput, detail, code, probe.name);
    };
    QFile file(probe.path);
    if (!file.open(QIODevice::ReadOnly))
        return refuse(u"file-unreadable"_s, file.errorString());
    const QByteArray bytes = file.readAll();
    if (file.error() != QFileDevice::NoError)
        return refuse(u"file-unreadable"_s, file.errorString());
    const std::optional<QString> text = decodeText(bytes);
    if (!text)
        return refuse(u"file-not-text"_s, u"control characters"_s);
    DocumentDraft draft{.content = *text,
                        .sourceType = SourceType::File,
                        .sourceUri = QFileInfo(probe.path).absoluteFilePath()};
    if (isMarkdown(probe))
        draft.title = markdownTitle(cleanText(*text));
    if (draft.title.isEmpty())
        draft.title = QFileInfo(probe.name).completeBaseName();
    Result<DocumentDraft> clean = cleanDraft(std::move(draft));
    if (!clean)
        return refuse(clean.error().code == "text-empty"_L1 ? u"file-empty"_s : u"file-too-large"_s,
                      clean.error().detail);
    return sink.take(*std::move(clean));
}

} // namespace CloneMemoria
