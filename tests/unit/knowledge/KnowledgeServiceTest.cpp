#include "core/knowledge/KnowledgeService.h"

#include "tests/unit/knowledge/KnowledgeFixture.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class KnowledgeServiceTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<StorageThread> m_storage;
    std::unique_ptr<KnowledgeService> m_service;
    std::shared_ptr<WordEmbedder> m_embedder;
    Error m_embedderError;
    QString m_cloneId;

    template <typename T>
    static bool arrives(const QFuture<Result<T>> &future, int ms = 10'000)
    {
        return QTest::qWaitFor([&future] { return future.isFinished(); }, ms) && future.resultCount() == 1;
    }

    template <typename T>
    static T awaited(const QFuture<Result<T>> &future)
    {
        if (!arrives(future))
            qFatal("no answer came");
        return valueOf(future.result());
    }

    template <typename Job>
    auto onStore(Job job)
    {
        return awaited(m_storage->write(std::move(job)));
    }

    void makeService()
    {
        m_service = std::make_unique<KnowledgeService>(
            *m_storage, [this](const QString &) -> QFuture<Result<std::shared_ptr<Embedder>>> {
                if (!m_embedder)
                    return readyFuture<Result<std::shared_ptr<Embedder>>>(fail(m_embedderError));
                return readyFuture<Result<std::shared_ptr<Embedder>>>(std::shared_ptr<Embedder>(m_embedder));
            });
    }

    int bare(const QString &model = u"words-1"_s)
    {
        return onStore([this, model](Store &store) {
            return store.passages.countWithoutVector(m_cloneId, u"test"_s, model);
        });
    }

    QList<RetrievedPassage> find(const QString &text)
    {
        return awaited(m_service->retrieve({m_cloneId, text, 8, 0}));
    }

    static QString longText(int sentences, const QString &word = u"boat"_s)
    {
        QString text;
        for (int i = 0; i < sentences; ++i)
            text += u"On day %1 the %2 went out with the tide and came back late. "_s.arg(i).arg(word);
        return text;
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(m_dir->isValid());
        m_storage = valueOf(StorageThread::open(m_dir->filePath(u"t.db"_s), m_dir->filePath(u"backups"_s)));
        m_embedder = std::make_shared<WordEmbedder>(true);
        m_embedderError = {ErrorKind::Auth, {}, 0, u"no-key"_s, u"Test"_s, -1};
        m_cloneId = onStore(
            [](Store &store) -> Result<QString> { return makeClone(store, u"Mina"_s, u"en"_s).id; });
        makeService();
    }

    void cleanup()
    {
        m_service.reset();
        m_storage.reset();
        m_embedder.reset();
        m_dir.reset();
    }

    void addStoresFindsAndEmbeds()
    {
        QSignalSpy changed(m_service.get(), &KnowledgeService::changed);
        const IngestOutcome outcome = awaited(
            m_service->add(m_cloneId, {.title = u"Boats"_s, .content = u"The boats\r\ncame home."_s}));
        QVERIFY(!outcome.duplicate);
        QCOMPARE(outcome.passages, 1);
        QVERIFY(!outcome.document.id.isEmpty());
        QVERIFY(outcome.document.content.isEmpty());
        QCOMPARE(outcome.document.cloneId, m_cloneId);
        QCOMPARE(outcome.document.contentHash, contentHash(u"The boats\ncame home."_s));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.first().first().toString(), m_cloneId);
        const Document stored = onStore(
            [&outcome](Store &store) { return store.documents.get(outcome.document.id); });
        QCOMPARE(stored.content, u"The boats\ncame home."_s);
        QCOMPARE(find(u"boat"_s).size(), 1);
        QTRY_COMPARE(bare(), 0);
        QTRY_COMPARE(changed.count(), 2); // when its vectors were there
        const QList<RetrievedPassage> found = find(u"vessel"_s);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().documentTitle, u"Boats"_s);
    }

    void duplicatesAddNothing()
    {
        const IngestOutcome first = awaited(
            m_service->add(m_cloneId, {.title = u"One"_s, .content = longText(100)}));
        QTRY_COMPARE(bare(), 0);
        QSignalSpy changed(m_service.get(), &KnowledgeService::changed);
        const IngestOutcome second = awaited(
            m_service->add(m_cloneId, {.title = u"Two"_s, .content = longText(100) + u"\r\n\r\n"_s}));
        QVERIFY(second.duplicate);
        QCOMPARE(second.document.id, first.document.id);
        QCOMPARE(second.document.title, u"One"_s);
        QCOMPARE(second.passages, first.passages);
        QVERIFY(second.document.content.isEmpty());
        QCOMPARE(onStore([this](Store &store) { return store.documents.list(m_cloneId); }).size(), 1);
        QCOMPARE(changed.count(), 0);
    }

    void theSameTextManyTimesAtOnce()
    {
        QList<QFuture<Result<IngestOutcome>>> futures;
        for (int i = 0; i < 12; ++i)
            futures.append(m_service->add(m_cloneId, {.title = u"T%1"_s.arg(i), .content = longText(30)}));
        int fresh = 0;
        for (const auto &future : futures)
            fresh += awaited(future).duplicate ? 0 : 1;
        QCOMPARE(fresh, 1);
    }

    void addErrors()
    {
        const auto empty = m_service->add(m_cloneId, {.title = u"t"_s, .content = u" \n"_s});
        QVERIFY(arrives(empty));
        QCOMPARE(empty.result().error().code, u"text-empty"_s);
        const auto nobody = m_service->add(newId(), {.content = u"x"_s});
        QVERIFY(arrives(nobody));
        QVERIFY(nobody.result().error().kind == ErrorKind::NotFound);
    }

    void preparesBeforeItIsAsked()
    {
        awaited(m_service->add(m_cloneId, {.title = u"Pets"_s, .content = u"The dog slept."_s}));
        m_service->prepare(m_cloneId);
        m_service->prepare(newId()); // of nobody: nothing happens
        RetrievalQuery query;
        query.cloneId = m_cloneId;
        query.text = u"dog"_s;
        QCOMPARE(awaited(m_service->retrieve(query)).size(), 1);
        m_service->prepare(m_cloneId); // under way when the service goes
        m_service.reset();
    }

    void updateReplaces()
    {
        const IngestOutcome added = awaited(
            m_service->add(m_cloneId, {.title = u"Pets"_s, .content = u"The dog slept."_s}));
        const IngestOutcome other = awaited(
            m_service->add(m_cloneId, {.title = u"Sea"_s, .content = u"The sea rose."_s}));
        QTRY_COMPARE(bare(), 0);
        Document document = added.document;
        document.content = u"The rose bloomed.\r\n"_s;
        document.title = u"Flowers"_s;
        document.happenedAt = QDateTime(QDate(1960, 5, 4), QTime(0, 0), Qt::UTC);
        QSignalSpy changed(m_service.get(), &KnowledgeService::changed);
        const Document updated = awaited(m_service->update(document));
        QCOMPARE(updated.id, document.id);
        QCOMPARE(updated.title, u"Flowers"_s);
        QVERIFY(updated.content.isEmpty());
        QVERIFY(changed.count() >= 1);
        QVERIFY(find(u"slept"_s).isEmpty());
        QCOMPARE(find(u"bloom"_s).first().documentTitle, u"Flowers"_s);
        QCOMPARE(find(u"May 1960"_s).size(), 1);
        QTRY_COMPARE(bare(), 0);

        // The same again changes nothing; a date that is taken away stays away.
        changed.clear();
        document.content = u"The rose bloomed."_s;
        awaited(m_service->update(document));
        QTest::qWait(30);
        QCOMPARE(changed.count(), 0);
        document.title = u"Flowers of 4 May 1960"_s;
        document.happenedAt = {};
        QVERIFY(!awaited(m_service->update(document)).happenedAt.isValid());

        document.content = u"The sea rose."_s;
        const auto duplicate = m_service->update(document);
        QVERIFY(arrives(duplicate));
        QCOMPARE(duplicate.result().error().code, u"duplicate"_s);
        QCOMPARE(duplicate.result().error().subject, u"Sea"_s);
        document.content = u" "_s;
        const auto empty = m_service->update(document);
        QVERIFY(arrives(empty));
        QCOMPARE(empty.result().error().code, u"text-empty"_s);
        document.id = newId();
        const auto nothing = m_service->update(document);
        QVERIFY(arrives(nothing));
        QVERIFY(nothing.result().error().kind == ErrorKind::NotFound);
    }

    void embeddingComesInBatches()
    {
        m_embedder->mood = WordEmbedder::Mood::Fails;
        awaited(m_service->add(m_cloneId, {.title = u"Long"_s, .content = longText(5000)}));
        QTRY_VERIFY(m_embedder->calls > 0); // the background run has failed
        const int all = bare();
        QVERIFY(all > 300);
        m_embedder->mood = WordEmbedder::Mood::Works;
        QTest::qWait(50);
        QSignalSpy progress(m_service.get(), &KnowledgeService::embeddingProgressed);
        QCOMPARE(awaited(m_service->embedMissing(m_cloneId)), all);
        QCOMPARE(bare(), 0);
        QVERIFY(progress.size() >= 3); // at the beginning, between two batches, at the end
        int before = -1;
        for (const QVariantList &told : std::as_const(progress)) {
            QCOMPARE(told.at(0).toString(), m_cloneId);
            QVERIFY(told.at(1).toInt() > before);
            before = told.at(1).toInt();
            QCOMPARE(told.at(2).toInt(), all);
        }
        QCOMPARE(progress.first().at(1).toInt(), 0);
        QCOMPARE(progress.last().at(1).toInt(), all);
        QVERIFY(m_embedder->largestBatch <= 256);
        QCOMPARE(awaited(m_service->embedMissing(m_cloneId)), 0);
    }

    void anotherModelIsEmbeddedAnew()
    {
        awaited(m_service->add(m_cloneId, {.title = u"t"_s, .content = u"A boat."_s}));
        QTRY_COMPARE(bare(), 0);
        m_embedder = std::make_shared<WordEmbedder>(true, u"words-2"_s);
        QCOMPARE(find(u"boat"_s).size(), 1); // by its words
        QCOMPARE(find(u"vessel"_s).first().parts.meaning,
                 0.0); // a related word, and no vector of another model
        QCOMPARE(awaited(m_service->embedMissing(m_cloneId)), 1);
        QCOMPARE(bare(u"words-2"_s), 0);
        QVERIFY(find(u"vessel"_s).first().parts.meaning > 0);
    }

    void embedderFailuresDoNotFailTheAdd_data()
    {
        QTest::addColumn<bool>("local");
        QTest::addColumn<int>("mood");
        QTest::newRow("local fails") << true << int(WordEmbedder::Mood::Fails);
        QTest::newRow("local miscounts") << true << int(WordEmbedder::Mood::Miscounts);
        QTest::newRow("local not ready") << true << int(WordEmbedder::Mood::Silent);
        QTest::newRow("remote fails") << false << int(WordEmbedder::Mood::Fails);
        QTest::newRow("remote miscounts") << false << int(WordEmbedder::Mood::Miscounts);
    }

    void embedderFailuresDoNotFailTheAdd()
    {
        QFETCH(bool, local);
        QFETCH(int, mood);
        m_embedder = std::make_shared<WordEmbedder>(local);
        m_embedder->mood = WordEmbedder::Mood(mood);
        awaited(m_service->add(m_cloneId, {.title = u"t"_s, .content = u"A boat."_s}));
        QTRY_VERIFY(m_embedder->calls > 0);
        QCOMPARE(find(u"boat"_s).size(), 1);
        QTest::qWait(20);
        QSignalSpy progress(m_service.get(), &KnowledgeService::embeddingProgressed);
        const auto missing = m_service->embedMissing(m_cloneId);
        QVERIFY(arrives(missing));
        QVERIFY(!missing.result());
        QCOMPARE(bare(), 1);
        QVERIFY(!progress.isEmpty()); // broken off is over as well
        QCOMPARE(progress.last().at(1).toInt(), progress.last().at(2).toInt());
        m_embedder->mood = WordEmbedder::Mood::Works;
        QCOMPARE(awaited(m_service->embedMissing(m_cloneId)), 1);
    }

    void noEmbedderAtAll()
    {
        m_embedder.reset();
        awaited(m_service->add(m_cloneId, {.title = u"t"_s, .content = u"A boat."_s}));
        QCOMPARE(find(u"boat"_s).size(), 1);
        const auto missing = m_service->embedMissing(m_cloneId);
        QVERIFY(arrives(missing));
        QCOMPARE(missing.result().error(), m_embedderError);
        m_service = std::make_unique<KnowledgeService>(*m_storage, EmbedderFor());
        QCOMPARE(find(u"boat"_s).size(), 1);
    }

    void remoteEmbedder()
    {
        m_embedder = std::make_shared<WordEmbedder>(false);
        awaited(m_service->add(m_cloneId, {.title = u"t"_s, .content = u"A boat."_s}));
        QTRY_COMPARE(bare(), 0);
        QCOMPARE(find(u"vessel"_s).size(), 1);
    }

    void slowQuestionVectorIsNotWaitedFor()
    {
        m_embedder = std::make_shared<WordEmbedder>(false);
        awaited(m_service->add(m_cloneId, {.title = u"t"_s, .content = u"A boat."_s}));
        QTRY_COMPARE(bare(), 0);
        m_embedder->mood = WordEmbedder::Mood::Silent;
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(find(u"boat"_s).size(), 1);
        QVERIFY(timer.elapsed() >= 2500 && timer.elapsed() < 6000);
        QTRY_VERIFY(m_embedder->silent->isCanceled());
    }

    // More vectors than a first search reads while somebody waits.
    void aPatientQuestionGetsThemAll()
    {
        constexpr int kMany = 21'000;
        onStore([this](Store &store) -> Result<QString> {
            PreparedDocument prepared;
            prepared.document.cloneId = m_cloneId;
            prepared.document.title = u"Days"_s;
            prepared.document.contentHash = newId();
            for (int i = 0; i < kMany; ++i) {
                Passage passage;
                passage.content = i == kMany / 2 ? u"The boat and the ship."_s
                                                 : u"A rose in the garden, %1."_s.arg(i);
                passage.searchText = passage.content;
                passage.embedding = WordEmbedder::vectorOf(passage.content);
                passage.embeddingProvider = u"test"_s;
                passage.embeddingModel = u"words-1"_s;
                prepared.passages.append(passage);
            }
            CM_TRY_ASSIGN(created, store.documents.create(prepared.document, prepared.passages));
            return created.id;
        });
        const QList<RetrievedPassage> found = awaited(
            m_service->retrieve({.cloneId = m_cloneId, .text = u"vessel"_s, .limit = 1, .patient = true}));
        QCOMPARE(found.size(), 1); // no passage has the word
        QCOMPARE(found.at(0).passage.content, u"The boat and the ship."_s);
        QVERIFY(found.at(0).parts.meaning > 0);

        auto cancelled = m_service->retrieve({.cloneId = m_cloneId, .text = u"vessel"_s, .patient = true});
        cancelled.cancel();
        m_service.reset(); // it does not hold anything up
    }

    void retrieveErrors()
    {
        const auto nobody = m_service->retrieve({newId(), u"boat"_s, 8, 0});
        QVERIFY(arrives(nobody));
        QVERIFY(nobody.result().error().kind == ErrorKind::NotFound);
        QVERIFY(find({}).isEmpty());
    }

    void cancelledBeforeItIsStored()
    {
        auto future = m_service->add(m_cloneId, {.title = u"t"_s, .content = u"A boat."_s});
        future.cancel();
        QTest::qWait(100);
        QVERIFY(onStore([this](Store &store) { return store.documents.list(m_cloneId); }).isEmpty());
    }

    void cancelledEmbeddingStops()
    {
        m_embedder->mood = WordEmbedder::Mood::Fails;
        awaited(m_service->add(m_cloneId, {.title = u"Long"_s, .content = longText(6000)}));
        QTest::qWait(50);
        const int all = bare();
        m_embedder->mood = WordEmbedder::Mood::Works;
        auto future = m_service->embedMissing(m_cloneId);
        future.cancel();
        QTest::qWait(200);
        QCOMPARE(bare(), all);
        QCOMPARE(awaited(m_service->embedMissing(m_cloneId)), all);
    }

    void destroyedMidWay()
    {
        for (int delay : {0, 1, 3, 8, 20, 60}) {
            auto added = m_service->add(m_cloneId, {.title = u"Long"_s,
                                                    .content = longText(4000, u"boat%1"_s.arg(delay))});
            auto again = m_service->add(m_cloneId, {.title = u"Long"_s,
                                                    .content = longText(3000, u"ship%1"_s.arg(delay))});
            auto found = m_service->retrieve({m_cloneId, u"boat"_s, 8, 0});
            auto missing = m_service->embedMissing(m_cloneId);
            QTest::qWait(delay);
            m_service.reset();
            onStore([](Store &store) { return store.counts(); }); // storage is past what was posted
            QVERIFY(arrives(added));
            QVERIFY(arrives(again));
            QVERIFY(arrives(found));
            QVERIFY(arrives(missing));
            for (const Result<IngestOutcome> &result : {added.result(), again.result()})
                QVERIFY(result || result.error().kind == ErrorKind::Cancelled);
            makeService();
        }
        awaited(m_service->embedMissing(m_cloneId));
        QCOMPARE(bare(), 0);
    }

    void destroyedWhileARemoteEmbedderIsSilent()
    {
        m_embedder = std::make_shared<WordEmbedder>(false);
        awaited(m_service->add(m_cloneId, {.title = u"t"_s, .content = u"A boat."_s}));
        QTRY_COMPARE(bare(), 0);
        m_embedder->mood = WordEmbedder::Mood::Silent;
        awaited(m_service->add(m_cloneId, {.title = u"u"_s, .content = u"A ship."_s}));
        QTRY_VERIFY(m_embedder->silent != nullptr);
        auto missing = m_service->embedMissing(m_cloneId);
        auto found = m_service->retrieve({m_cloneId, u"boat"_s, 8, 0});
        QTest::qWait(20);
        const auto silent = m_embedder->silent; // of the question, the last one asked
        m_service.reset();
        QVERIFY(silent->isCanceled());
        QVERIFY(arrives(found));
        QVERIFY(found.result().error().kind == ErrorKind::Cancelled);
        QVERIFY(arrives(missing));
        QVERIFY(missing.result().error().kind == ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(KnowledgeServiceTest)
#include "KnowledgeServiceTest.moc"
