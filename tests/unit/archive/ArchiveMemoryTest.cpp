#include "ArchiveFixture.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>
#include <QRandomGenerator>

#include <cstdio>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// A clone ten times as large takes hardly more memory, on its way out and on its way in. This executable is also the
// process that is measured (see main).
class ArchiveMemoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void doesNotGrowWithTheClone();

private:
    static qint64 peakOf(const QStringList &arguments);
};

namespace {
// The most memory that this process has had, in kilobytes; -1 where the system doesn't tell.
qint64 peakKilobytes()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong();
    }
    return -1;
}

// Text that packs as text does, and no two pieces of it the same.
QString piece(QRandomGenerator &random, const QString &block, int number)
{
    return QString::number(number) + block.mid(random.bounded(1000));
}

// Documents that are searched are few: cutting them takes longer than all the rest.
QString makeLarge(Store &store, int megabytes)
{
    QRandomGenerator random(1);
    QString block;
    while (block.size() < 200'000)
        block += QString::number(random.generate64(), 36) + u' ';
    Clone draft;
    draft.name = u"Large"_s;
    const QString id = valueOf(store.clones.create(draft)).id;
    for (int i = 0; i < 3; ++i)
        ArchiveProfile::addDocument(store, id, {.title = u"Searched"_s, .content = piece(random, block, i)});
    Document document;
    document.cloneId = id;
    for (int i = 0; i < megabytes; ++i) {
        document.title = u"Document %1"_s.arg(i);
        document.content = piece(random, block, i).repeated(2);
        document.contentHash = QString::number(i);
        valueOf(store.documents.add(document, {}));
    }
    Conversation talk;
    talk.cloneId = id;
    talk = valueOf(store.conversations.create(talk));
    Message message;
    message.conversationId = talk.id;
    message.role = MessageRole::Clone;
    for (int i = 0; i < 3 * megabytes; ++i) {
        message.reasoning = piece(random, block, i);
        message.parentId = valueOf(store.messages.append(message)).id;
    }
    return id;
}

int measure(const QStringList &arguments)
{
    const Paths paths(arguments.value(3));
    done(paths.create());
    ArchiveTask task;
    if (arguments.value(2) == "out"_L1) {
        valueOf(exportCloneArchive(paths.database(), arguments.value(5), arguments.value(4), task));
    } else {
        const auto storage = valueOf(StorageThread::open(paths.database(), paths.backups()));
        valueOf(importCloneArchive(*storage, paths.database(), arguments.value(4), {}, task));
    }
    std::printf("%lld\n", static_cast<long long>(peakKilobytes()));
    return 0;
}
} // namespace

qint64 ArchiveMemoryTest::peakOf(const QStringList &arguments)
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), QStringList{u"--measure"_s} + arguments);
    if (!process.waitForFinished(100'000) || process.exitCode() != 0)
        qFatal("%s", process.readAllStandardError().constData());
    return process.readAllStandardOutput().trimmed().toLongLong();
}

void ArchiveMemoryTest::doesNotGrowWithTheClone()
{
    if (peakKilobytes() < 0)
        QSKIP("this system does not tell how much memory a process has had");
    QMap<int, std::pair<qint64, qint64>> peaks;
    for (const int megabytes : {5, 50}) {
        ArchiveProfile profile;
        const QString id = profile.run(
            [megabytes](Store &store) -> Result<QString> { return makeLarge(store, megabytes); });
        profile.close();
        const QString file = profile.file(u"a.cmclone"_s);
        const qint64 out = peakOf({u"out"_s, profile.paths().dataDir(), file, id});
        const qint64 in = peakOf({u"in"_s, profile.file(u"other"_s), file});
        peaks.insert(megabytes, {out, in});
        qInfo("%d MB, %lld KB as a file: %lld KB out, %lld KB in", megabytes,
              static_cast<long long>(QFileInfo(file).size() / 1024), static_cast<long long>(out),
              static_cast<long long>(in));
    }
    constexpr qint64 kMoreKilobytes = 16'000;
    QVERIFY(peaks[50].first - peaks[5].first < kMoreKilobytes);
    QVERIFY(peaks[50].second - peaks[5].second < kMoreKilobytes);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--measure"_L1)
        return measure(arguments);
    ArchiveMemoryTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "ArchiveMemoryTest.moc"
