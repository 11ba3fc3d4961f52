#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// Plain text and Markdown, streamed (see TextDecoder). Markdown stays as it is; its first heading is the title, else
/// the file's name. Reads, as a last choice, whatever is clearly text, too.
class TextImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
