#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// Tables with separators, streamed. Each row becomes a paragraph, a line for each cell that has something in it:
/// "Header: value"; without a header (its first row has a number in it), "a | b".
class CsvImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
