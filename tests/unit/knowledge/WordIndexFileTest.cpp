#include "core/knowledge/retrieval/WordIndexFile.h"

#include "core/knowledge/retrieval/WordIndex.h"
#include "tests/unit/knowledge/KnowledgeFixture.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <random>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
const std::atomic_bool kGoOn = false;
const WordIndexKind kKind{u"clone-1"_s, u"en"_s};
constexpr qsizetype kHeadSize = 96;

WordIndexData someWords()
{
    WordIndex index;
    std::mt19937 random(3);
    for (int number = 0; number < 60; ++number) {
        WordIndex::NewDocument document{.id = u"doc-"_s + QString::number(number),
                                        .terms = u"letter t"_s + QString::number(number % 5),
                                        .passages = {},
                                        .changedAt = 1000 + number};
        for (int i = 0; i < 100; ++i) {
            QString terms = u"all"_s;
            for (int word = 0; word < 8; ++word)
                terms += u" w"_s + QString::number(random() % 200);
            document.passages.append(
                {.row = number * 1000 + i,
                 .terms = terms,
                 .speaker = i % 3 ? u"Zoë"_s : QString(),
                 .happenedAt = QDateTime(QDate(1950 + number, 5, 1), QTime(8, 0), Qt::UTC),
                 .asks = i % 5 == 0,
                 .endsAsking = i % 10 == 0});
        }
        index.put(document);
    }
    index.remove(u"doc-7"_s);
    return index.data();
}

using Places = std::vector<std::pair<quint32, quint32>>;

Places placesOf(const WordIndex &index, int term)
{
    Places places;
    index.forEachPassage(term, [&](quint32 place, quint32 count) { places.emplace_back(place, count); });
    return places;
}

void compare(const WordIndex &found, const WordIndex &expected)
{
    QCOMPARE(found.size(), expected.size());
    QCOMPARE(found.termCount(), expected.termCount());
    QCOMPARE(found.speakers(), expected.speakers());
    QCOMPARE(found.averageLength(), expected.averageLength());
    QCOMPARE(found.waste(), expected.waste());
    QCOMPARE(found.sessions().size(), expected.sessions().size());
    for (quint32 place = 0; place < expected.size(); ++place) {
        const IndexedPassage a = found.passage(place);
        const IndexedPassage b = expected.passage(place);
        QVERIFY(a.row == b.row && a.session == b.session && a.day == b.day && a.length == b.length
                && a.speaker == b.speaker && a.asks == b.asks && a.endsAsking == b.endsAsking
                && a.gone == b.gone);
        QCOMPARE(found.placeOf(a.row), expected.placeOf(a.row));
    }
    for (int term = 0; term < int(expected.termCount()); ++term) {
        QCOMPARE(found.find(expected.term(term)), term);
        QCOMPARE(placesOf(found, term), placesOf(expected, term));
        QCOMPARE(found.documentsAbout(term), expected.documentsAbout(term));
        QCOMPARE(found.passagesWith(term), expected.passagesWith(term));
    }
    QCOMPARE(found.changedAt(u"doc-3"_s), expected.changedAt(u"doc-3"_s));
    QVERIFY(!found.changedAt(u"doc-7"_s));
}
} // namespace

class WordIndexFileTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    WordIndexData m_words = someWords();
    QByteArray m_good;

    QString path(const QString &name) const { return m_dir->filePath(name); }

    bool opens(const QByteArray &bytes)
    {
        QFile file(path(u"tried"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s", qPrintable(file.errorString()));
        file.close();
        const Result<StoredWordIndex> read = readWordIndex(path(u"tried"_s), kKind);
        if (!read && read.error().code != u"index-damaged"_s)
            qFatal("%s", qPrintable(read.error().code));
        return read.has_value();
    }

    bool opensWith(const WordIndexData &data)
    {
        done(writeWordIndex(path(u"altered"_s), kKind, {data, 5}, kGoOn));
        return readWordIndex(path(u"altered"_s), kKind).has_value();
    }

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        if (!m_good.isEmpty())
            return;
        done(writeWordIndex(path(u"good"_s), kKind, {m_words, 77}, kGoOn));
        QFile file(path(u"good"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        m_good = file.readAll();
    }

    void saysTheSame()
    {
        done(writeWordIndex(path(u"a"_s), kKind, {m_words, 77}, kGoOn));
        const StoredWordIndex stored = valueOf(readWordIndex(path(u"a"_s), kKind));
        QCOMPARE(stored.revision, 77);
        compare(WordIndex(stored.data), WordIndex(m_words));
    }

    // What is added to an index from a file is as what is added to one that was never in a file.
    void goesOn()
    {
        done(writeWordIndex(path(u"a"_s), kKind, {m_words, 77}, kGoOn));
        WordIndex fromFile(valueOf(readWordIndex(path(u"a"_s), kKind)).data);
        WordIndex never(m_words);
        for (WordIndex *index : {&fromFile, &never}) {
            index->put({.id = u"doc-3"_s,
                        .terms = u"letter new"_s,
                        .passages = {{.row = 3000, .terms = u"all all w1 newest"_s, .speaker = u"Ben"_s}},
                        .changedAt = 9});
            index->remove(u"doc-50"_s);
        }
        compare(fromFile, never);
        done(writeWordIndex(path(u"b"_s), kKind, {fromFile.data(), 78}, kGoOn));
        compare(WordIndex(valueOf(readWordIndex(path(u"b"_s), kKind)).data), never);
    }

    void anEmptyOne()
    {
        QVERIFY(opensWith({}));
        QCOMPARE(WordIndex(valueOf(readWordIndex(path(u"altered"_s), kKind)).data).size(), 0U);
    }

    void ofAnotherKind()
    {
        done(writeWordIndex(path(u"a"_s), kKind, {m_words, 77}, kGoOn));
        QVERIFY(!readWordIndex(path(u"a"_s), {u"clone-2"_s, u"en"_s}));
        QVERIFY(!readWordIndex(path(u"a"_s), {u"clone-1"_s, u"de"_s}));
        QVERIFY(!readWordIndex(path(u"missing"_s), kKind));
        QVERIFY(!readWordIndex(m_dir->path(), kKind));
    }

    void cutFilesAreNoticed()
    {
        QVERIFY(opens(m_good));
        for (qsizetype length = 0; length < m_good.size(); length += length < 400 ? 1 : 997)
            QVERIFY2(!opens(m_good.left(length)), qPrintable(QString::number(length)));
        QVERIFY(!opens(m_good.chopped(1)));
        QVERIFY(!opens(m_good + '\0'));
        QVERIFY(!opens("not ours at all"));
    }

    void flippedBitsAreNoticed()
    {
        for (qsizetype at = 0; at < m_good.size(); at += at < 400 ? 1 : 499) {
            if (at >= kHeadSize && at < 128) // between the head and the first list: no part of its meaning
                continue;
            QByteArray bytes = m_good;
            bytes[at] = char(bytes.at(at) ^ (1 << (at % 8)));
            QVERIFY2(!opens(bytes), qPrintable(QString::number(at)));
        }
    }

    // A file with a right sum, but of a mad writer.
    void listsThatDontFitTogether()
    {
        QVERIFY(opensWith(m_words));
        const auto refused = [&](auto alter) {
            WordIndexData data = m_words;
            alter(data);
            return !opensWith(data);
        };
        QVERIFY(refused([](WordIndexData &data) { data.days.removeLast(); }));
        QVERIFY(refused([](WordIndexData &data) { data.lengths.append(1); }));
        QVERIFY(refused([](WordIndexData &data) { data.flags.clear(); }));
        QVERIFY(refused([](WordIndexData &data) { data.sessionNumbers[5] = 1'000'000; }));
        QVERIFY(refused([](WordIndexData &data) { data.sessionNumbers[5] += 1; }));
        QVERIFY(refused([](WordIndexData &data) { data.sessions[1].first += 1; }));
        QVERIFY(refused([](WordIndexData &data) { data.sessions.last().count += 1; }));
        QVERIFY(refused([](WordIndexData &data) { data.sessions[0].document = 4'000'000'000U; }));
        QVERIFY(refused([](WordIndexData &data) { data.documentSessions[2].end = 999'999; }));
        QVERIFY(refused([](WordIndexData &data) { data.documentSessions[2] = {3, 1}; }));
        QVERIFY(refused([](WordIndexData &data) { data.documents[u"doc-1"_s].number = 60; }));
        QVERIFY(refused([](WordIndexData &data) { data.terms.removeLast(); }));
        QVERIFY(refused([](WordIndexData &data) { data.uses[0].about.append(5000); }));
        QVERIFY(refused([](WordIndexData &data) { data.uses[0].passages = {"five!", 0, 1}; }));
        QVERIFY(refused([](WordIndexData &data) { data.uses[0].passages = {{}, 0, 1'000'000}; }));
    }

    // Postings are believed until they are used; whatever they say, nothing beyond the passages is touched.
    void madPostings()
    {
        std::mt19937 random(11);
        for (int round = 0; round < 300; ++round) {
            WordIndexData data = m_words;
            QByteArray bytes(qsizetype(random() % 64) * 2, '\0');
            for (char &byte : bytes)
                byte = random() % 3 ? char(random() % 4) : char(random());
            data.uses[0].passages = {bytes, quint32(random() % 200), 17};
            QVERIFY(opensWith(data));
            WordIndex index(valueOf(readWordIndex(path(u"altered"_s), kKind)).data);
            for (const auto &[place, count] : placesOf(index, 0)) {
                QVERIFY(place < index.size());
                QVERIFY(count >= 1 && count <= Postings::kMostTimes);
            }
            index.put({.id = u"more"_s, .terms = {}, .passages = {{.row = 1, .terms = data.terms.first()}}});
        }
    }

    void theNewestCounts()
    {
        const WordIndexFolder folder(path(u"index"_s));
        QVERIFY(!folder.openNewest(kKind, 1000)); // there is no folder
        done(folder.save(kKind, {m_words, 10}, kGoOn));
        done(folder.save(kKind, {m_words, 20}, kGoOn));
        QCOMPARE(QDir(path(u"index"_s)).entryList(QDir::Files).size(), 1); // the older one is gone
        QCOMPARE(folder.openNewest(kKind, 1000)->revision, 20);
    }

    void ofALaterDatabase()
    {
        const WordIndexFolder folder(path(u"index"_s));
        done(folder.save(kKind, {m_words, 20}, kGoOn));
        QVERIFY(!folder.openNewest(kKind, 19));
        QVERIFY(QDir(path(u"index"_s)).isEmpty()); // it would be wrong for good
    }

    void whatIsCancelledLeavesNothing()
    {
        const std::atomic_bool stop = true;
        const WordIndexFolder folder(path(u"index"_s));
        QVERIFY(!folder.save(kKind, {m_words, 20}, stop));
        QVERIFY(QDir(path(u"index"_s)).isEmpty());
    }

    void aFullOrReadOnlyFolderIsSaid()
    {
        QVERIFY(QDir().mkpath(path(u"index"_s)));
        QFile blocker(path(u"file"_s));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        const Result<void> saved = WordIndexFolder(path(u"file"_s)).save(kKind, {m_words, 20}, kGoOn);
        QVERIFY(!saved);
        QVERIFY(saved.error().kind == ErrorKind::Storage);
    }
};

QTEST_GUILESS_MAIN(WordIndexFileTest)
#include "WordIndexFileTest.moc"
