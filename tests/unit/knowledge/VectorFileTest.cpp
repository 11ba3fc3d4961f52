#include "core/knowledge/vectors/GraphBuilder.h"
#include "core/knowledge/vectors/VectorFolder.h"
#include "core/knowledge/vectors/VectorLayout.h"
#include "core/knowledge/vectors/VectorSet.h"
#include "tests/unit/knowledge/VectorFixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>
#include <QThread>

#include <limits>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kDimensions = 48;
const std::atomic_bool kGoOn = false;
constexpr qint64 kAnyRevision = std::numeric_limits<qint64>::max();

VectorKind kindOf(const QString &cloneId)
{
    return {cloneId, u"p"_s, u"m"_s, kDimensions};
}

QStringList filesIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::Files, QDir::Name);
}
} // namespace

class VectorFileTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<VectorFixture> m_fixture;
    std::unique_ptr<VectorSet> m_set;
    std::unique_ptr<QTemporaryDir> m_dir;
    QByteArray m_good; ///< a file with a graph

    QString path(const QString &name) const { return m_dir->filePath(name); }

    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("can't write %s", qPrintable(file.fileName()));
    }

    bool opens(const QByteArray &bytes) const
    {
        write(u"tried"_s, bytes);
        const auto base = VectorBase::open(path(u"tried"_s), m_set->kind());
        if (!base && base.error().code != u"index-damaged"_s)
            qFatal("another failure: %s", qPrintable(base.error().detail));
        return base.has_value();
    }

    std::vector<NearestList::Entry> nearest(const VectorSet &set, const Vector &question) const
    {
        GraphSearch search;
        return set.nearest(VectorCode({question.constData(), std::size_t(question.size())}), 10,
                           {search, dotProducts(), 96});
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture = std::make_unique<VectorFixture>();
        m_fixture->grow(400, kDimensions);
        m_set = std::make_unique<VectorSet>(kindOf(m_fixture->cloneId));
        QVERIFY(valueOf(m_set->catchUp(m_fixture->store->passages, -1)));
    }

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        if (!m_good.isEmpty())
            return;
        VectorContents contents = m_set->contents(true);
        const VectorRun &run = contents.runs.front();
        const CodeSpan codes{run.codes.data(), run.scales.data(), codeLength(kDimensions), run.rows.size()};
        const OwnedVectorGraph graph = valueOf(buildGraph(codes, {}, {}, {1}, kGoOn));
        contents.graph = graph.graph;
        done(writeVectors(path(u"good"_s), contents, kGoOn));
        QFile file(path(u"good"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        m_good = file.readAll();
    }

    void saysTheSame()
    {
        write(u"a"_s, m_good);
        const auto base = valueOf(VectorBase::open(path(u"a"_s), m_set->kind()));
        QCOMPARE(base->count(), std::size_t(400));
        QCOMPARE(base->revision(), m_set->revision());
        QCOMPARE(base->graph().points, 400U);
        VectorSet again(m_set->kind(), base);
        QCOMPARE(again.count(), std::size_t(400));
        for (const Vector &question : m_fixture->randomVectors(20, kDimensions)) {
            const auto expected = nearest(*m_set, question);
            const auto found = nearest(again, question);
            QCOMPARE(found.size(), expected.size());
            for (std::size_t i = 0; i < found.size(); ++i) {
                QCOMPARE(found[i].row, expected[i].row);
                QCOMPARE(found[i].cosine, expected[i].cosine);
            }
        }
        for (qint64 row = -1; row < 403; ++row)
            QCOMPARE(base->slotOf(row).has_value(), row >= 1 && row <= 400);
    }

    void cutFilesAreNoticed()
    {
        QVERIFY(opens(m_good));
        for (qsizetype length = 0; length < m_good.size(); length += length < 600 ? 1 : 331)
            QVERIFY2(!opens(m_good.left(length)), qPrintable(QString::number(length)));
        QVERIFY(!opens(m_good.chopped(1)));
        QVERIFY(!opens(m_good + '\0'));
        QVERIFY(!opens({}));
        QVERIFY(!opens("not ours at all"));
        QVERIFY(!VectorBase::open(path(u"missing"_s), m_set->kind()));
        QVERIFY(!VectorBase::open(m_dir->path(), m_set->kind()));
    }

    void flippedBitsAreNoticed()
    {
        for (qsizetype at = 0; at < m_good.size(); at += at < 300 ? 1 : 97) {
            // What lies between the header and the first section is no part of the file's meaning.
            if (at >= qsizetype(sizeof(VectorFileHeader)) && at < qsizetype(VectorSections({}).codes))
                continue;
            QByteArray bytes = m_good;
            bytes[at] = char(bytes.at(at) ^ (1 << (at % 8)));
            QVERIFY2(!opens(bytes), qPrintable(QString::number(at)));
        }
    }

    // A header whose sum is right, as another version of the program or somebody else would write it.
    void foreignHeadersAreRefused_data()
    {
        QTest::addColumn<int>("what");
        for (int what = 0; what < 9; ++what)
            QTest::newRow(qPrintable(QString::number(what))) << what;
    }

    void foreignHeadersAreRefused()
    {
        QFETCH(int, what);
        VectorFileHeader header;
        std::memcpy(&header, m_good.constData(), sizeof header);
        switch (what) {
        case 0:
            header.version = 2;
            break;
        case 1:
            header.count = ~quint64(0) / 2;
            break;
        case 2:
            header.dimensions = ~quint64(0) / 3;
            break;
        case 3:
            header.living = header.count + 1;
            break;
        case 4:
            header.points = quint32(header.count + 1);
            break;
        case 5:
            header.links = 0xFFFFFFFF;
            break;
        case 6:
            header.entry = header.points;
            break;
        case 7:
            header.floors = 0xFFFFFFFF;
            break;
        default:
            header.upperLength = ~quint64(0) / 5;
        }
        header.headSum = headSumOf(header);
        QByteArray bytes = m_good;
        std::memcpy(bytes.data(), &header, sizeof header);
        QVERIFY(!opens(bytes));
    }

    void otherVectorsAreRefused()
    {
        write(u"a"_s, m_good);
        const auto tried = [this](const VectorKind &kind) {
            return VectorBase::open(path(u"a"_s), kind).has_value();
        };
        VectorKind kind = m_set->kind();
        QVERIFY(tried(kind));
        kind.model = u"m2"_s;
        QVERIFY(!tried(kind));
        kind = {m_set->kind().cloneId, u"pm"_s, u""_s, kDimensions};
        QVERIFY(!tried(kind));
        kind = m_set->kind();
        kind.dimensions = kDimensions + 1;
        QVERIFY(!tried(kind));
        kind = kindOf(u"another"_s);
        QVERIFY(!tried(kind));
    }

    // The sums are right, the numbers are not: nobody is led out of the file.
    void nonsenseInAGraphIsSurvived()
    {
        const VectorRun run = m_set->contents(true).runs.front();
        const CodeSpan codes{run.codes.data(), run.scales.data(), codeLength(kDimensions), run.rows.size()};
        OwnedVectorGraph graph = valueOf(buildGraph(codes, {}, {}, {2}, kGoOn));
        QRandomGenerator random(3);
        for (int round = 0; round < 200; ++round) {
            for (std::vector<quint32> *part : {&graph.ground, &graph.upperStart, &graph.upper}) {
                for (int i = 0; i < 40 && !part->empty(); ++i)
                    (*part)[random.bounded(quint32(part->size()))] = random.bounded(2) ? random.generate()
                                                                                       : random.bounded(900U);
            }
            graph.graph.floors = random.bounded(64U);
            graph.graph.ground = graph.ground;
            graph.graph.upperStart = graph.upperStart;
            graph.graph.upper = graph.upper;
            GraphSearch search;
            const auto found = search.nearest(
                graph.graph, codes, VectorCode(std::vector<float>(kDimensions, 1.0F)), 30,
                [](quint32) { return true; }, dotProducts());
            QVERIFY(found.size() <= 30);
            for (const auto &[cosine, point] : found)
                QVERIFY(point < codes.count);
        }
    }

    void theFolderKeepsTheNewestGoodFile()
    {
        const VectorFolder folder(path(u"made/for it"_s));
        QVERIFY(!folder.openNewest(m_set->kind(), kAnyRevision));
        VectorContents contents = m_set->contents(true);
        QString oldest;
        for (const qint64 revision : {5, 7, 70}) {
            contents.revision = revision;
            const auto base = valueOf(folder.save(contents, kGoOn));
            QCOMPARE(base->revision(), revision);
            QCOMPARE(filesIn(path(u"made/for it"_s)).size(), 1);
            QCOMPARE(folder.openNewest(m_set->kind(), kAnyRevision)->revision(), revision);
            if (revision == 5) {
                QFile::copy(base->path(), path(u"kept"_s));
                oldest = base->path();
            }
        }
        // The newest one is damaged: the one before it serves, and the damaged one goes.
        QVERIFY(QFile::copy(path(u"kept"_s), oldest));
        const QString newest = path(u"made/for it/"_s) + filesIn(path(u"made/for it"_s)).last();
        QFile file(newest);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.resize(file.size() / 2));
        file.close();
        QCOMPARE(folder.openNewest(m_set->kind(), kAnyRevision)->revision(), 5);
        QCOMPARE(filesIn(path(u"made/for it"_s)).size(), 1);
        QVERIFY(!folder.openNewest(m_set->kind(), 4)); // of a later database than this
        QVERIFY(filesIn(path(u"made/for it"_s)).isEmpty());
        valueOf(folder.save(contents, kGoOn));
        VectorKind other = m_set->kind();
        other.model = u"m2"_s;
        QVERIFY(!folder.openNewest(other, kAnyRevision));
        QCOMPARE(filesIn(path(u"made/for it"_s)).size(), 1);
    }

    void whatIsNoMoreIsCleanedUp()
    {
        const VectorFolder folder(m_dir->path());
        valueOf(folder.save(m_set->contents(true), kGoOn));
        VectorContents gone = m_set->contents(true);
        gone.kind.cloneId = u"../../gone*"_s; // nothing of it reaches the file system
        valueOf(folder.save(gone, kGoOn));
        write(u"x.vectors.AbCdEf"_s, "half"); // just being written
        write(u"y.vectors.AbCdEf"_s, "half");
        QFile old(path(u"y.vectors.AbCdEf"_s));
        QVERIFY(
            old.open(QIODevice::ReadWrite)
            && old.setFileTime(QDateTime::currentDateTime().addDays(-1), QFileDevice::FileModificationTime));
        old.close();
        write(u"somebody's notes.txt"_s, "notes");
        QCOMPARE(filesIn(m_dir->path()).size(), 5);
        done(folder.cleanUp(m_fixture->store->passages));
        const QStringList left = filesIn(m_dir->path());
        QCOMPARE(left.size(), 3);
        QVERIFY(left.contains(u"somebody's notes.txt"_s) && left.contains(u"x.vectors.AbCdEf"_s));
        QVERIFY(folder.openNewest(m_set->kind(), kAnyRevision));
    }

    void aFolderThatCannotBeMade()
    {
        write(u"file"_s, "x");
        const auto saved = VectorFolder(path(u"file/in it"_s)).save(m_set->contents(true), kGoOn);
        QVERIFY(!saved);
        QVERIFY(saved.error().kind == ErrorKind::Storage);
        const std::atomic_bool stopped = true;
        const auto cancelled = VectorFolder(m_dir->path()).save(m_set->contents(true), stopped);
        QVERIFY(!cancelled);
        QVERIFY(cancelled.error().kind == ErrorKind::Cancelled);
        QCOMPARE(filesIn(m_dir->path()), QStringList{u"file"_s});
    }

    // Killed at any moment: what is there is good, old or new.
    void killedWhileWriting()
    {
        QRandomGenerator random(11);
        const VectorFolder folder(m_dir->path());
        int found = 0;
        for (int round = 0; round < 12; ++round) {
            QProcess writer;
            writer.start(QCoreApplication::applicationFilePath(), {u"--write"_s, m_dir->path()});
            QVERIFY(writer.waitForStarted());
            QThread::msleep(30 + random.bounded(60U));
            writer.kill();
            QVERIFY(writer.waitForFinished());
            // Before openNewest could remove one.
            for (const QString &name : QDir(m_dir->path()).entryList({u"*.vectors"_s}, QDir::Files)) {
                const auto base = VectorBase::open(path(name), kindOf(u"killed"_s));
                QVERIFY2(base, base ? "" : qPrintable(base.error().detail));
                ++found;
            }
        }
        QVERIFY(found > 0); // or it was killed before it did anything
    }
};

// Writes one file after the other until it is killed.
static int writeUntilKilled(const QString &path)
{
    std::vector<std::int8_t> codes(codeLength(kDimensions) * 20'000, 1);
    std::vector<float> scales(20'000, 0.1F);
    std::vector<qint64> rows(20'000);
    std::vector<quint32> byRow(20'000);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i] = qint64(i);
        byRow[i] = quint32(i);
    }
    const VectorFolder folder(path);
    for (qint64 revision = 1;; ++revision) {
        if (!folder.save({kindOf(u"killed"_s), revision, {{codes, scales, rows}}, byRow, {}}, kGoOn))
            return 1;
    }
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "--write") == 0)
        return writeUntilKilled(QString::fromLocal8Bit(argv[2]));
    VectorFileTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "VectorFileTest.moc"
