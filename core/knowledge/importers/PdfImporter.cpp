#include "core/knowledge/importers/PdfImporter.h"

#include "core/knowledge/importers/DraftWriter.h"
#include "core/knowledge/importers/PdfParagraphs.h"

#include <QFile>
#include <QPdfDocument>
#include <QPdfSelection>
#include <QRegularExpression>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
Result<void> load(QPdfDocument &document, const FileProbe &probe)
{
    const QPdfDocument::Error error = document.load(probe.path);
    switch (error) {
    case QPdfDocument::Error::None:
        return {};
    case QPdfDocument::Error::IncorrectPassword:
    case QPdfDocument::Error::UnsupportedSecurityScheme:
        return refusal(probe, u"file-encrypted"_s, u"PDF error %1"_s.arg(int(error)));
    case QPdfDocument::Error::FileNotFound:
        return refusal(probe, u"file-unreadable"_s, u"PDF error %1"_s.arg(int(error)));
    default:
        return refusal(probe, u"file-damaged"_s, u"PDF error %1"_s.arg(int(error)));
    }
}

// A file that was cut off loses its pages, and what is left of them has no text.
bool isCut(const FileProbe &probe)
{
    constexpr qint64 kSearched = 2048;
    QFile file(probe.path);
    if (!file.open(QIODevice::ReadOnly) || !file.seek(std::max(qint64(0), probe.size - kSearched)))
        return true;
    return !file.read(kSearched).contains("%%EOF");
}
// What programs put there by themselves says nothing: "Microsoft Word - Letter.doc", "Untitled-1", "page.html".
QString titleWritten(const QString &told)
{
    static const QRegularExpression program(
        uR"(^(Microsoft (Word|PowerPoint|Excel)|PowerPoint Presentation) - )"_s);
    static const QRegularExpression none(
        uR"(^((untitled|unbenannt|sans titre|sin título|senza titolo|sem título|naamloos|без имени|no title|document|dokument|presentation|slide)[ -]?\d*|file:.*|https?:.*|.*\.(docx?|rtf|odt|indd|qxd|pub|pages|tex|dvi|html?|pptx?|xlsx?|pdf|ps))$)"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    QString title = told.simplified();
    title.remove(program);
    return none.match(title).hasMatch() ? QString() : title;
}
} // namespace

QString PdfImporter::format() const
{
    return u"pdf"_s;
}

Fit PdfImporter::fit(const FileProbe &probe) const
{
    constexpr qsizetype kSearched = 1024; // readers allow for so much before it
    if (probe.head.left(kSearched).contains("%PDF-"))
        return Fit::Content;
    // Without its first line it is a damaged one, and no other kind of file.
    const bool hasObjects = probe.suffix == "pdf"_L1 && probe.head.left(kSearched).contains(" obj");
    return hasObjects ? Fit::Named : Fit::No;
}

Result<void> PdfImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    if (probe.size > kMaxWholeFileBytes)
        return refusal(probe, u"file-too-large"_s, u"%1 bytes"_s.arg(probe.size));
    // Qt takes a lock of its own around each call: PDFium knows no threads.
    QPdfDocument document;
    CM_TRY(load(document, probe));
    const int pages = document.pageCount();
    DraftWriter writer(probe, sink);
    writer.setTitle(titleWritten(document.metaData(QPdfDocument::MetaDataField::Title).toString()));
    PdfParagraphs paragraphs;
    bool anyText = false;
    for (int page = 0; page < pages; ++page) {
        const QString text = paragraphs.addPage(document.getAllText(page).text());
        anyText = anyText || !text.trimmed().isEmpty();
        CM_TRY(writer.write(text));
        CM_TRY(sink.progress(probe.size * (page + 1) / pages));
    }
    const QString rest = paragraphs.finish();
    if (!anyText && rest.trimmed().isEmpty()) {
        if (isCut(probe))
            return refusal(probe, u"file-damaged"_s, u"no end, and no text"_s);
        return refusal(probe, u"file-no-text-layer"_s, u"%1 pages"_s.arg(pages));
    }
    CM_TRY(writer.write(rest));
    return writer.finish();
}

} // namespace CloneMemoria
