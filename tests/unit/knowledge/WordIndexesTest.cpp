#include "core/knowledge/retrieval/WordIndexes.h"

#include "core/storage/Database.h"
#include "core/storage/Store.h"
#include "tests/unit/knowledge/KnowledgeFixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>

#include <map>
#include <set>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class WordIndexesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Store> m_store;
    Clone m_clone;
    QStringList m_documents;

    QString folder() const { return m_dir->filePath(u"index"_s); }
    QStringList files() const { return QDir(folder()).entryList(QDir::Files); }

    std::unique_ptr<WordIndexes> open(const QString &folder)
    {
        return std::make_unique<WordIndexes>(WordIndexesOptions{.folder = folder, .leastToKeep = 20});
    }

    void catchUp(WordIndexes &words, const Clone &clone)
    {
        if (!valueOf(words.catchUp(*m_store, clone.id, clone.language, 60'000)))
            qFatal("not in a minute");
        if (!words.waitForBackground(60'000))
            qFatal("the file was not written in a minute");
    }
    void catchUp(WordIndexes &words) { catchUp(words, m_clone); }

    const WordIndex &indexIn(const WordIndexes &words) const { return *words.find(m_clone.id).index; }
    bool isFromFile(const WordIndexes &words) const { return indexIn(words).data().file != nullptr; }

    // Term and row, of what is not gone: what any two good indexes of the same memories agree on.
    static std::map<QString, std::set<qint64>> contentsOf(const WordIndex &index)
    {
        std::map<QString, std::set<qint64>> contents;
        for (int term = 0; term < int(index.termCount()); ++term) {
            index.forEachPassage(term, [&](quint32 place, quint32) {
                if (!index.passage(place).gone)
                    contents[index.term(term)].insert(index.row(place));
            });
        }
        return contents;
    }

    void isAsMadeAnew(const WordIndexes &words)
    {
        const auto fresh = open({});
        catchUp(*fresh);
        QCOMPARE(contentsOf(indexIn(words)), contentsOf(indexIn(*fresh)));
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_store = valueOf(Store::open(m_dir->filePath(u"profile.db"_s), {}, Store::Access::ReadWrite));
        m_clone = makeClone(*m_store, u"Mina"_s, u"en"_s);
        m_documents.clear();
        for (int i = 0; i < 50; ++i)
            m_documents.append(addText(*m_store, m_clone.id, u"Letter %1"_s.arg(i),
                                       u"On day %1 the boat number%2 came home with herring."_s.arg(i).arg(i))
                                   .id);
    }

    void isKept()
    {
        const auto first = open(folder());
        catchUp(*first);
        QVERIFY(!isFromFile(*first));
        QCOMPARE(files().size(), 1);
        const auto second = open(folder());
        catchUp(*second);
        QVERIFY(isFromFile(*second));
        isAsMadeAnew(*second);
        QCOMPARE(files().size(), 1); // nothing was new
    }

    // Whoever else wants the reading thread waits for a step, and not for sixty books.
    void longDocumentsAreTakenInSteps()
    {
        const Clone reader = makeClone(*m_store, u"Reader"_s, u"en"_s);
        for (int book = 0; book < 60; ++book) {
            QString text;
            for (int sentence = 0; sentence < 2000; ++sentence)
                text += u"Sentence number%1 of book%2 says that herring are caught at sea in boats. "_s
                            .arg(sentence)
                            .arg(book);
            addText(*m_store, reader.id, u"Book %1"_s.arg(book), text);
        }
        const auto words = open({});
        catchUp(*words); // of another clone: what all clones share is made once
        QElapsedTimer timer;
        qint64 total = 0;
        qint64 longest = 0;
        for (bool ready = false; !ready;) {
            timer.start();
            ready = valueOf(words->catchUp(*m_store, reader.id, reader.language, 10));
            longest = std::max(longest, timer.nsecsElapsed());
            total += timer.nsecsElapsed();
        }
        QVERIFY2(longest < total / 4,
                 qPrintable(u"%1 of %2 ms"_s.arg(longest / 1'000'000).arg(total / 1'000'000)));
    }

    // Memory that nobody uses is given back; what would take long to make again stays.
    void theUnusedIsForgotten()
    {
        const auto kept = open(folder());
        catchUp(*kept);
        kept->forgetUnused(60'000);
        QVERIFY(kept->find(m_clone.id).index);
        kept->forgetUnused(0);
        QVERIFY(!kept->find(m_clone.id).index);
        catchUp(*kept);
        QVERIFY(isFromFile(*kept));
        QFile inTheWay(m_dir->filePath(u"file"_s)); // of the folder: nothing can be written
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        for (const QString &nowhere : {QString(), inTheWay.fileName()}) {
            const auto unkept = open(nowhere);
            catchUp(*unkept);
            unkept->forgetUnused(0);
            QVERIFY2(unkept->find(m_clone.id).index, qPrintable(nowhere));
        }
    }

    void aFewAreNotWorthAFile()
    {
        const Clone other = makeClone(*m_store, u"Ben"_s, u"en"_s);
        addText(*m_store, other.id, u"Letter"_s, u"Few words."_s);
        const auto words = open(folder());
        catchUp(*words, other);
        QVERIFY(files().isEmpty());
    }

    void whatChangedMeanwhile()
    {
        catchUp(*open(folder()));
        Document changed = valueOf(m_store->documents.get(m_documents.at(3)));
        PreparedDocument prepared = prepareDocument(
            valueOf(cleanDraft({.title = u"Another"_s, .content = u"A garden instead."_s})), u"en"_s);
        changed.title = u"Another"_s;
        changed.content = prepared.document.content;
        changed.contentHash = prepared.document.contentHash;
        valueOf(m_store->documents.update(changed, prepared.passages));
        done(m_store->documents.trash(m_documents.at(4)));
        done(m_store->documents.trash(m_documents.at(5)));
        done(m_store->documents.purge(m_documents.at(5)));
        addText(*m_store, m_clone.id, u"New"_s, u"A yawl."_s);
        const auto words = open(folder());
        catchUp(*words);
        QVERIFY(isFromFile(*words));
        isAsMadeAnew(*words);
        done(m_store->documents.restore(m_documents.at(4)));
        catchUp(*words);
        isAsMadeAnew(*words);
    }

    // What is removed while the program runs is not among what it looks through any more.
    void whatIsRemovedWhileItLives()
    {
        const auto words = open(folder());
        catchUp(*words);
        for (int i = 0; i < 5; ++i)
            done(m_store->documents.trash(m_documents.at(i)));
        done(m_store->documents.purge(m_documents.at(0)));
        catchUp(*words);
        isAsMadeAnew(*words);
        QCOMPARE(indexIn(*words).waste(), 0.1);
        done(m_store->documents.restore(m_documents.at(1)));
        addText(*m_store, m_clone.id, u"New"_s, u"A yawl."_s);
        catchUp(*words);
        isAsMadeAnew(*words);
    }

    // Where much of a file is gone, it is made again, and not read again for each question.
    void aWastedFileIsMadeAgain()
    {
        catchUp(*open(folder()));
        for (int i = 0; i < 25; ++i)
            done(m_store->documents.trash(m_documents.at(i)));
        const auto words = open(folder());
        catchUp(*words); // now it knows
        catchUp(*words);
        QVERIFY(!isFromFile(*words));
        QCOMPARE(indexIn(*words).waste(), 0.0);
        const auto again = open(folder());
        catchUp(*again);
        QVERIFY(isFromFile(*again));
        QCOMPARE(indexIn(*again).waste(), 0.0);
    }

    // A computer's clock was ahead during one import: what comes after it is seen all the same.
    void aClockThatWasAhead()
    {
        QVERIFY(m_store->database().run(u"UPDATE clone_documents SET updated_at = '2099-01-01T00:00:00.000Z' "
                                        u"WHERE id = ?"_s,
                                        {m_documents.first()}));
        const auto words = open({});
        catchUp(*words);
        addText(*m_store, m_clone.id, u"New"_s, u"A zeppelin."_s);
        catchUp(*words);
        QVERIFY(indexIn(*words).find(u"zeppelin") >= 0);
        isAsMadeAnew(*words);
    }

    // The program is killed while it writes, the disk errs, somebody edits the file.
    void aDamagedFileIsMadeAgain()
    {
        catchUp(*open(folder()));
        const QString path = folder() + u'/' + files().first();
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.resize(file.size() / 2));
        file.close();
        const auto words = open(folder());
        catchUp(*words);
        QVERIFY(!isFromFile(*words));
        isAsMadeAnew(*words);
        QCOMPARE(files().size(), 1);
        const auto again = open(folder());
        catchUp(*again);
        QVERIFY(isFromFile(*again));
    }

    // An older copy of the profile was brought back: what the file says never happened.
    void anOlderDatabaseCameBack()
    {
        QVERIFY(m_store->documents.get(m_documents.first()));
        m_store.reset();
        QVERIFY(QFile::copy(m_dir->filePath(u"profile.db"_s), m_dir->filePath(u"copy.db"_s)));
        m_store = valueOf(Store::open(m_dir->filePath(u"profile.db"_s), {}, Store::Access::ReadWrite));
        for (int i = 0; i < 30; ++i)
            addText(*m_store, m_clone.id, u"Later %1"_s.arg(i), u"A later letter of an otter %1."_s.arg(i));
        catchUp(*open(folder()));
        m_store.reset();
        QVERIFY(QFile::remove(m_dir->filePath(u"profile.db"_s)));
        QVERIFY(QFile::rename(m_dir->filePath(u"copy.db"_s), m_dir->filePath(u"profile.db"_s)));
        m_store = valueOf(Store::open(m_dir->filePath(u"profile.db"_s), {}, Store::Access::ReadWrite));
        const auto words = open(folder());
        catchUp(*words);
        QVERIFY(!isFromFile(*words));
        QCOMPARE(indexIn(*words).find(u"otter"), -1);
        isAsMadeAnew(*words);
    }

    // The same, but new memories have overtaken the file's: each document is compared.
    void anOlderDatabaseCameBackAndGrew()
    {
        catchUp(*open(folder()));
        // What the file has of a document the database never had, as a database that went another way would leave it.
        const qint64 revision = valueOf(m_store->passages.revision(m_clone.id));
        WordIndex index(WordIndexFolder(folder()).openNewest({m_clone.id, u"en"_s}, revision)->data);
        index.put({.id = u"never"_s, .terms = {}, .passages = {{.row = 9999, .terms = u"otter"_s}}});
        const std::atomic_bool goOn = false;
        done(WordIndexFolder(folder()).save({m_clone.id, u"en"_s}, {index.data(), revision}, goOn));
        const auto words = open(folder());
        catchUp(*words);
        QVERIFY(isFromFile(*words));
        isAsMadeAnew(*words);
    }

    void filesOfPurgedClonesGo()
    {
        catchUp(*open(folder()));
        const Clone other = makeClone(*m_store, u"Ben"_s, u"en"_s);
        for (int i = 0; i < 30; ++i)
            addText(*m_store, other.id, u"Letter %1"_s.arg(i), u"Herring and boats, %1."_s.arg(i));
        done(m_store->clones.trash(m_clone.id));
        done(m_store->clones.purge(m_clone.id));
        const auto words = open(folder());
        catchUp(*words, other);
        QCOMPARE(files().size(), 1);
        QVERIFY(files().first().startsWith(other.id));
    }

    // The clone's language was set right after its letters were added: they are found in it.
    void theLanguageIsSetLater()
    {
        const Clone oma = makeClone(*m_store, u"Oma"_s, u"en"_s);
        addText(*m_store, oma.id, u"Die Häuser"_s, u"Die Häuser standen auf den Feldern der Nachbarinnen."_s,
                u"en"_s);
        addText(*m_store, oma.id, u"Das Haus"_s, u"Das Haus stand auf dem Feld."_s, u"de"_s);
        const auto words = open({});
        if (!valueOf(words->catchUp(*m_store, oma.id, u"de"_s, 60'000)))
            qFatal("not in a minute");
        const WordIndex &index = *words->find(oma.id).index;
        const TextAnalyzer german(u"de"_s);
        for (const QString &word : {u"Häuser"_s, u"Feldern"_s}) {
            const int term = index.find(german.terms(word).first());
            QVERIFY2(term >= 0, qPrintable(word));
            QCOMPARE(index.passagesWith(term), 2U);
        }
    }

    void anotherLanguageIsAnotherIndex()
    {
        catchUp(*open(folder()));
        const auto words = open(folder());
        if (!valueOf(words->catchUp(*m_store, m_clone.id, u"de"_s, 60'000)))
            qFatal("not in a minute");
        QVERIFY(words->waitForBackground(60'000));
        QVERIFY(!isFromFile(*words));
    }
};

QTEST_GUILESS_MAIN(WordIndexesTest)
#include "WordIndexesTest.moc"
