#include "tests/unit/storage/TestStore.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

/// Imports that are under way, what they stored of a source, and passages that stay while their document changes.
class ImportRepositoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_store = memoryStore();
        QVERIFY(m_store);
        Clone clone;
        clone.name = u"Mina"_s;
        m_cloneId = m_store->clones.create(clone).value().id;
    }

    void importRoundTrip();
    void fileRoundTrip();
    void isForgottenWhenOver();
    void goesWithItsClone();
    void knowsWhatTheUserChanged();
    void findsHashes();
    void keepsNames();
    void changedDocumentKeepsPassages();
    void changedDocumentKeepsPassages_data();

private:
    Document stored(const QString &content)
    {
        return m_store->documents.create(documentDraft(m_cloneId, content, content), {}).value();
    }

    std::unique_ptr<Store> m_store;
    QString m_cloneId;
};

void ImportRepositoryTest::importRoundTrip()
{
    const StoredImport import{.id = newId(),
                              .cloneId = m_cloneId,
                              .chatPerson = u"Wilhelmina"_s,
                              .paths = {u"/b\nwith a line end"_s, u"/a"_s}};
    VERIFY_OK(m_store->imports.create(import));
    VERIFY_ASSIGN(got, m_store->imports.get(import.id));
    QCOMPARE(got.cloneId, m_cloneId);
    QCOMPARE(got.chatPerson, import.chatPerson);
    QCOMPARE(got.paths, import.paths);
    QVERIFY(got.state == ImportState::Running);
    QVERIFY(!got.walked);
    VERIFY_OK(m_store->imports.setWalked(import.id));
    VERIFY_OK(m_store->imports.setState(import.id, ImportState::Paused));
    VERIFY_ASSIGN(unfinished, m_store->imports.unfinished());
    QCOMPARE(unfinished.size(), 1);
    QVERIFY(unfinished.first().walked);
    QVERIFY(unfinished.first().state == ImportState::Paused);
    QCOMPARE(unfinished.first().paths, import.paths);
    VERIFY_FAILS(m_store->imports.create({.id = newId(), .cloneId = newId(), .chatPerson = {}, .paths = {}}),
                 ErrorKind::NotFound, QString());
}

