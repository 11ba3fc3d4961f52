#include "ArchiveFixture.h"
#include "core/archive/CloneForms.h"
#include "core/archive/HiddenClone.h"
#include "core/base/Futures.h"
#include "core/knowledge/ImportLock.h"
#include "core/profile/SampleClone.h"
#include "core/providers/embedding/Embedder.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>
#include <QRandomGenerator>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// A clone goes out into a file and comes in again, as it was.
class CloneArchiveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data();
    void roundTrip();
    void passagesAreMadeAgain();
    void leavesOutTrashAndSettings();
    void keepsOrder();
    void comesInTwice();
    void takesAnotherName();
    void leavesOutWhatSaysTheSame();
    void embedsAtOnce();
    void isOfOneMoment();
    void packsWhatRepeatsItself();
    void replacesItsTargetOnlyWhole();
    void refusesBadTargets();
    void cancelsEverywhere();
    void isHiddenUntilItIsWhole();
    void removesWhatADeadProcessLeft();
};

using CloneMaker = QString (*)(Store &);

namespace {
QString makeSampleClone(Store &store)
{
    const SampleClone sample = valueOf(readSampleClone());
    const Clone clone = valueOf(store.clones.create(sample.clone));
    for (const DocumentDraft &draft : sample.documents)
        ArchiveProfile::addDocument(store, clone.id, draft);
    return clone.id;
}

QString makeEmptyClone(Store &store)
{
    Clone draft;
    draft.name = u"Nobody"_s;
    return valueOf(store.clones.create(draft)).id;
}

// Branches at random, answers of every kind.
QString makeBranchingClone(Store &store)
{
    QRandomGenerator random(7);
    const QString id = makeEmptyClone(store);
    for (int talks = 0; talks < 3; ++talks) {
        Conversation talk;
        talk.cloneId = id;
        talk.title = u"Talk %1"_s.arg(talks);
        talk = valueOf(store.conversations.create(talk));
        QStringList messages{QString()};
        for (int i = 0; i < 40; ++i) {
            Message draft;
            draft.conversationId = talk.id;
            draft.parentId = messages.at(random.bounded(messages.size()));
            draft.role = i % 2 ? MessageRole::Clone : MessageRole::User;
            draft.status = static_cast<MessageStatus>(random.bounded(3));
            draft.content = u"%1"_s.arg(random.generate());
            messages.append(valueOf(store.messages.append(draft)).id);
        }
        done(store.conversations.setCurrentMessage(talk.id,
                                                   messages.at(1 + random.bounded(messages.size() - 1))));
    }
    return id;
}

// What search sees of a clone: each passage with its place, speaker and time.
QStringList passagesOf(Store &store, const QString &cloneId)
{
    return valueOf(store.database().rows(
        u"SELECT d.title, p.chunk_index, p.start_offset, p.end_offset, p.speaker, p.happened_at, p.content, "
        "p.search_text FROM clone_document_chunks p JOIN clone_documents d ON d.id = p.document_id "
        "WHERE p.clone_id = ? AND d.deleted_at IS NULL ORDER BY d.title, d.content_hash, p.chunk_index"_s,
        {cloneId}, [](Query &query) {
            QStringList cells;
            for (int i = 0; i < 8; ++i)
                cells.append(query.value(i).toString());
            return cells.join(u'|');
        }));
}

class CountingEmbedder : public Embedder
{
public:
    QString provider() const override { return u"test"_s; }
    QString model() const override { return u"length"_s; }
    bool isLocal() const override { return true; }
    QFuture<Result<QList<Vector>>> embed(const QStringList &texts) override
    {
        QList<Vector> vectors;
        for (qsizetype i = 0; i < texts.size(); ++i)
            vectors.append(Vector{1, 0, 0});
        return readyFuture<Result<QList<Vector>>>(vectors);
    }
};
} // namespace

