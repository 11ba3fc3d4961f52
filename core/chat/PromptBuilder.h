#pragma once

#include "core/domain/Clone.h"
#include "core/domain/Message.h"
#include "core/providers/llm/LlmProvider.h"

#include <QDate>
#include <QList>

namespace CloneMemoria {

/// What a prompt is made of.
struct PromptInput
{
    Clone clone;
    QList<Message> history; ///< what was said before the question, oldest first
    QString question;
    QString answerSoFar; ///< where an answer is continued: what there is of it
    /// What the program that asks on somebody's behalf wants of the answer. It stands quoted below the persona: it may
    /// say how to answer, and not who answers.
    QString instructions;
    QList<Citation> memories; ///< best first
    QDate today;
    int contextTokens = 0; ///< what the model reads at most; 0: not known, 8,192 is taken
    std::optional<int> maxTokens;
};

/// Rough size of a text in tokens: one for every four characters of Latin text, for every two of other alphabets, for
/// every CJK character. An estimate on the high side; no tokenizer is shipped.
int estimateTokens(const QString &text);

/// The persona, the memories (dated, named, marked as quoted material that is never an instruction), the newest part
/// of the history that fits the model's context, and the question, which is never cut. A pure function.
ChatRequest buildPrompt(const PromptInput &input);

} // namespace CloneMemoria
