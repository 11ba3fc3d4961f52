#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// A Signal chat as backup tools write it: each message under a head of "From:", "Sent:" and other lines. (Those that
/// write "[2023-05-08 13:56] Anna: text" are read as any other chat.)
class SignalImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