void CloneArchiveTest::roundTrip_data()
{
    QTest::addColumn<CloneMaker>("make");
    QTest::newRow("sample") << CloneMaker(makeSampleClone);
    QTest::newRow("everything") << CloneMaker(makeRichClone);
    QTest::newRow("nothing") << CloneMaker(makeEmptyClone);
    QTest::newRow("branches") << CloneMaker(makeBranchingClone);
}

void CloneArchiveTest::roundTrip()
{
    QFETCH(CloneMaker, make);
    ArchiveProfile from;
    const QString id = from.run([make](Store &store) -> Result<QString> { return make(store); });
    const CloneArchiveFacts facts = valueOf(from.write(id, u"a.cmclone"_s));
    QCOMPARE(facts.bytes, QFileInfo(from.file(u"a.cmclone"_s)).size());
    QCOMPARE(facts.cloneId, id);

    ArchiveProfile to;
    const ImportedClone imported = valueOf(to.read(from.file(u"a.cmclone"_s)));
    QCOMPARE(imported.counts, facts.counts);
    QCOMPARE(imported.duplicates, 0);
    QVERIFY(imported.cloneId != id);
    valueOf(to.write(imported.cloneId, u"b.cmclone"_s));
    const QByteArray before = dataOf(from.file(u"a.cmclone"_s));
    const QByteArray after = dataOf(to.file(u"b.cmclone"_s));
    for (qsizetype i = 0; i < before.size(); ++i) { // QCOMPARE cuts long texts
        if (before.at(i) != after.at(std::min(i, after.size() - 1)))
            QFAIL(qPrintable(u"at %1: %2\nbut: %3"_s.arg(i).arg(QString::fromUtf8(before.mid(i - 80, 160)),
                                                                QString::fromUtf8(after.mid(i - 80, 160)))));
    }
    QCOMPARE(after.size(), before.size());
    QVERIFY(
        to.run([](Store &store) { return store.settings.all(); }).isEmpty()); // no mark of an import is left
    QCOMPARE(QDir(to.paths().dataDir()).entryList({u"*.lock"_s}), QStringList());
}

void CloneArchiveTest::passagesAreMadeAgain()
{
    ArchiveProfile from;
    const QString id = from.run([](Store &store) -> Result<QString> { return makeRichClone(store); });
    valueOf(from.write(id, u"a.cmclone"_s));
    ArchiveProfile to;
    const ImportedClone imported = valueOf(to.read(from.file(u"a.cmclone"_s)));
    const auto passages = [](ArchiveProfile &profile, const QString &cloneId) {
        return profile.run(
            [cloneId](Store &store) -> Result<QStringList> { return passagesOf(store, cloneId); });
    };
    const QStringList before = passages(from, id);
    QCOMPARE(imported.passages, before.size());
    QCOMPARE(passages(to, imported.cloneId).join(u'\n'), before.join(u'\n'));
    QVERIFY(before.filter(u"|Yusuf يوسف|2019-05-03T10:"_s).size() > 10);
    // Full text, and a shown message, are found.
    const auto found = to.run([cloneId = imported.cloneId](Store &store) {
        return store.passages.searchText(cloneId, {u"green"_s}, 10);
    });
    QVERIFY(!found.isEmpty());
    to.change([cloneId = imported.cloneId](Store &store) -> Result<void> {
        CM_TRY_ASSIGN(talks, store.conversations.list(cloneId));
        CM_TRY_ASSIGN(page, store.messages.page(talks.first().id, 10));
        CM_TRY_ASSIGN(variants, store.messages.variants(page.last().id));
        const bool shown = page.size() == 2 && page.last().content == "Green, and **cold**."_L1
                           && variants.ids.size() == 2 && page.last().error == std::nullopt;
        return shown ? Result<void>() : fail(ErrorKind::NotFound, u"the shown branch is another"_s);
    });
}

