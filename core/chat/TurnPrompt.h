#pragma once

#include "core/chat/ChatService.h"
#include "core/chat/PromptBuilder.h"
#include "core/knowledge/RetrievedPassage.h"

namespace CloneMemoria {

// What is the same for every answer, whether it is stored in a conversation or not. Pure functions.

/// What is asked of the knowledge base for a question: few passages within a small budget, with what the user said before
/// in `history` (oldest first) as what it may be about.
RetrievalQuery memoriesQuery(const QString &cloneId, const QString &question, const QList<Message> &history);

QList<Citation> toCitations(const QList<RetrievedPassage> &found);

/// A prompt's input for this clone and model, today; history, question, memories and the rest are the caller's.
PromptInput promptInput(const Clone &clone, const ChosenLlm &llm);

} // namespace CloneMemoria
