#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// A chat as plain text or Markdown: lines such as "Anna: text" with or without a time in front (see parseChatLine), and
/// lines with the date or the session between them (see dateHeader). The file is read twice: a chat's speakers show only
/// in all of it.
class GenericChatImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