void CloneArchiveTest::leavesOutTrashAndSettings()
{
    ArchiveProfile from;
    const QString id = from.run([](Store &store) -> Result<QString> { return makeRichClone(store); });
    const CloneArchiveFacts facts = valueOf(from.write(id, u"a.cmclone"_s));
    QCOMPARE(facts.counts, (CloneCounts{5, 2, 6}));
    const Entries entries = entriesOf(from.file(u"a.cmclone"_s));
    QCOMPARE(entries.size(), 5);
    for (const QByteArray &bytes : entries) {
        QVERIFY(!bytes.contains("trash"));
        QVERIFY(!bytes.contains("secret"));
        QVERIFY(!bytes.contains("temperature"));
        QVERIFY(!bytes.contains("llm_provider"));
    }
    QCOMPARE(QFile::permissions(from.file(u"a.cmclone"_s))
                 & (QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteOther),
             QFileDevice::Permissions());

    from.change([id](Store &store) { return store.clones.trash(id); });
    const auto trashed = from.write(id, u"b.cmclone"_s);
    QVERIFY(!trashed);
    QVERIFY(trashed.error().kind == ErrorKind::NotFound);
    QVERIFY(!QFile::exists(from.file(u"b.cmclone"_s)));
}

void CloneArchiveTest::keepsOrder()
{
    ArchiveProfile from;
    const QString id = from.run([](Store &store) -> Result<QString> { return makeSampleClone(store); });
    valueOf(from.write(id, u"a.cmclone"_s));
    ArchiveProfile to;
    const QString other = valueOf(to.read(from.file(u"a.cmclone"_s))).cloneId;
    for (const DocumentSort sort :
         {DocumentSort::Added, DocumentSort::Date, DocumentSort::Title, DocumentSort::Size}) {
        const auto titles = [sort](ArchiveProfile &profile, const QString &cloneId) {
            return profile.run([sort, cloneId](Store &store) -> Result<QStringList> {
                CM_TRY_ASSIGN(ids, store.documents.order({.cloneId = cloneId, .sort = sort}));
                QStringList found;
                for (const QUuid &each : ids)
                    found.append(valueOf(store.documents.get(each.toString(QUuid::WithoutBraces))).title);
                return found;
            });
        };
        QCOMPARE(titles(to, other), titles(from, id));
    }
}

void CloneArchiveTest::comesInTwice()
{
    ArchiveProfile profile;
    const QString id = profile.run([](Store &store) -> Result<QString> { return makeRichClone(store); });
    valueOf(profile.write(id, u"a.cmclone"_s));
    const QByteArray before = dataOf(profile.file(u"a.cmclone"_s));
    const ImportedClone first = valueOf(profile.read(profile.file(u"a.cmclone"_s)));
    const ImportedClone second = valueOf(profile.read(profile.file(u"a.cmclone"_s)));
    QVERIFY(first.cloneId != second.cloneId);
    for (const QString &each : {id, first.cloneId, second.cloneId}) {
        valueOf(profile.write(each, u"b.cmclone"_s));
        QVERIFY(dataOf(profile.file(u"b.cmclone"_s)) == before);
    }
}

void CloneArchiveTest::takesAnotherName()
{
    ArchiveProfile profile;
    const QString id = profile.run([](Store &store) -> Result<QString> { return makeEmptyClone(store); });
    valueOf(profile.write(id, u"a.cmclone"_s));
    QCOMPARE(valueOf(profile.read(profile.file(u"a.cmclone"_s), {.name = u"  Some\none "_s})).name,
             u"Some one"_s);
    const auto tooLong = profile.read(profile.file(u"a.cmclone"_s), {.name = u"x"_s.repeated(500)});
    QVERIFY(!tooLong);
    QCOMPARE(tooLong.error().code, u"name-too-long"_s);
}

void CloneArchiveTest::leavesOutWhatSaysTheSame()
{
    ArchiveProfile profile;
    const QString id = profile.run([](Store &store) -> Result<QString> {
        const QString cloneId = makeEmptyClone(store);
        ArchiveProfile::addDocument(store, cloneId, {.title = u"One"_s, .content = u"The same words."_s});
        return cloneId;
    });
    valueOf(profile.write(id, u"a.cmclone"_s));
    Entries entries = entriesOf(profile.file(u"a.cmclone"_s));
    entries.remove(kManifestEntry);
    QByteArray again = entries.value(kDocumentsEntry);
    const qsizetype at = again.indexOf("\"id\":\"") + 6;
    again[at] = again.at(at) == 'a' ? 'b' : 'a';
    entries[kDocumentsEntry] += again;
    writeEntries(profile.file(u"b.cmclone"_s), entries);
    const ImportedClone imported = valueOf(profile.read(profile.file(u"b.cmclone"_s)));
    QCOMPARE(imported.duplicates, 1);
    QCOMPARE(imported.counts.documents, 1);
}