void ImportRepositoryTest::fileRoundTrip()
{
    const QString id = newId();
    VERIFY_OK(m_store->imports.create({.id = id, .cloneId = m_cloneId, .chatPerson = {}, .paths = {}}));
    StoredImportFile second{.place = 1, .file = {.path = u"/b"_s, .bytes = 12}, .modifiedAt = {}};
    VERIFY_OK(
        m_store->imports.addFiles(id, {{.place = 0, .file = {.path = u"/a"_s}, .modifiedAt = {}}, second}));
    second.documentsDone = 5;
    second.modifiedAt = QDateTime(QDate(2020, 2, 3), QTime(4, 5, 6, 7), Qt::UTC);
    second.file.state = ImportedFile::State::Failed;
    second.file.bytes = Q_INT64_C(5'000'000'000);
    second.file.added = 1;
    second.file.updated = 2;
    second.file.known = 3;
    second.file.removed = 4;
    second.file.passages = 99;
    second.file.documentId = u"d"_s;
    second.file.title = u"Title"_s;
    second.file.error = Error{.kind = ErrorKind::InvalidInput, .code = u"file-damaged"_s, .subject = u"b"_s};
    VERIFY_OK(m_store->imports.setFile(id, second));
    VERIFY_ASSIGN(files, m_store->imports.files(id));
    QCOMPARE(files.size(), 2);
    QCOMPARE(files.first().file.path, u"/a"_s);
    QVERIFY(files.first().file.state == ImportedFile::State::Waiting);
    QVERIFY(files.last() == second);
    // Every state by its name.
    for (const auto state :
         {ImportedFile::State::Waiting, ImportedFile::State::Reading, ImportedFile::State::Done,
          ImportedFile::State::Unchanged, ImportedFile::State::Failed, ImportedFile::State::Skipped})
        QVERIFY(importedFileStateFromString(toString(state)) == state);
    for (const auto state :
         {ImportState::Running, ImportState::Paused, ImportState::Cancelled, ImportState::Finished})
        QVERIFY(importStateFromString(toString(state)) == state);
}

void ImportRepositoryTest::isForgottenWhenOver()
{
    for (const ImportState end : {ImportState::Finished, ImportState::Cancelled}) {
        const QString id = newId();
        VERIFY_OK(m_store->imports.create({.id = id, .cloneId = m_cloneId, .chatPerson = {}, .paths = {}}));
        VERIFY_OK(m_store->imports.addFiles(id, {{.place = 0, .file = {.path = u"/a"_s}, .modifiedAt = {}}}));
        VERIFY_OK(m_store->imports.setState(id, end));
        VERIFY_ASSIGN(files, m_store->imports.files(id));
        QVERIFY(files.isEmpty());
        VERIFY_ASSIGN(unfinished, m_store->imports.unfinished());
        QVERIFY(unfinished.isEmpty());
        // What is over stays over.
        VERIFY_FAILS(m_store->imports.setState(id, ImportState::Paused), ErrorKind::NotFound, QString());
    }
}

void ImportRepositoryTest::goesWithItsClone()
{
    const QString id = newId();
    VERIFY_OK(
        m_store->imports.create({.id = id, .cloneId = m_cloneId, .chatPerson = {}, .paths = {u"/a"_s}}));
    VERIFY_OK(m_store->clones.trash(m_cloneId));
    VERIFY_ASSIGN(hidden, m_store->imports.unfinished());
    QVERIFY(hidden.isEmpty());
    VERIFY_OK(m_store->clones.restore(m_cloneId));
    VERIFY_ASSIGN(shown, m_store->imports.unfinished());
    QCOMPARE(shown.size(), 1);
    VERIFY_OK(m_store->clones.purge(m_cloneId));
    VERIFY_FAILS(m_store->imports.get(id), ErrorKind::NotFound, QString());
    QCOMPARE(m_store->database().number(u"SELECT count(*) FROM import_paths"_s).value(), 0);
}

void ImportRepositoryTest::knowsWhatTheUserChanged()
{
    const Document first = stored(u"first"_s);
    const Document second = stored(u"second"_s);
    for (const Document &document : {first, second})
        VERIFY_OK(m_store->imports.noteImported(document.id, u"/mail"_s));
    VERIFY_ASSIGN(before, m_store->imports.documentsOf(m_cloneId, u"/mail"_s));
    QCOMPARE(before.size(), 2);
    QCOMPARE(before.first().id, first.id);
    QCOMPARE(before.first().importedHash, first.contentHash);
    QVERIFY(!before.first().edited);
    QTest::qWait(3);
    VERIFY_OK(m_store->documents.setDetails(first.id, u"Mine"_s, {}));
    VERIFY_ASSIGN(after, m_store->imports.documentsOf(m_cloneId, u"/mail"_s));
    QVERIFY(after.first().edited);
    QVERIFY(!after.last().edited);
    VERIFY_ASSIGN(touched, m_store->imports.isTouched(first.id));
    QVERIFY(touched);
    VERIFY_OK(m_store->documents.trash(second.id));
    VERIFY_ASSIGN(left, m_store->imports.documentsOf(m_cloneId, u"/mail"_s));
    QCOMPARE(left.size(), 1);
    VERIFY_ASSIGN(gone, m_store->imports.isTouched(second.id));
    QVERIFY(gone);
    VERIFY_ASSIGN(elsewhere, m_store->imports.documentsOf(m_cloneId, u"/other"_s));
    QVERIFY(elsewhere.isEmpty());
}

void ImportRepositoryTest::findsHashes()
{
    Document document = stored(u"text"_s);
    VERIFY_OK(m_store->imports.noteImported(document.id, u"/a"_s));
    const QString old = document.contentHash;
    document.contentHash = u"changed by hand"_s;
    VERIFY_OK(m_store->documents.update(document, {}));
    QStringList asked{u"never seen"_s, old, document.contentHash};
    for (int i = 0; i < 1000; ++i) // more than go into one statement
        asked.prepend(QString::number(i));
    VERIFY_ASSIGN(known, m_store->imports.known(m_cloneId, asked));
    QCOMPARE(known, (QSet<QString>{old, document.contentHash}));
    VERIFY_OK(m_store->documents.trash(document.id));
    VERIFY_ASSIGN(trashed, m_store->imports.known(m_cloneId, asked));
    QVERIFY(trashed.isEmpty());
}

void ImportRepositoryTest::keepsNames()
{
    VERIFY_OK(m_store->imports.addName(m_cloneId, u"Mina"_s));
    VERIFY_OK(m_store->imports.addName(m_cloneId, u"Wilhelmina B."_s));
    VERIFY_OK(m_store->imports.addName(m_cloneId, u"Mina"_s));
    VERIFY_ASSIGN(names, m_store->imports.names(m_cloneId));
    QCOMPARE(names, (QStringList{u"Mina"_s, u"Wilhelmina B."_s}));
    VERIFY_FAILS(m_store->imports.addName(newId(), u"x"_s), ErrorKind::NotFound, QString());
}

void ImportRepositoryTest::changedDocumentKeepsPassages_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("after");
    const QStringList abc{u"a"_s, u"b"_s, u"c"_s};
    QTest::newRow("the same") << abc << abc;
    QTest::newRow("one in front") << abc << QStringList{u"new"_s, u"a"_s, u"b"_s, u"c"_s};
    QTest::newRow("one changed") << abc << QStringList{u"a"_s, u"new"_s, u"c"_s};
    QTest::newRow("turned round") << abc << QStringList{u"c"_s, u"b"_s, u"a"_s};
    QTest::newRow("one less") << abc << QStringList{u"a"_s, u"c"_s};
    QTest::newRow("none left") << abc << QStringList{};
    QTest::newRow("the same one twice") << abc << QStringList{u"b"_s, u"a"_s, u"b"_s};
    QTest::newRow("twins") << QStringList{u"a"_s, u"a"_s, u"b"_s}
                           << QStringList{u"b"_s, u"a"_s, u"a"_s, u"a"_s};
    QTest::newRow("from nothing") << QStringList{} << abc;
}

