#pragma once

#include "core/base/Result.h"
#include "core/domain/Citation.h"
#include "core/domain/Message.h"

#include <QFuture>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace CloneMemoria {

enum class ChatRole { System, User, Assistant };

struct ChatPart
{
    ChatRole role = ChatRole::User;
    QString content;

    bool operator==(const ChatPart &) const = default;
};

/// What is asked of a model. `parts` is all that a real model sees; the fields after it are the same facts in a form
/// that the offline `dummy` can work with, and are never sent anywhere.
struct ChatRequest
{
    QList<ChatPart> parts;
    double temperature = 0.7;
    std::optional<int> maxTokens;

    QString cloneName;
    QString language;         ///< BCP 47, may be empty
    QString question;         ///< the user's message this answers
    QString answerSoFar;      ///< where an answer is continued: what there is of it
    QList<Citation> memories; ///< the retrieved passages, best first

    bool operator==(const ChatRequest &) const = default;
};

struct Completion
{
    QString text = {};      ///< the whole answer: all deltas, in order
    QString reasoning = {}; ///< what the model thought before it, where it tells; no part of the answer
    QString model = {};     ///< as the server named it; may be empty
    StopReason stopReason = StopReason::Stop;
    std::optional<int> promptTokens = {};
    std::optional<int> completionTokens = {};

    bool operator==(const Completion &) const = default;
};

/// One answer on its way. Made only by a provider, lives on the thread that asked, owned by the parent given there.
/// After `finished` it does nothing more and may be deleted with deleteLater().
class LlmReply : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Ends it: no delta comes after this returns; `finished` follows (asynchronously) with ErrorKind::Cancelled.
    /// Does nothing when it has finished or was aborted already.
    virtual void abort() = 0;

Q_SIGNALS:
    /// The next piece of the answer, never empty, valid UTF-16 (no half surrogate pair).
    void delta(const QString &text);
    /// The next piece of the model's thoughts, as valid as a delta. Most come before the first delta.
    void reasoning(const QString &text);
    /// Emitted exactly once, always from the event loop, never from within the call that made the reply. On failure
    /// the deltas that came before it stand.
    void finished(const CloneMemoria::Result<CloneMemoria::Completion> &result);
};

/// A large language model somewhere. Lives on one thread.
class LlmProvider
{
public:
    virtual ~LlmProvider() = default;

    /// Starts an answer; never null, failures come through its `finished`.
    virtual LlmReply *chat(const ChatRequest &request, QObject *parent) = 0;

    /// The ids of the models that can be asked for, sorted.
    virtual QFuture<Result<QStringList>> models() = 0;

    /// The model that `chat` asks; empty where none is chosen.
    virtual QString model() const = 0;
};

} // namespace CloneMemoria
