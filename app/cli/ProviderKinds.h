#pragma once

#include "core/providers/Preset.h"

#include <QLatin1StringView>

namespace CloneMemoria::Cli {

/// What a kind of provider is called, in JSON and on the command line, and for a reader.
struct KindWords
{
    ProviderKind kind;
    const char *key;
    QLatin1StringView shown;
};

inline constexpr KindWords kProviderKinds[] = {
    {ProviderKind::Llm, "llm", QLatin1StringView("Answers")},
    {ProviderKind::Embedding, "embedding", QLatin1StringView("Search")},
    {ProviderKind::Speech, "speech", QLatin1StringView("Voice")},
};

} // namespace CloneMemoria::Cli
