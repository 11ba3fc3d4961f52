#include "ui/chat/AnswerWidget.h"
#include "ui/chat/MarkdownBody.h"
#include "ui/chat/MessageList.h"
#include "ui/widgets/Theme.h"

#include <QApplication>
#include <QScrollBar>
#include <QTest>

#include <algorithm>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
// Sees when a widget has painted. Its own time is not counted: the filter runs before the painting, so the clock is
// read when the event loop comes round again.
class PaintWatch : public QObject
{
public:
    std::function<void()> painted;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            QMetaObject::invokeMethod(
                this, [this] { painted(); }, Qt::QueuedConnection);
        return QObject::eventFilter(watched, event);
    }
};

qint64 percentile(QList<qint64> values, int percent)
{
    std::sort(values.begin(), values.end());
    return values.isEmpty()
               ? -1
               : values.at(std::min<qsizetype>(values.size() - 1, values.size() * percent / 100));
}

MessagePage longConversation(int count)
{
    MessagePage page;
    for (int i = 0; i < count; ++i) {
        Message message;
        message.id = u"m%1"_s.arg(i);
        message.role = i % 2 == 0 ? MessageRole::User : MessageRole::Clone;
        message.content =
            i % 2 == 0
                ? u"What was it like, in those days?"_s
                : u"I remember **it** well.\n\n> We went to the lake, and it rained.\n\nThat was all. "_s
                      + u"And so on it went. "_s.repeated(i % 20);
        message.createdAt = QDateTime(QDate(2024, 1, 1).addDays(i / 20), QTime(12, 0), Qt::UTC);
        page.messages.append(message);
    }
    return page;
}
} // namespace

/// The measured promises of the conversation, with generous bounds: the machines that run this are slow and shared. The
/// numbers are printed.
class StreamingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = new Theme(*qApp); }
    void cleanupTestCase() { delete m_theme; }

    void aLongConversationOpensAtOnce()
    {
        MessageList list;
        list.resize(1000, 800);
        list.show();
        QVERIFY(QTest::qWaitForWindowExposed(&list));
        const MessagePage page = longConversation(2000);
        QElapsedTimer clock;
        clock.start();
        list.showPage(page);
        list.repaint();
        const qint64 opened = clock.elapsed();
        qInfo("2,000 messages shown in %lld ms, %d widgets", opened, list.widgetCount());
        QVERIFY(opened < 1000);
    }

    void fiveHundredTokensASecondArePaintedAsTheyCome()
    {
        MessageList list;
        list.resize(1000, 800);
        list.showPage(longConversation(2000));
        list.show();
        QVERIFY(QTest::qWaitForWindowExposed(&list));
        QTest::qWait(200);
        list.startAnswer({});
        list.appendToAnswer(u"So "_s);
        QTest::qWait(100);
        auto *answer = qobject_cast<AnswerWidget *>(list.widgetOf(list.idAt(list.count() - 1)));
        QVERIFY(answer);

        QElapsedTimer clock;
        clock.start();
        QList<std::pair<qint64, qsizetype>> waiting; // when a token came, and how long the text is with it
        QList<qint64> latencies;                     // µs
        PaintWatch watch;
        watch.painted = [&] {
            const qint64 now = clock.nsecsElapsed() / 1000;
            const qsizetype shown = answer->body()->document()->characterCount();
            while (!waiting.isEmpty() && waiting.first().second <= shown)
                latencies.append(now - waiting.takeFirst().first);
        };
        answer->body()->viewport()->installEventFilter(&watch);

        QList<qint64> stalls; // µs between two rounds of the event loop
        qint64 lastRound = clock.nsecsElapsed() / 1000;
        QTimer rounds;
        rounds.setInterval(0);
        connect(&rounds, &QTimer::timeout, this, [&] {
            const qint64 now = clock.nsecsElapsed() / 1000;
            stalls.append(now - lastRound);
            lastRound = now;
        });
        rounds.start();

        // 4 seconds of 500 tokens, sent by the clock however slow the painting is.
        int sent = 0;
        qsizetype length = answer->body()->document()->characterCount();
        QTimer source;
        source.setTimerType(Qt::PreciseTimer);
        source.setInterval(2);
        connect(&source, &QTimer::timeout, this, [&] {
            for (; sent < 2000 && sent * 2 <= clock.elapsed(); ++sent) {
                const QString token = sent % 40 == 39 ? u"\n\n"_s : u"word "_s;
                list.appendToAnswer(token);
                if (sent % 40 != 39) {
                    length += token.size();
                    // Marks and blank ends don't show: what counts is that the words are there.
                    waiting.append({clock.nsecsElapsed() / 1000, length - 12 - 2 * (sent / 40)});
                }
            }
        });
        source.start();
        QTRY_COMPARE_WITH_TIMEOUT(sent, 2000, 30'000);
        source.stop();
        QTRY_VERIFY_WITH_TIMEOUT(waiting.size() < 5, 5'000);
        rounds.stop();

        qInfo(
            "token to painted: median %.1f ms, p95 %.1f ms, p99 %.1f ms; longest stall %.1f ms, p99 %.2f ms",
            double(percentile(latencies, 50)) / 1000, double(percentile(latencies, 95)) / 1000,
            double(percentile(latencies, 99)) / 1000, double(percentile(stalls, 100)) / 1000,
            double(percentile(stalls, 99)) / 1000);
        QVERIFY(latencies.size() > 1500);
        QVERIFY(percentile(latencies, 95) < 100'000);
        QVERIFY(list.isFollowing());
        QCOMPARE(list.verticalScrollBar()->value(), list.verticalScrollBar()->maximum());
    }

private:
    Theme *m_theme = nullptr;
};

QTEST_MAIN(StreamingTest)
#include "StreamingTest.moc"
