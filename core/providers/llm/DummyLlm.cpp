#include "core/providers/llm/DummyLlm.h"

#include "core/base/Futures.h"
#include "core/providers/llm/QuotingVoice.h"

#include <QPointer>
#include <QTimer>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kWordMs = 12;
constexpr qsizetype kLongestPiece = 12; // where a script has no blanks between its words

QString quotesModel()
{
    return u"quotes"_s;
}

QStringList streamedPieces(const QString &text)
{
    QStringList pieces;
    QString piece;
    for (qsizetype at = 0; at < text.size(); ++at) {
        piece.append(text[at]);
        const bool atEnd = at + 1 == text.size();
        const bool wordEnds = text[at].isSpace() && !atEnd && !text[at + 1].isSpace();
        const bool long_ = piece.size() >= kLongestPiece && !text[at].isHighSurrogate()
                           && !text[at].isLetterOrNumber();
        const bool tooLong = piece.size() >= 4 * kLongestPiece && !text[at].isHighSurrogate();
        if (atEnd || wordEnds || long_ || tooLong) {
            pieces.append(piece);
            piece.clear();
        }
    }
    return pieces;
}

// Asked the same it says the same: what was said of it already is left out.
QuotedAnswer rest(QuotedAnswer answer, const QString &saidSoFar)
{
    if (answer.text.startsWith(saidSoFar))
        answer.text.remove(0, saidSoFar.size());
    else if (!saidSoFar.isEmpty()) // the memories have changed since
        answer.text.prepend(u"\n\n"_s);
    return answer;
}

// No signal of its own, so no Q_OBJECT.
class QuotingReply final : public LlmReply
{
public:
    QuotingReply(const ChatRequest &request, QObject *parent)
        : LlmReply(parent)
        , m_answer(rest(quoteMemories(request), request.answerSoFar))
        , m_pieces(streamedPieces(m_answer.text))
    {
        m_promptTokens = 0;
        for (const ChatPart &part : request.parts)
            m_promptTokens += roughTokens(part.content);
        connect(&m_timer, &QTimer::timeout, this, &QuotingReply::next);
        m_timer.start(kWordMs);
    }

    void abort() override
    {
        if (m_ended)
            return;
        m_ended = true;
        m_timer.stop();
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT finished(fail(ErrorKind::Cancelled)); }, Qt::QueuedConnection);
    }

private:
    void next()
    {
        if (m_next < m_pieces.size()) {
            Q_EMIT delta(m_pieces[m_next++]); // may abort or delete this
            return;
        }
        m_ended = true;
        m_timer.stop();
        Q_EMIT finished(Completion{.text = m_answer.text,
                                   .model = quotesModel(),
                                   .stopReason = m_answer.cut ? StopReason::Length : StopReason::Stop,
                                   .promptTokens = m_promptTokens,
                                   .completionTokens = roughTokens(m_answer.text)});
    }

    QuotedAnswer m_answer;
    QStringList m_pieces;
    qsizetype m_next = 0;
    int m_promptTokens = 0;
    bool m_ended = false;
    QTimer m_timer;
};
} // namespace

LlmReply *DummyLlm::chat(const ChatRequest &request, QObject *parent)
{
    return new QuotingReply(request, parent);
}

QFuture<Result<QStringList>> DummyLlm::models()
{
    return readyFuture(Result<QStringList>(QStringList{quotesModel()}));
}

QString DummyLlm::model() const
{
    return quotesModel();
}

} // namespace CloneMemoria
