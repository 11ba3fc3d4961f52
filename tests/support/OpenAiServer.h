#pragma once

#include "tests/support/FaultServer.h"

#include <QString>
#include <QStringList>

namespace CloneMemoria {

/// A small server that speaks the OpenAI protocol as it should: /v1/models, /v1/chat/completions (streaming or not),
/// /v1/embeddings, /v1/audio/speech, /v1/audio/voices. server().enqueue() puts a fault before its next answer. Set it up
/// before the first request.
class OpenAiServer
{
public:
    struct Options
    {
        QString key = {}; ///< demanded as bearer token, where it isn't empty
        QString reply = QStringLiteral("I remember the garden behind the house, and the pear tree.");
        int tokenMs = 0; ///< between two tokens of a stream
        QStringList models = {QStringLiteral("test-model"), QStringLiteral("another-model")};
        QStringList voices = {QStringLiteral("anna"),
                              QStringLiteral("bruno")}; ///< none: /audio/voices is a 404
        int dimensions = 64;
    };

    OpenAiServer();
    explicit OpenAiServer(Options options);

    QString baseUrl() const; ///< "http://127.0.0.1:PORT/v1"
    FaultServer &server() { return m_server; }

    /// The requests for `path` ("/chat/completions") so far.
    QList<ReceivedRequest> requestsTo(const QByteArray &path) const;

    /// A well-formed stream of `reply`, a word an event: for scripts that break it somewhere.
    static QList<QByteArray> chatEvents(const QString &reply,
                                        const QString &model = QStringLiteral("test-model"));

private:
    FaultScript respond(const ReceivedRequest &request) const;
    FaultScript chat(const ReceivedRequest &request) const;
    FaultScript embeddings(const ReceivedRequest &request) const;
    FaultScript speech(const ReceivedRequest &request) const;

    Options m_options;
    FaultServer m_server;
};

} // namespace CloneMemoria
