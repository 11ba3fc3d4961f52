// How fast texts are imported, end to end: one large text, a mailbox, ten thousand small files. Each is measured in a
// process of its own, so that its peak of memory is its own; beside it what the same bytes take to be read and stored as
// they are, without being analysed, searched or embedded.
#include "core/base/Futures.h"
#include "core/knowledge/ImportService.h"
#include "core/providers/embedding/Embedder.h"
#include "core/storage/Database.h"
#include "core/storage/StorageThread.h"
#include "core/storage/Transaction.h"
#include "tests/bench/Bench.h"

#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTextStream>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <optional>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kDimensions = 256;
constexpr qint64 kEmbedNs = 50'000; // a passage, as the built-in embedder takes
constexpr double kMegabyte = 1e6;
const QString kChild = u"--measure"_s;

// Costs what a real one costs, whatever it is given.
class BusyEmbedder final : public Embedder
{
public:
    QString provider() const override { return u"bench"_s; }
    QString model() const override { return u"busy-256"_s; }
    bool isLocal() const override { return true; }

    QFuture<Result<QList<Vector>>> embed(const QStringList &texts) override
    {
        QElapsedTimer timer;
        timer.start();
        QList<Vector> vectors;
        vectors.reserve(texts.size());
        for (const QString &text : texts) {
            Vector vector(kDimensions, 0.0F);
            vector[text.size() % kDimensions] = 1.0F;
            vectors.append(std::move(vector));
        }
        while (timer.nsecsElapsed() < kEmbedNs * texts.size()) { }
        return readyFuture(Result<QList<Vector>>(std::move(vectors)));
    }
};

// Words as frequent as in a language: the n-th comes up about 1/n as often as the first.
class WordSource
{
public:
    WordSource() : m_random(7)
    {
        for (int i = 0; i < 40'000; ++i) {
            QByteArray word;
            const int letters = 2 + m_random.bounded(8);
            for (int at = 0; at < letters; ++at)
                word += char('a' + m_random.bounded(26));
            m_words.append(word);
        }
    }

    void append(QByteArray &text, int words)
    {
        for (int i = 0; i < words; ++i) {
            const double rank = std::pow(double(m_words.size()), m_random.generateDouble());
            text += m_words.at(std::min<qsizetype>(qsizetype(rank) - 1, m_words.size() - 1));
            text += i + 1 == words ? ". " : " ";
        }
    }

private:
    QRandomGenerator m_random;
    QList<QByteArray> m_words;
};

bool writeText(const QString &path, qint64 bytes, WordSource &words)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    QByteArray block;
    qint64 written = 0;
    for (int sentence = 0; written < bytes; ++sentence) {
        words.append(block, 12);
        if (sentence % 6 == 5)
            block += "\n\n";
        if (block.size() < 1024 * 1024 && written + block.size() < bytes)
            continue;
        written += block.size();
        if (file.write(block) != block.size())
            return false;
        block.clear();
    }
    return true;
}

bool writeMail(const QString &path, qint64 bytes, WordSource &words)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    for (int number = 0; file.size() < bytes; ++number) {
        QByteArray mail =
            "From rhoda@example.org Mon Jan  1 00:00:00 2001\nFrom: Rhoda <rhoda@example.org>\n"
            "To: Mina <mina@example.org>\nDate: Mon, 01 Jan 2001 00:00:00 +0000\nSubject: Letter "
            + QByteArray::number(number) + "\nMessage-ID: <" + QByteArray::number(number)
            + "@example.org>\nContent-Type: text/plain; charset=utf-8\n\n";
        for (int sentence = 0; sentence < 20; ++sentence)
            words.append(mail, 12);
        mail += "\n\n";
        if (file.write(mail) != mail.size() || !file.flush())
            return false;
    }
    return true;
}

bool writeMany(const QString &folder, int count, WordSource &words)
{
    if (!QDir().mkpath(folder))
        return false;
    for (int i = 0; i < count; ++i) {
        if (!writeText(folder + u"/%1.txt"_s.arg(i), 1000, words))
            return false;
    }
    return true;
}

qint64 sizeOf(const QString &path)
{
    if (!QFileInfo(path).isDir())
        return QFileInfo(path).size();
    qint64 sum = 0;
    for (const QFileInfo &file : QDir(path).entryInfoList(QDir::Files))
        sum += file.size();
    return sum;
}

QString peakMemory()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return u"not known here"_s;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return u"%1 MB"_s.arg(line.mid(6).trimmed().split(' ').first().toInt() / 1024);
    }
    return u"not known here"_s;
}

void tell(const QString &what, qint64 bytes, qint64 passages, qint64 ms)
{
    const double seconds = std::max(double(ms) / 1000.0, 0.001);
    const double cpu = double(std::clock()) / double(CLOCKS_PER_SEC);
    QTextStream(stdout) << what.leftJustified(34)
                        << QString::number(double(bytes) / kMegabyte / seconds, 'f', 2) << " MB/s  "
                        << qint64(double(passages) / seconds) << " passages/s  peak " << peakMemory() << "  ("
                        << QString::number(seconds, 'f', 1) << " s, processor "
                        << QString::number(cpu, 'f', 1) << " s)" << Qt::endl;
}

