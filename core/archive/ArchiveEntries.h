#pragma once

#include <QLatin1StringView>

namespace CloneMemoria {

// The entries of a clone's archive.
constexpr QLatin1StringView kCloneEntry("clone.json");
constexpr QLatin1StringView kDocumentsEntry("documents.jsonl");
constexpr QLatin1StringView kConversationsEntry("conversations.jsonl");
constexpr QLatin1StringView kMessagesEntry("messages.jsonl");
constexpr QLatin1StringView kManifestEntry("manifest.json");
// And of a backup.
constexpr QLatin1StringView kDatabaseEntry("clonememoria.db");

} // namespace CloneMemoria
