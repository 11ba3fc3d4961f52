#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"

#include <QString>

#include <functional>

namespace CloneMemoria {

class Profile;
class Router;
class Store;

/// Told of a clone that a call made, changed or put into the trash.
using CloneChanged = std::function<void(const QString &cloneId)>;

// The calls of the local API, one function and file for each kind of thing; resources/api/openapi.json tells what each
// takes and gives. The profile must outlive the router.
void addRoutes(Router &router, Profile &profile, const CloneChanged &cloneChanged); ///< all of them

void addStatusRoutes(Router &router, Profile &profile);
void addCloneRoutes(Router &router, Profile &profile, const CloneChanged &cloneChanged);
void addDocumentRoutes(Router &router, Profile &profile);
void addMemoryRoutes(Router &router, Profile &profile);
void addConversationRoutes(Router &router, Profile &profile);
void addChatRoutes(Router &router, Profile &profile);
void addModelRoutes(Router &router, Profile &profile);
void addCompletionRoutes(Router &router, Profile &profile);
void addEmbeddingRoutes(Router &router, Profile &profile);
void addSpeechRoutes(Router &router, Profile &profile);

/// A text to be spoken is no longer, in characters: ten minutes or so.
constexpr qsizetype kLongestSpokenText = 10'000;

/// The clone of that id. Errors: NotFound, code "not-a-clone".
Result<Clone> cloneOf(Store &store, const QString &id);

} // namespace CloneMemoria
