#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// A chat as JSON or JSON Lines of any program: objects in arrays that have a speaker ("speaker", "name", "from",
/// "author", "sender", "role"…), a text ("text", "content", "message", "body", "mes"…) and often a time, also inside of
/// sessions and conversations. A date has to stand before the array that it is for. In bounded memory.
class ChatJsonImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
