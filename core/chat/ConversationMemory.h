#pragma once

#include "core/domain/Clone.h"
#include "core/domain/Message.h"
#include "core/knowledge/importers/DocumentDraft.h"

namespace CloneMemoria {

/// A question and its answer as a memory of the clone's: two turns, so that the user's words stay apart from the clone's.
/// The user is called "You". One document an exchange: removing it removes nothing else, and it doesn't come back. A pure
/// function.
DocumentDraft exchangeMemory(const Clone &clone, const Message &question, const Message &answer);

} // namespace CloneMemoria
