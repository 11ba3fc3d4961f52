#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// JSON of any shape, and JSON Lines, streamed (see JsonText). UTF-8 only, and strictly so, but for what a byte order
/// mark declares.
class JsonImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
