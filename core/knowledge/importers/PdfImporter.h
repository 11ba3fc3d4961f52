#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// The text of PDF files, page by page, in paragraphs (see PdfParagraphs). Errors also "file-no-text-layer": its pages
/// are pictures. A PDF says when it was made, which is when it was scanned or exported, and says nothing of the text.
class PdfImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
