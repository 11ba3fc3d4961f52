#pragma once

#include "core/base/Futures.h"
#include "core/providers/llm/LlmProvider.h"

#include <QPointer>
#include <QTimer>

namespace CloneMemoria {

/// A reply that says what the test tells it to.
class ScriptedReply : public LlmReply
{
public:
    ScriptedReply(ChatRequest asked, QObject *parent) : LlmReply(parent), request(std::move(asked)) { }

    void say(const QString &text)
    {
        if (m_ended)
            return;
        m_said += text;
        Q_EMIT delta(text);
    }

    void think(const QString &text)
    {
        if (!m_ended)
            Q_EMIT reasoning(text);
    }

    void end(Completion completion = {})
    {
        completion.text = m_said;
        end(Result<Completion>(completion));
    }

    void end(Result<Completion> result)
    {
        if (m_ended)
            return;
        m_ended = true;
        QTimer::singleShot(0, this, [this, result] { Q_EMIT finished(result); });
    }

    void abort() override { end(Result<Completion>(fail(ErrorKind::Cancelled))); }

    ChatRequest request;

private:
    QString m_said;
    bool m_ended = false;
};

/// Keeps the replies it made, newest last, for the test to play.
class ScriptedLlm : public LlmProvider
{
public:
    LlmReply *chat(const ChatRequest &request, QObject *parent) override
    {
        replies.append(new ScriptedReply(request, parent));
        return replies.last();
    }

    QFuture<Result<QStringList>> models() override { return readyFuture(Result<QStringList>(QStringList{})); }
    QString model() const override { return QStringLiteral("scripted-1"); }

    QList<QPointer<ScriptedReply>> replies;
};

} // namespace CloneMemoria
