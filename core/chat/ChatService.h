#pragma once

#include "core/chat/ChatTurn.h"
#include "core/domain/Clone.h"
#include "core/providers/ProviderConfig.h"
#include "core/providers/llm/LlmProvider.h"

#include <QFuture>
#include <QHash>
#include <QObject>

#include <functional>
#include <memory>

namespace CloneMemoria {

class KnowledgeService;
class StatelessTurn;
class StorageThread;
struct StatelessQuestion;

/// The model that a clone's settings lead to, and under which names its answers are stored.
struct ChosenLlm
{
    std::shared_ptr<LlmProvider> provider;
    QString providerId;
    QString providerName;
    int contextTokens = 0;
};
using LlmFor = std::function<QFuture<Result<ChosenLlm>>(const Clone &clone)>;

/// Messages longer than this are refused (code "message-too-long"), in UTF-16 code units.
constexpr int kMaxMessageLength = 100'000;

/// The way of a message, for window, command line and API alike: store it, retrieve, build the prompt, stream, store the
/// answer with its citations. While an answer streams, what has arrived is stored every second, so that not even a
/// power cut loses more. Main thread.
class ChatService : public QObject
{
    Q_OBJECT

public:
    ChatService(StorageThread &storage, KnowledgeService &knowledge, LlmFor llmFor,
                QObject *parent = nullptr);
    /// Stops the answers under way; what arrived of them is stored.
    ~ChatService() override;

    /// Sends `text` in that conversation, or in a new one where `conversationId` is empty. Refused: message-empty,
    /// message-too-long, busy, NotFound, Storage.
    ChatTurn *send(const QString &cloneId, const QString &conversationId, const QString &text);
    /// Answers the same question again; the answer that was there stays as a variant.
    ChatTurn *regenerate(const QString &cloneId, const QString &conversationId, const QString &answerId);

    /// Goes on with an answer that was stopped, broke off or reached its length: the same message grows, with the
    /// memories it began with. If it breaks off again, all that has arrived is kept.
    ChatTurn *continueAnswer(const QString &cloneId, const QString &conversationId, const QString &answerId);

    /// Answers a program that keeps its conversations itself: nothing is stored.
    StatelessTurn *answer(const StatelessQuestion &question);

    /// Whether questions are RetrievalQuery::patient.
    void setPatient(bool patient) { m_patient = patient; }

    /// The turn under way in that conversation, or null.
    ChatTurn *turnOf(const QString &conversationId) const;

Q_SIGNALS:
    /// A conversation got a message, a title, or was made.
    void conversationChanged(const QString &cloneId, const QString &conversationId);

private:
    class Turn;

    ChatTurn *start(Turn *turn);

    StorageThread &m_storage;
    KnowledgeService &m_knowledge;
    LlmFor m_llmFor;
    QList<Turn *> m_turns;
    bool m_patient = false;
};

} // namespace CloneMemoria
