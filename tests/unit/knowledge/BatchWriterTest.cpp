#include "core/knowledge/BatchWriter.h"

#include "core/storage/Database.h"
#include "tests/unit/knowledge/KnowledgeFixture.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
struct Mail
{
    QString title;
    QString content;
    QDate day = {};
};
} // namespace

/// A source with many documents, imported, changed and imported again: what becomes of each of them.
class BatchWriterTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Store> m_store;
    QString m_cloneId;
    StoredImport m_import;

    static constexpr auto kSource = "/home/mina/mail.mbox"_L1;

    static ImportItem document(const Mail &mail)
    {
        DocumentDraft draft{.title = mail.title, .content = mail.content, .sourceUri = kSource};
        if (mail.day.isValid())
            draft.happenedAt = QDateTime(mail.day, QTime(0, 0), Qt::UTC);
        ImportItem item{.hash = contentHash(mail.content), .draft = draft, .weight = mail.content.size()};
        item.prepared = prepareDocument(draft, u"en"_s);
        return item;
    }

    ImportedFile import(const QList<Mail> &mails, std::optional<Error> error = {}, bool unprepared = false)
    {
        m_import = {.id = newId(), .cloneId = m_cloneId, .chatPerson = {}, .paths = {kSource}};
        done(m_store->imports.create(m_import));
        const QList<StoredImportFile> files{{.place = 0, .file = {.path = kSource}, .modifiedAt = {}}};
        done(m_store->imports.addFiles(m_import.id, files));
        BatchWriter writer(m_import, u"en"_s, files);
        ImportItems items{{.kind = ImportItem::Kind::Begin, .bytes = 10}};
        for (const Mail &mail : mails) {
            items.push_back(document(mail));
            if (unprepared)
                items.back().prepared.reset();
        }
        items.push_back({.kind = ImportItem::Kind::End, .error = error});
        ImportedFile last;
        while (!items.empty()) {
            const WrittenBatch batch = valueOf(writer.write(*m_store, items));
            if (batch.items <= 0)
                qFatal("a batch took nothing");
            items.erase(items.begin(), items.begin() + batch.items);
            if (!batch.finished.isEmpty())
                last = batch.finished.first().file;
        }
        return last;
    }

    QHash<QString, QString> idsByTitle()
    {
        QHash<QString, QString> ids;
        for (const DocumentSummary &summary : valueOf(m_store->documents.list(m_cloneId)))
            ids.insert(summary.title, summary.id);
        return ids;
    }

    QString contentOf(const QString &id) { return valueOf(m_store->documents.get(id)).content; }

    const QList<Mail> m_mails{{u"Boats"_s, u"The boat is green."_s, QDate(2001, 1, 1)},
                              {u"Re: Boats"_s, u"No, it is blue."_s, QDate(2001, 1, 2)},
                              {u"Re: Boats"_s, u"It was blue once."_s, QDate(2001, 1, 3)},
                              {u"Roses"_s, u"They are in bloom."_s, QDate(2001, 1, 4)}};

