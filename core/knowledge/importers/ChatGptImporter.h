#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// ChatGPT's conversations.json: one document a conversation, the branch of it that was shown last. In memory is one
/// conversation at a time.
class ChatGptImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
