#pragma once

#include "core/net/HttpClient.h"
#include "core/net/HttpError.h"
#include "core/providers/ProviderConfig.h"
#include "core/providers/llm/ChatPieces.h"
#include "core/providers/llm/LlmProvider.h"

#include <QPointer>
#include <QTimer>

#include <optional>
#include <utility>

namespace CloneMemoria {

/// An answer that comes as the body of one HTTP request. `Stream` reads it: feed(bytes, pieces), isDone() and
/// finish(connectionError, pieces), as AnthropicStream does. The protocol's own reply says what is sent.
/// Has no signal of its own, so no Q_OBJECT.
template <typename Stream>
class StreamedReply : public LlmReply
{
public:
    void abort() override
    {
        if (m_done)
            return;
        letGo();
        finishLater({.kind = ErrorKind::Cancelled, .detail = {}, .code = {}, .subject = m_subject});
    }

protected:
    StreamedReply(const ProviderConfig &config, const HttpClient &client, QObject *parent)
        : LlmReply(parent)
        , m_client(client)
        , m_subject(config.preset.name)
        , m_key(config.apiKey.trimmed())
    {
        m_wordless.setSingleShot(true);
        m_wordless.setInterval(kWordlessTimes * client.timeouts().firstByteMs);
        connect(&m_wordless, &QTimer::timeout, this, [this] {
            letGo();
            end(Error{.kind = ErrorKind::Timeout,
                      .detail = QStringLiteral("Signs of life, but no word"),
                      .code = QStringLiteral("silent")});
        });
    }

    /// Sends what begins the answer, or finishes (later) with why it can't be sent.
    void send(Result<HttpRequest> request)
    {
        if (!request) {
            finishLater(request.error());
            return;
        }
        request->streaming = true;
        request->headers.emplaceBack("Accept", "text/event-stream, application/json");
        m_http = m_client.send(*std::move(request), this);
        m_wordless.start();
        connect(m_http, &HttpReply::data, this, &StreamedReply::onData);
        connect(m_http, &HttpReply::finished, this, &StreamedReply::onFinished);
    }

    /// What to send in place of a request that was refused with `error` before any answer began; nothing to give up.
    virtual std::optional<HttpRequest> secondTry(const Error &error)
    {
        Q_UNUSED(error)
        return std::nullopt;
    }

    void finishLater(const Error &error)
    {
        m_done = true;
        QMetaObject::invokeMethod(
            this, [this, error] { Q_EMIT finished(fail(error)); }, Qt::QueuedConnection);
    }

private:
    static constexpr int kWordlessTimes = 5; // a busy router may queue a request for minutes

    void onData(const QByteArray &bytes)
    {
        ChatPieces pieces;
        const Result<> fed = m_stream.feed(bytes, pieces);
        if (!pieces.thoughts.isEmpty() || !pieces.deltas.isEmpty())
            m_wordless.start();
        if (!emitAll(pieces))
            return;
        if (!fed) {
            letGo();
            finishWith(Failure(fed.error()));
        } else if (m_stream.isDone()) {
            // The connection ends by itself in a moment and can then be used again.
            m_http->disconnect(this);
            end(std::nullopt);
        }
    }

    void onFinished(const Result<HttpResponse> &response)
    {
        if (response) {
            end(std::nullopt);
            return;
        }
        if (std::optional<HttpRequest> request = secondTry(response.error())) {
            m_http->deleteLater();
            send(*std::move(request));
            return;
        }
        end(response.error());
    }

    void end(const std::optional<Error> &connection)
    {
        ChatPieces pieces;
        Result<Completion> result = m_stream.finish(connection, pieces);
        if (emitAll(pieces))
            finishWith(std::move(result));
    }

    // Whether this is still there and wanted after the slots have seen the pieces.
    bool emitAll(const ChatPieces &pieces)
    {
        return emitEach(pieces.thoughts, &LlmReply::reasoning) && emitEach(pieces.deltas, &LlmReply::delta);
    }

    bool emitEach(const QStringList &texts, void (LlmReply::*piece)(const QString &))
    {
        const QPointer<StreamedReply> self(this);
        for (const QString &text : texts) {
            Q_EMIT(this->*piece)(text);
            if (!self || m_done)
                return false;
        }
        return true;
    }

    void finishWith(Result<Completion> result)
    {
        m_done = true;
        m_wordless.stop();
        if (!result) {
            Error error = withoutKey(std::move(result).error(), m_key);
            error.subject = m_subject;
            Q_EMIT finished(fail(std::move(error)));
            return;
        }
        result->model = withoutKey(result->model, m_key); // it is stored
        Q_EMIT finished(result);
    }

    void letGo()
    {
        m_wordless.stop();
        if (!m_http)
            return;
        m_http->disconnect(this);
        m_http->abort();
    }

    HttpClient m_client;
    QString m_subject;
    QString m_key;
    HttpReply *m_http = nullptr;
    Stream m_stream;
    QTimer m_wordless; ///< comments that keep the connection alive are no answer, however long they come
    bool m_done = false;
};

} // namespace CloneMemoria
