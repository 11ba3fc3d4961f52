#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// Word documents (Office Open XML), streamed. The title is that of the properties, else the file's name; the day on
/// which the document was made counts where nothing says another one.
class DocxImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