void CloneArchiveTest::embedsAtOnce()
{
    ArchiveProfile profile;
    const QString id = profile.run([](Store &store) -> Result<QString> { return makeRichClone(store); });
    valueOf(profile.write(id, u"a.cmclone"_s));
    const ImportedClone imported = valueOf(
        profile.read(profile.file(u"a.cmclone"_s), {.embedder = std::make_shared<CountingEmbedder>()}));
    QCOMPARE(profile.run([cloneId = imported.cloneId](Store &store) {
        return store.passages.countWithoutVector(cloneId, u"test"_s, u"length"_s);
    }),
             0);
}

// What others store while it is written is no part of it, be it the first or the last entry.
void CloneArchiveTest::isOfOneMoment()
{
    ArchiveProfile profile;
    const QString id = profile.run([](Store &store) -> Result<QString> { return makeRichClone(store); });
    valueOf(profile.write(id, u"a.cmclone"_s));
    int steps = 0;
    ArchiveTask task([&](int) {
        if (++steps % 3 == 1)
            profile.change([id](Store &store) -> Result<void> {
                Conversation talk;
                talk.cloneId = id;
                CM_TRY_ASSIGN(made, store.conversations.create(talk));
                Message draft;
                draft.conversationId = made.id;
                CM_TRY(store.messages.append(draft));
                return {};
            });
        return true;
    });
    valueOf(exportCloneArchive(profile.paths().database(), id, profile.file(u"b.cmclone"_s), task));
    QVERIFY(steps > 5);
    QVERIFY(dataOf(profile.file(u"b.cmclone"_s)) == dataOf(profile.file(u"a.cmclone"_s)));
}

// Our own archive must never look like one that was made to do harm.
void CloneArchiveTest::packsWhatRepeatsItself()
{
    ArchiveProfile profile;
    const QString id = profile.run([](Store &store) -> Result<QString> {
        const QString cloneId = makeEmptyClone(store);
        for (int i = 0; i < 6; ++i)
            ArchiveProfile::addDocument(store, cloneId,
                                        {.title = u"Same"_s,
                                         .content = u"%1 "_s.arg(i)
                                                    + QString(kMaxDocumentCharacters - 10, u'a')});
        return cloneId;
    });
    const CloneArchiveFacts facts = valueOf(profile.write(id, u"a.cmclone"_s));
    QVERIFY(facts.bytes > 6'000'000); // stored as it is
    const ImportedClone imported = valueOf(profile.read(profile.file(u"a.cmclone"_s)));
    QCOMPARE(imported.counts.documents, 6);
}

void CloneArchiveTest::replacesItsTargetOnlyWhole()
{
    ArchiveProfile profile;
    const QString id = profile.run([](Store &store) -> Result<QString> { return makeRichClone(store); });
    const QString target = profile.file(u"a.cmclone"_s);
    QFile old(target);
    QVERIFY(old.open(QIODevice::WriteOnly));
    old.write("old");
    old.close();
    int steps = 0;
    ArchiveTask stopped([&](int) { return ++steps < 5; });
    const auto written = exportCloneArchive(profile.paths().database(), id, target, stopped);
    QVERIFY(!written);
    QVERIFY(written.error().kind == ErrorKind::Cancelled);
    QVERIFY(old.open(QIODevice::ReadOnly));
    QCOMPARE(old.readAll(), "old");
    old.close();
    QCOMPARE(QDir(QFileInfo(target).path()).entryList({u"a.cmclone*"_s}), QStringList{u"a.cmclone"_s});
    valueOf(profile.write(id, u"a.cmclone"_s));
    QVERIFY(entriesOf(target).contains(kManifestEntry));
}

