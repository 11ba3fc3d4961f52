#pragma once

#include "core/providers/llm/LlmProvider.h"

namespace CloneMemoria {

/// An answer made of quotes.
struct QuotedAnswer
{
    QString text;     ///< Markdown: a line that introduces it, then the quote as a block quote
    bool cut = false; ///< it was shortened to the request's maxTokens

    bool operator==(const QuotedAnswer &) const = default;
};

/// Answers `request` with the sentences of its memories that share most with the question, word for word, saying where
/// each comes from and who said it; short and honest where there is nothing to quote. A pure function of the request:
/// the same question gets the same answer.
QuotedAnswer quoteMemories(const ChatRequest &request);

/// About how many tokens a model would count.
int roughTokens(const QString &text);

} // namespace CloneMemoria