private Q_SLOTS:
    void init()
    {
        m_store = valueOf(Store::open(u":memory:"_s, {}, Store::Access::ReadWrite));
        m_cloneId = makeClone(*m_store, u"Mina"_s, u"en"_s).id;
    }

    void newOnes()
    {
        const ImportedFile file = import(m_mails);
        QCOMPARE(file.added, 4);
        QCOMPARE(file.passages, 4);
        QVERIFY(file.state == ImportedFile::State::Done);
        QCOMPARE(file.title, u"Boats"_s);
        QCOMPARE(valueOf(m_store->documents.get(file.documentId)).title, u"Boats"_s);
        QCOMPARE(valueOf(m_store->imports.files(m_import.id)).first().documentsDone, 4);
        QCOMPARE(valueOf(m_store->imports.documentsOf(m_cloneId, kSource)).size(), 4);
    }

    void againChangesNothing()
    {
        import(m_mails);
        const auto before = valueOf(m_store->documents.list(m_cloneId));
        for (const bool unprepared : {false, true}) {
            const ImportedFile file = import(m_mails, {}, unprepared);
            QCOMPARE(file.known, 4);
            QCOMPARE(file.added + file.updated + file.removed, 0);
            QVERIFY(file.state == ImportedFile::State::Unchanged);
            QVERIFY(valueOf(m_store->documents.list(m_cloneId)) == before);
        }
    }

    void whatSeemedKnownAndIsNot()
    {
        const ImportedFile file = import(m_mails, {}, true); // trashed between looking and storing
        QCOMPARE(file.added, 4);
        QCOMPARE(file.passages, 4);
    }

    void oneInFrontOneChangedOneGone()
    {
        import(m_mails);
        const auto before = idsByTitle();
        QList<Mail> now = m_mails;
        now.prepend({u"Newer"_s, u"A dog came."_s, QDate(2001, 1, 5)});
        now[1].content = u"The boat is green and old."_s;
        now.removeLast();
        const ImportedFile file = import(now);
        QCOMPARE(file.added, 1);
        QCOMPARE(file.updated, 1);
        QCOMPARE(file.known, 2);
        QCOMPARE(file.removed, 1);
        const auto after = idsByTitle();
        QCOMPARE(after.value(u"Boats"_s), before.value(u"Boats"_s));
        QCOMPARE(contentOf(after.value(u"Boats"_s)), u"The boat is green and old."_s);
        QVERIFY(!after.contains(u"Roses"_s));
        done(m_store->documents.restore(before.value(u"Roses"_s))); // in the trash, and nowhere else
        // All of it is there the next time.
        done(m_store->documents.trash(before.value(u"Roses"_s)));
        QVERIFY(import(now).state == ImportedFile::State::Unchanged);
    }

    void aDamagedFileTakesNothingAway()
    {
        import(m_mails);
        const ImportedFile file = import(m_mails.mid(0, 1),
                                         Error{.kind = ErrorKind::InvalidInput, .code = u"file-damaged"_s});
        QVERIFY(file.state == ImportedFile::State::Failed);
        QCOMPARE(file.error->code, u"file-damaged"_s);
        QCOMPARE(file.known, 1);
        QCOMPARE(file.removed, 0);
        QCOMPARE(valueOf(m_store->documents.list(m_cloneId)).size(), 4);
    }

    void theSameTitleOnOtherDaysIsAnother()
    {
        import(m_mails);
        QList<Mail> now = m_mails;
        now.append({u"Re: Boats"_s, u"Sold."_s, QDate(2001, 2, 2)});
        const ImportedFile file = import(now);
        QCOMPARE(file.added, 1);
        QCOMPARE(file.updated, 0);
        QCOMPARE(file.removed, 0);
        QCOMPARE(valueOf(m_store->documents.list(m_cloneId)).size(), 5);
    }

    void whatTheUserChangedStays_data()
    {
        QTest::addColumn<bool>("inFile");
        QTest::addColumn<bool>("changedInFile");
        QTest::newRow("the file as before") << true << false;
        QTest::newRow("changed in the file, too") << true << true;
        QTest::newRow("gone from the file") << false << false;
    }

    void whatTheUserChangedStays()
    {
        QFETCH(bool, inFile);
        QFETCH(bool, changedInFile);
        import(m_mails);
        const QString id = idsByTitle().value(u"Boats"_s);
        Document mine = valueOf(m_store->documents.get(id));
        mine.content = u"The boat was green, as I remember."_s;
        mine.contentHash = contentHash(mine.content);
        QTest::qWait(3);
        valueOf(m_store->documents.update(mine, {}));
        QList<Mail> now = m_mails;
        if (changedInFile)
            now[0].content = u"The boat is red."_s;
        if (!inFile)
            now.removeFirst();
        const ImportedFile file = import(now);
        QCOMPARE(contentOf(id), mine.content);
        QCOMPARE(file.removed, 0);
        QCOMPARE(file.updated, 0);
        QCOMPARE(file.added, changedInFile ? 1 : 0); // beside it: neither is lost
        QCOMPARE(valueOf(m_store->documents.list(m_cloneId)).size(), changedInFile ? 5 : 4);
    }

    void aRenamedOneStays()
    {
        import(m_mails);
        const QString id = idsByTitle().value(u"Roses"_s);
        QTest::qWait(3);
        valueOf(m_store->documents.setDetails(id, u"Our roses"_s, {}));
        const ImportedFile file = import(m_mails);
        QCOMPARE(file.known, 4);
        QCOMPARE(valueOf(m_store->documents.get(id)).title, u"Our roses"_s);
    }

    void aSingleTextMayChangeItsTitle()
    {
        import({{ u"Draft"_s, u"Dear Rhoda, the boat is sold."_s }});
        const ImportedFile file = import({{u"Letter"_s, u"Dear Rhoda, the boat is sold at last."_s}});
        QCOMPARE(file.updated, 1);
        QCOMPARE(valueOf(m_store->documents.list(m_cloneId)).size(), 1);
        QCOMPARE(idsByTitle().size(), 1);
        QVERIFY(idsByTitle().contains(u"Letter"_s));
    }

    void whatIsThereFromElsewhere()
    {
        addText(*m_store, m_cloneId, u"By hand"_s, m_mails.at(0).content);
        const ImportedFile file = import(m_mails);
        QCOMPARE(file.known, 1);
        QCOMPARE(file.added, 3);
        QCOMPARE(file.title, u"By hand"_s);
        // It is no business of the file's when it goes from there.
        QCOMPARE(import(m_mails.mid(1)).removed, 0);
        QVERIFY(idsByTitle().contains(u"By hand"_s));
    }

    void aBatchIsWholeOrNotAtAll()
    {
        m_import = {.id = newId(), .cloneId = m_cloneId, .chatPerson = {}, .paths = {kSource}};
        done(m_store->imports.create(m_import));
        const QList<StoredImportFile> files{{.place = 0, .file = {.path = kSource}, .modifiedAt = {}}};
        done(m_store->imports.addFiles(m_import.id, files));
        BatchWriter writer(m_import, u"en"_s, files);
        const ImportItems items{document(m_mails.at(0)), document(m_mails.at(1))};
        // The second one meets a disk that is full.
        QVERIFY(m_store->database().run(
            u"CREATE TRIGGER full BEFORE INSERT ON clone_documents WHEN new.title = 'Re: Boats' "
            u"BEGIN SELECT RAISE (ABORT, 'full'); END"_s));
        QVERIFY(!writer.write(*m_store, items));
        QVERIFY(valueOf(m_store->documents.list(m_cloneId)).isEmpty());
        QCOMPARE(valueOf(m_store->imports.files(m_import.id)).first().documentsDone, 0);
    }

    void aLargeOneEndsABatch()
    {
        m_import = {.id = newId(), .cloneId = m_cloneId, .chatPerson = {}, .paths = {kSource}};
        done(m_store->imports.create(m_import));
        const QList<StoredImportFile> files{{.place = 0, .file = {.path = kSource}, .modifiedAt = {}}};
        done(m_store->imports.addFiles(m_import.id, files));
        BatchWriter writer(m_import, u"en"_s, files);
        ImportItems items;
        for (int i = 0; i < 3; ++i) {
            items.push_back(document({u"Part %1"_s.arg(i), u"%1 words"_s.arg(i)}));
            items.back().weight = 3 * 1024 * 1024;
        }
        QCOMPARE(valueOf(writer.write(*m_store, items)).items, 1);
    }
};

QTEST_GUILESS_MAIN(BatchWriterTest)
#include "BatchWriterTest.moc"