int measureImport(const QString &what, const QString &source, const QString &folder)
{
    auto storage = StorageThread::open(folder + u"/bench.db"_s, folder);
    if (!storage)
        return 1;
    const auto clone = waitFor((*storage)->write([](Store &store) -> Result<QString> {
        Clone draft;
        draft.name = u"Bench"_s;
        draft.language = u"en"_s;
        CM_TRY_ASSIGN(made, store.clones.create(draft));
        return made.id;
    }));
    if (!clone)
        return 1;
    ImportService service(**storage, [](const QString &) {
        return readyFuture<Result<std::shared_ptr<Embedder>>>(
            std::shared_ptr<Embedder>(std::make_shared<BusyEmbedder>()));
    });
    std::optional<ImportReport> report;
    QEventLoop loop;
    QObject::connect(&service, &ImportService::finished, &loop, [&report, &loop](const ImportReport &told) {
        report = told;
        loop.quit();
    });
    QElapsedTimer timer;
    timer.start();
    if (!waitFor(service.start({*clone, {source}, {}})))
        return 1;
    loop.exec(); // processEvents() with a time would spin, and take a core from what is measured
    for (const ImportedFile &file : report->files) {
        if (!file.error)
            continue;
        QTextStream(stdout) << what.leftJustified(34) << "not read: " << file.error->code << ' '
                            << file.error->detail << Qt::endl;
        return 1;
    }
    tell(what, report->progress.bytesDone, report->progress.passages, timer.elapsed());
    return 0;
}

int measureRaw(const QString &what, const QString &source, const QString &folder)
{
    constexpr qint64 kPassage = 700;
    auto database = Database::open(folder + u"/raw.db"_s, Database::Access::ReadWrite);
    if (!database || !(*database)->useWriteAheadLog()
        || !(*database)->run(u"CREATE TABLE raw (row INTEGER PRIMARY KEY, content TEXT NOT NULL)"_s))
        return 1;
    QStringList files{source};
    if (QFileInfo(source).isDir()) {
        files.clear();
        for (const QFileInfo &file : QDir(source).entryInfoList(QDir::Files))
            files.append(file.filePath());
    }
    QElapsedTimer timer;
    timer.start();
    qint64 bytes = 0;
    qint64 passages = 0;
    Transaction transaction(**database);
    if (!transaction.begin())
        return 1;
    for (const QString &name : std::as_const(files)) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            return 1;
        for (QByteArray block = file.read(kPassage); !block.isEmpty(); block = file.read(kPassage)) {
            if (!(*database)->run(u"INSERT INTO raw (content) VALUES (?)"_s, {QString::fromUtf8(block)}))
                return 1;
            bytes += block.size();
            ++passages;
        }
    }
    if (!transaction.commit())
        return 1;
    tell(what, bytes, passages, timer.elapsed());
    return 0;
}

int measured(const QString &kind, const QString &source, const QString &name)
{
    const QTemporaryDir folder;
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedChannels);
    child.start(QCoreApplication::applicationFilePath(),
                {u"import"_s, kChild, kind, name, source, folder.path()});
    child.waitForFinished(-1);
    return child.exitCode();
}
} // namespace

int importBench(const QStringList &arguments)
{
    if (arguments.size() == 5 && arguments.constFirst() == kChild) {
        const QString &name = arguments.at(2);
        return arguments.at(1) == "raw"_L1 ? measureRaw(name, arguments.at(3), arguments.at(4))
                                           : measureImport(name, arguments.at(3), arguments.at(4));
    }
    bool isNumber = true;
    const int megabytes = arguments.isEmpty() ? 1000 : arguments.constFirst().toInt(&isNumber);
    if (!isNumber || megabytes < 1 || arguments.size() > 1) {
        QTextStream(stderr)
            << "import [MEGABYTES]: how large the text is (1000); the mailbox is a tenth of it" << Qt::endl;
        return 2;
    }
    const QTemporaryDir folder;
    WordSource words;
    const QString text = folder.filePath(u"text.txt"_s);
    const QString mail = folder.filePath(u"mail.mbox"_s);
    const QString many = folder.filePath(u"many"_s);
    const qint64 bytes = qint64(megabytes) * 1'000'000;
    if (!writeText(text, bytes, words) || !writeMail(mail, bytes / 10, words)
        || !writeMany(many, std::min(10'000, megabytes * 10), words)) {
        QTextStream(stderr) << "the texts could not be made" << Qt::endl;
        return 1;
    }
    int failures = 0;
    for (const auto &[source, name] :
         {std::pair(text, u"text"_s), std::pair(mail, u"mailbox"_s), std::pair(many, u"small files"_s)}) {
        const QString told = u"%1, %2 MB"_s.arg(name,
                                                QString::number(double(sizeOf(source)) / kMegabyte, 'f', 1));
        failures += measured(u"import"_s, source, told) != 0;
        failures += measured(u"raw"_s, source, told + u", stored raw"_s) != 0;
    }
    return failures != 0;
}

} // namespace CloneMemoria