void ImportRepositoryTest::changedDocumentKeepsPassages()
{
    QFETCH(QStringList, before);
    QFETCH(QStringList, after);
    const auto passagesOf = [](const QStringList &words, const QString &context) {
        QList<Passage> passages;
        int offset = 0;
        for (const QString &word : words) {
            Passage passage = passageDraft(word);
            passage.searchText = word + context;
            passage.startOffset = offset;
            passage.endOffset = offset += int(word.size()) + 1;
            passages.append(passage);
        }
        return passages;
    };
    Document document = m_store->documents
                            .create(documentDraft(m_cloneId, u"t"_s, before.join(u' ')),
                                    passagesOf(before, {}))
                            .value();
    VERIFY_ASSIGN(old, m_store->passages.ofDocument(document.id));
    QList<PassageVector> vectors;
    for (const Passage &passage : std::as_const(old))
        vectors.append({passage.id, {1.0F, 2.0F}});
    VERIFY_OK(m_store->passages.setVectors(vectors, u"p"_s, u"m"_s));
    document.contentHash = u"new"_s;
    VERIFY_OK(m_store->documents.update(document, passagesOf(after, u" fresh"_s)));

    VERIFY_ASSIGN(now, m_store->passages.ofDocument(document.id));
    QCOMPARE(now.size(), after.size());
    QStringList left = before;
    QSet<QString> ids;
    for (qsizetype i = 0; i < now.size(); ++i) {
        const Passage &passage = now.at(i);
        QCOMPARE(passage.content, after.at(i));
        QCOMPARE(passage.chunkIndex, int(i));
        QCOMPARE(passage.searchText, QString(after.at(i) + u" fresh"_s));
        QCOMPARE(passage.startOffset, int(i == 0 ? 0 : now.at(i - 1).endOffset));
        const bool kept = left.removeOne(passage.content);
        const bool wasThere = std::any_of(old.cbegin(), old.cend(),
                                          [&](const Passage &one) { return one.id == passage.id; });
        QCOMPARE(wasThere, kept);
        QCOMPARE(passage.embeddingProvider, kept ? u"p"_s : QString()); // and so is its vector
        ids.insert(passage.id);
    }
    QCOMPARE(ids.size(), now.size());
    const int missing = m_store->passages.countWithoutVector(m_cloneId, u"p"_s, u"m"_s).value();
    QCOMPARE(missing, int(after.size()) - int(before.size() - left.size()));
    // Full text follows.
    VERIFY_OK(m_store->database().run(
        u"INSERT INTO chunks_fts (chunks_fts, rank) VALUES ('integrity-check', 1)"_s));
    VERIFY_ASSIGN(hits, m_store->passages.searchText(m_cloneId, {u"fresh"_s}, 100));
    QCOMPARE(hits.size(), after.size());
}

QTEST_GUILESS_MAIN(ImportRepositoryTest)
#include "ImportRepositoryTest.moc"
