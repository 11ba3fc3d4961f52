#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// OpenDocument texts (of LibreOffice and others), streamed. Title and date as in DocxImporter.
class OdtImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
