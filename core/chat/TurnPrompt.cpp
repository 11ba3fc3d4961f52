#include "core/chat/TurnPrompt.h"

namespace CloneMemoria {

namespace {
constexpr int kRetrievedPassages = 6; // at most: "the 3 best passages or more within the token budget"
constexpr int kRetrievedTokens = 1200;
} // namespace

RetrievalQuery memoriesQuery(const QString &cloneId, const QString &question, const QList<Message> &history)
{
    RetrievalQuery query;
    query.cloneId = cloneId;
    query.text = question;
    query.limit = kRetrievedPassages;
    query.tokenBudget = kRetrievedTokens;
    for (auto message = history.crbegin(); message != history.crend(); ++message) {
        if (message->role == MessageRole::User)
            query.earlier.append(message->content);
    }
    return query;
}

QList<Citation> toCitations(const QList<RetrievedPassage> &found)
{
    QList<Citation> citations;
    for (const RetrievedPassage &passage : found)
        citations.append(toCitation(passage));
    return citations;
}

PromptInput promptInput(const Clone &clone, const ChosenLlm &llm)
{
    PromptInput input;
    input.clone = clone;
    input.today = QDate::currentDate();
    input.contextTokens = llm.contextTokens;
    input.maxTokens = clone.settings.maxTokens;
    return input;
}

} // namespace CloneMemoria
