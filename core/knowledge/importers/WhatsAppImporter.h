#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// A chat that WhatsApp exported as text, on Android ("12/31/22, 9:05 PM - Anna: text") or iPhone
/// ("[31.12.22, 21:05:11] Anna: text"), in any language. Notices of the program are left out, files become short notes
/// (see whatsAppText). The file is read twice: the order of day and month shows only in all of it.
class WhatsAppImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
