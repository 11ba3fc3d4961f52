#include "core/providers/embedding/DummyEmbedder.h"
#include "core/providers/llm/DummyLlm.h"
#include "core/providers/llm/QuotingVoice.h"
#include "core/providers/speech/DummySpeech.h"

#include <QPointer>
#include <QTest>

#include <QtEndian>
#include <cmath>
#include <numeric>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
double cosine(const Vector &left, const Vector &right)
{
    return std::inner_product(left.begin(), left.end(), right.begin(), 0.0);
}

ChatRequest bees()
{
    ChatRequest request;
    request.question = u"the bees"_s;
    Citation memory;
    memory.documentTitle = u"Letter"_s;
    memory.content = u"We kept bees 🐝 behind the mill, for many years."_s;
    request.memories = {memory};
    request.parts = {{ChatRole::User, u"the bees"_s}};
    return request;
}
} // namespace

class DummyProvidersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void vectorsAreSteadyAndTellTextsApart();
    void halfAPairOfMarksIsNotQuoted();
    void theAnswerIsStreamed();
    void abortKeepsWhatCame();
    void deletedFromWithinADelta();
    void speechIsAWavFile();
    void longerTextsSoundLonger();
};

void DummyProvidersTest::vectorsAreSteadyAndTellTextsApart()
{
    DummyEmbedder embedder;
    QVERIFY(embedder.isLocal());
    const QFuture<Result<QList<Vector>>> future = embedder.embed(
        {u"The bees behind the mill"_s, u"BEES behind a mill!"_s, u"A train to town"_s, u""_s, u"…"_s,
         u"养蜜蜂"_s});
    QVERIFY(future.isFinished()); // on return
    QVERIFY(future.result().has_value());
    const QList<Vector> vectors = *future.result();
    QCOMPARE(vectors.size(), 6);
    for (const int at : {0, 1, 2, 5}) {
        QCOMPARE(vectors[at].size(), 256);
        QVERIFY(std::abs(cosine(vectors[at], vectors[at]) - 1) < 1e-5);
    }
    for (const int at : {3, 4})
        QCOMPARE(vectors[at], Vector(256, 0.0F));
    QVERIFY(cosine(vectors[0], vectors[1]) > 0.5);
    QVERIFY(cosine(vectors[0], vectors[1]) > cosine(vectors[0], vectors[2]) + 0.3);
    QCOMPARE(*embedder.embed({u"A train to town"_s}).result(), QList<Vector>{vectors[2]});
}

void DummyProvidersTest::halfAPairOfMarksIsNotQuoted()
{
    ChatRequest request = bees();
    request.memories[0].content =
        u"*Did you keep animals?* Only the bees, behind the mill. *And a dog?* No."_s;
    const QString answer = quoteMemories(request).text;
    QVERIFY2(answer.contains(u"> "_s) && answer.contains(u"Only the bees"_s), qPrintable(answer));
    QVERIFY2(!answer.contains(u"> *"_s), qPrintable(answer));
    QCOMPARE(answer.mid(answer.indexOf(u"> "_s)).count(u'*') % 2, 0);
}

void DummyProvidersTest::theAnswerIsStreamed()
{
    QObject parent;
    LlmReply *reply = DummyLlm().chat(bees(), &parent);
    QStringList deltas;
    QList<Result<Completion>> finished;
    connect(reply, &LlmReply::delta, this, [&](const QString &text) { deltas.append(text); });
    connect(reply, &LlmReply::finished, this,
            [&](const Result<Completion> &result) { finished.append(result); });
    QVERIFY(finished.isEmpty());
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(finished[0].has_value());
    QCOMPARE(finished[0]->text, quoteMemories(bees()).text);
    QCOMPARE(deltas.join(QString()), finished[0]->text);
    QVERIFY(deltas.size() > 8);
    for (const QString &delta : std::as_const(deltas))
        QVERIFY(!delta.isEmpty() && delta.isValidUtf16());
    reply->abort(); // too late to change anything
    QTest::qWait(50);
    QCOMPARE(finished.size(), 1);
    QVERIFY(DummyLlm().models().result().has_value());
}

void DummyProvidersTest::abortKeepsWhatCame()
{
    QObject parent;
    LlmReply *reply = DummyLlm().chat(bees(), &parent);
    int deltas = 0;
    QList<Result<Completion>> finished;
    connect(reply, &LlmReply::delta, this, [&] {
        if (++deltas == 3)
            reply->abort();
    });
    connect(reply, &LlmReply::finished, this,
            [&](const Result<Completion> &result) { finished.append(result); });
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(finished[0].error().kind == ErrorKind::Cancelled);
    QTest::qWait(60);
    QCOMPARE(deltas, 3);
    QCOMPARE(finished.size(), 1);
}

void DummyProvidersTest::deletedFromWithinADelta()
{
    QPointer<LlmReply> reply = DummyLlm().chat(bees(), nullptr);
    connect(reply, &LlmReply::delta, this, [reply] { delete reply.data(); });
    QTRY_VERIFY(!reply);
}

void DummyProvidersTest::speechIsAWavFile()
{
    SpeechRequest request;
    request.text = u"We kept bees."_s;
    const Result<SpeechAudio> audio = DummySpeech().synthesize(request).result();
    QVERIFY(audio.has_value());
    QCOMPARE(audio->format, u"wav"_s);
    const QByteArray &file = audio->data;
    QVERIFY(file.startsWith("RIFF"));
    QCOMPARE(file.mid(8, 8), QByteArray("WAVEfmt "));
    QCOMPARE(qFromLittleEndian<quint32>(file.constData() + 4), quint32(file.size() - 8));
    QCOMPARE(qFromLittleEndian<quint16>(file.constData() + 22), quint16(1));
    QCOMPARE(qFromLittleEndian<quint32>(file.constData() + 24), quint32(24000));
    QCOMPARE(qFromLittleEndian<quint16>(file.constData() + 34), quint16(16));
    QCOMPARE(qFromLittleEndian<quint32>(file.constData() + 40), quint32(file.size() - 44));
    QCOMPARE(file.size() % 2, 0);
    int loudest = 0;
    for (qsizetype at = 44; at < file.size(); at += 2)
        loudest = std::max(loudest, std::abs(int(qFromLittleEndian<qint16>(file.constData() + at))));
    QVERIFY(loudest > 3000 && loudest < 10'000); // to be heard, and soft
    QCOMPARE(DummySpeech().synthesize(request).result()->data, file);
    request.text = u" "_s;
    QCOMPARE(DummySpeech().synthesize(request).result().error().code, u"text-empty"_s);
}

void DummyProvidersTest::longerTextsSoundLonger()
{
    const auto length = [](const QString &text, double speed) {
        return DummySpeech().synthesize({text, {}, {}, speed}).result()->data.size();
    };
    QVERIFY(length(u"one two three four"_s, 1) > 1.8 * double(length(u"one two"_s, 1)));
    QVERIFY(std::abs(double(length(u"one two three"_s, 2)) * 2 / double(length(u"one two three"_s, 1)) - 1)
            < 0.05);
    QVERIFY(length(QString(u"word "_s).repeated(100'000), 1) < 24000 * 2 * 310);
}

QTEST_GUILESS_MAIN(DummyProvidersTest)
#include "DummyProvidersTest.moc"