void CloneArchiveTest::refusesBadTargets()
{
    ArchiveProfile profile;
    const QString id = profile.run([](Store &store) -> Result<QString> { return makeEmptyClone(store); });
    for (const QString &name : {u"no/such/folder/a.cmclone"_s, u"profile"_s}) {
        const auto written = profile.write(id, name);
        QVERIFY(!written);
        QCOMPARE(written.error().code, u"file-write"_s);
        QCOMPARE(written.error().subject, profile.file(name));
    }
}

void CloneArchiveTest::cancelsEverywhere()
{
    ArchiveProfile from;
    const QString id = from.run([](Store &store) -> Result<QString> { return makeRichClone(store); });
    valueOf(from.write(id, u"a.cmclone"_s));
    ArchiveProfile to;
    const QStringList before = to.rows();
    bool isThrough = false;
    int tried = 0;
    for (int most = 0; !isThrough; ++most, ++tried) {
        int steps = 0;
        ArchiveTask task([&](int) { return ++steps <= most; });
        const auto imported = importCloneArchive(to.storage(), to.paths().database(),
                                                 from.file(u"a.cmclone"_s), {}, task);
        isThrough = imported.has_value();
        if (isThrough)
            break;
        QVERIFY(imported.error().kind == ErrorKind::Cancelled);
        QCOMPARE(to.rows(), before);
    }
    QVERIFY(tried > 10);
    QCOMPARE(to.run([](Store &store) { return store.clones.list(); }).size(), 1);
}

void CloneArchiveTest::isHiddenUntilItIsWhole()
{
    ArchiveProfile from;
    const QString id = from.run([](Store &store) -> Result<QString> { return makeRichClone(store); });
    valueOf(from.write(id, u"a.cmclone"_s));
    ArchiveProfile to;
    int seen = 0;
    ArchiveTask task([&](int) {
        seen += static_cast<int>(
            to.storage().read([](Store &store) { return store.clones.list(); }).result()->size());
        return true;
    });
    valueOf(importCloneArchive(to.storage(), to.paths().database(), from.file(u"a.cmclone"_s), {}, task));
    QCOMPARE(seen, 0);
    QCOMPARE(to.run([](Store &store) { return store.clones.list(); }).size(), 1);
}

void CloneArchiveTest::removesWhatADeadProcessLeft()
{
    ArchiveProfile profile;
    const QString mine = profile.run([](Store &store) -> Result<QString> { return makeRichClone(store); });
    const QStringList before = profile.rows();
    const QString dead = u"8b7cfb60-7f0c-4d5a-9a55-06b94f2f9f10"_s;
    const QString busy = u"9b7cfb60-7f0c-4d5a-9a55-06b94f2f9f10"_s;
    profile.change([&](Store &store) -> Result<void> {
        for (const QString &id : {dead, busy}) {
            CloneRecord record;
            record.clone.name = u"Half"_s;
            record.clone.createdAt = record.clone.updatedAt = nowUtc();
            CM_TRY(HiddenClone(store, id).create(record));
            Conversation talk;
            talk.id = id;
            talk.createdAt = talk.updatedAt = nowUtc();
            CM_TRY(HiddenClone(store, id).addConversations({talk}));
        }
        return {};
    });
    const std::shared_ptr<QLockFile> lock = takeImport(profile.paths().database(), busy);
    profile.change([&](Store &store) { return removeUnfinishedImports(store, profile.paths().database()); });
    QStringList left = profile.rows();
    QVERIFY(left.filter(dead).isEmpty());
    QVERIFY(!left.filter(busy).isEmpty()); // somebody is at it
    lock->unlock();
    profile.change([&](Store &store) { return removeUnfinishedImports(store, profile.paths().database()); });
    QCOMPARE(profile.rows(), before);
}

QTEST_GUILESS_MAIN(CloneArchiveTest)
#include "CloneArchiveTest.moc"
