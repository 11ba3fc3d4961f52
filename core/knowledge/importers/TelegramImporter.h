#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// Telegram Desktop's JSON export: one chat, or the whole account with its chats one after the other. Service messages
/// are left out, files become short notes. In bounded memory.
class TelegramImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
