#pragma once

#include "core/api/EventStream.h"
#include "core/api/openai/CompletionBody.h"
#include "core/api/openai/StopScanner.h"

#include <QPointer>

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

class ChatService;

/// An answer of a clone in the form of OpenAI's chat completions, whole or as a stream of chunks. Nothing is stored. A
/// child of its call: a client that goes ends the generation.
class CompletionCall : public QObject
{
public:
    CompletionCall(ApiCall &call, ChatService &chat, const Clone &clone, CompletionBody body);
    ~CompletionCall() override;

private:
    void begin();
    void receive(const QString &text);
    void receiveThought(const QString &text);
    void conclude(const Result<Completion> &result);
    void failWith(const Error &error);
    void stop();

    void sendDelta(const char *field, const QString &text);
    void sendChunk(const nlohmann::ordered_json &choices, const nlohmann::ordered_json &extra);
    void sendEnd(const char *finishReason, const nlohmann::ordered_json &usage);
    void answerWhole(const char *finishReason, const nlohmann::ordered_json &usage);
    nlohmann::ordered_json usageOf(const Completion &completion) const;
    nlohmann::ordered_json head(const char *object) const;

    ApiCall &m_call;
    CompletionBody m_body;
    EventStream m_stream;
    StopScanner m_stops;
    QPointer<StatelessTurn> m_turn; ///< null once it has finished
    QList<Citation> m_citations;
    int m_promptTokens = 0;
    QString m_id;
    qint64 m_created = 0;
    QString m_text; ///< as it is given out
    QString m_thoughts;
};

} // namespace CloneMemoria
