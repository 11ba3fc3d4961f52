#include "core/knowledge/KnowledgeService.h"
#include "core/providers/embedding/DummyEmbedder.h"
#include "tests/unit/knowledge/KnowledgeFixture.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QFutureWatcher>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

/// Large knowledge bases: prints times, and fails where they are far from what the program promises. The number of
/// passages can be set with CLONEMEMORIA_SPEED_PASSAGES (a few thousand where nobody says).
class KnowledgeSpeedTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<StorageThread> m_storage;
    std::unique_ptr<KnowledgeService> m_service;
    QStringList m_words;
    QRandomGenerator m_random{23};
    QString m_cloneId;

    template <typename T>
    static T awaited(const QFuture<Result<T>> &future)
    {
        // Not QTest::qWaitFor, which looks every ten milliseconds.
        QEventLoop loop;
        QFutureWatcher<Result<T>> watcher;
        connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
        watcher.setFuture(future);
        if (!future.isFinished())
            loop.exec();
        return valueOf(future.result());
    }

    QString word()
    {
        const double draw = m_random.generateDouble(); // some words are common, most are rare
        return m_words.at(static_cast<qsizetype>(draw * draw * draw * double(m_words.size())));
    }

    QString prose(qsizetype characters)
    {
        QString text;
        while (text.size() < characters) {
            QString sentence = word();
            sentence[0] = sentence.at(0).toUpper();
            for (int i = m_random.bounded(5, 15); i > 0; --i)
                sentence += u' ' + word();
            text += sentence + (m_random.bounded(6) ? u". "_s : u".\n\n"_s);
        }
        return text;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (int i = 0; i < 30'000; ++i) {
            QString made;
            for (int length = m_random.bounded(3, 10); length > 0; --length)
                made += QChar(u'a' + m_random.bounded(26));
            m_words.append(made);
        }
        m_storage = valueOf(StorageThread::open(m_dir.filePath(u"t.db"_s), m_dir.filePath(u"backups"_s)));
        m_cloneId = awaited(m_storage->write(
            [](Store &store) -> Result<QString> { return makeClone(store, u"Mina"_s, u"en"_s).id; }));
        m_service = std::make_unique<KnowledgeService>(*m_storage, [](const QString &) {
            return readyFuture<Result<std::shared_ptr<Embedder>>>(
                std::shared_ptr<Embedder>(std::make_shared<DummyEmbedder>()));
        });
    }

    void cleanupTestCase()
    {
        m_service.reset();
        m_storage.reset();
    }

    void addOneMegabyte()
    {
        const QString text = prose(1'000'000);
        QElapsedTimer timer;
        timer.start();
        const PreparedDocument prepared = prepareDocument(
            valueOf(cleanDraft({.title = u"t"_s, .content = text})), u"en"_s);
        qInfo("cleaned, cut and analysed in %lld ms", qlonglong(timer.elapsed()));
        timer.restart();
        const IngestOutcome outcome = awaited(
            m_service->add(m_cloneId, {.title = u"Large"_s, .content = text}));
        const qint64 stored = timer.elapsed();
        awaited(m_service->embedMissing(m_cloneId));
        qInfo("1 MB: %d passages stored in %lld ms, embedded after %lld ms", outcome.passages,
              qlonglong(stored), qlonglong(timer.elapsed()));
        QVERIFY(stored < 15'000);
    }

    void retrieve()
    {
        const int wanted = qEnvironmentVariableIsSet("CLONEMEMORIA_SPEED_PASSAGES")
                               ? qEnvironmentVariableIntValue("CLONEMEMORIA_SPEED_PASSAGES")
                               : 4000;
        int passages = awaited(m_storage->read([this](Store &store) {
            return store.passages.countWithoutVector(m_cloneId, u"none"_s, u"none"_s);
        }));
        QElapsedTimer timer;
        timer.start();
        while (passages < wanted)
            passages += awaited(m_service->add(m_cloneId,
                                               {.title = prose(20).simplified(), .content = prose(400'000)}))
                            .passages;
        awaited(m_service->embedMissing(m_cloneId));
        qInfo("%d passages stored and embedded in %lld s", passages, qlonglong(timer.elapsed() / 1000));

        QList<double> times;
        qsizetype hits = 0;
        for (int i = 0; i < 101; ++i) {
            QString question = u"What did you say about"_s;
            for (int j = 0; j < 4; ++j) // a question names rare things
                question += u' ' + m_words.at(m_random.bounded(1000, int(m_words.size())));
            timer.restart();
            hits += awaited(m_service->retrieve({m_cloneId, question, 8, 2000})).size();
            times.append(double(timer.nsecsElapsed()) / 1e6);
        }
        const double first = times.takeFirst();
        std::sort(times.begin(), times.end());
        qInfo("retrieve over %d passages: first %.1f ms, median %.1f, p95 %.1f", passages, first,
              times.at(50), times.at(95));
        QVERIFY(hits > 0);
        QVERIFY(times.at(95) < 500);
    }
};

QTEST_GUILESS_MAIN(KnowledgeSpeedTest)
#include "KnowledgeSpeedTest.moc"
