// How large, how fast and how sure the vector index is. The vectors are made up: points around 2,000 centres, so that near
// neighbours mean something; a question is a point, moved a little. What is right is what the plain loop finds.
#include "core/base/Uuid.h"
#include "core/knowledge/VectorIndex.h"
#include "core/storage/Database.h"
#include "core/storage/Store.h"
#include "core/storage/Transaction.h"
#include "tests/bench/Bench.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTextStream>
#include <QThread>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kIndexDimensions = 384;
constexpr int kCentres = 2000;
constexpr float kNoise = 0.6F;
constexpr int kQuestions = 200;
constexpr int kNearest = 10;
constexpr int kWide = 200; // as hybrid search asks
constexpr qint64 kPassagesOfDocument = 5000;
constexpr qint64 kPassagesOfStatement = 100;

QTextStream &out()
{
    static QTextStream stream(stdout);
    return stream;
}

void stopIf(bool failed, const QString &why)
{
    if (failed)
        qFatal("%s", qPrintable(why));
}

template <typename T>
T valueOrStop(Result<T> result)
{
    stopIf(!result, result ? QString() : result.error().code + u' ' + result.error().detail);
    return std::move(*result);
}

double seconds(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e9;
}

// In megabytes; Linux only, zero elsewhere.
qint64 memory(const QByteArray &line)
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &text : status.readAll().split('\n')) {
        if (text.startsWith(line))
            return text.mid(line.size()).simplified().split(' ').first().toLongLong() / 1024;
    }
    return 0;
}

class MadeUpVectors
{
public:
    explicit MadeUpVectors(qint64 count) : m_values(std::size_t(count * kIndexDimensions))
    {
        std::vector<float> centres(std::size_t(kCentres * kIndexDimensions));
        for (float &value : centres)
            value = m_normal(m_random);
        for (qint64 i = 0; i < count; ++i) {
            const auto centre = std::size_t(m_random() % kCentres) * kIndexDimensions;
            float *vector = m_values.data() + i * kIndexDimensions;
            for (qsizetype j = 0; j < kIndexDimensions; ++j)
                vector[j] = centres[centre + std::size_t(j)] + kNoise * m_normal(m_random);
            normalise(vector);
        }
    }

    qint64 count() const { return qint64(m_values.size()) / kIndexDimensions; }
    std::span<const float> at(qint64 i) const
    {
        return std::span(m_values).subspan(std::size_t(i * kIndexDimensions), kIndexDimensions);
    }

    Vector question()
    {
        const auto point = at(qint64(m_random() % quint64(count())));
        Vector vector(point.begin(), point.end());
        for (float &value : vector)
            value += 0.3F / std::sqrt(float(kIndexDimensions)) * m_normal(m_random);
        normalise(vector.data());
        return vector;
    }

private:
    static void normalise(float *vector)
    {
        double square = 0;
        for (qsizetype i = 0; i < kIndexDimensions; ++i)
            square += double(vector[i]) * double(vector[i]);
        for (qsizetype i = 0; i < kIndexDimensions; ++i)
            vector[i] = static_cast<float>(vector[i] / std::sqrt(square));
    }

    std::vector<float> m_values;
    std::mt19937_64 m_random{7};
    std::normal_distribution<float> m_normal;
};

struct Times
{
    std::vector<double> milliseconds;

    double at(double share)
    {
        std::sort(milliseconds.begin(), milliseconds.end());
        return milliseconds[std::size_t(share * double(milliseconds.size() - 1))];
    }
    QString text() { return QString::number(at(0.5), 'f', 2) + u" / "_s + QString::number(at(0.95), 'f', 2); }
};

// Many in one statement: how fast passages are stored is another benchmark's question.
QString fill(Store &store, const MadeUpVectors &vectors)
{
    const QList<CloneSummary> kept = valueOrStop(store.clones.list());
    if (!kept.isEmpty())
        return kept.first().clone.id;
    Clone clone;
    clone.name = u"bench"_s;
    const QString cloneId = valueOrStop(store.clones.create(clone)).id;
    for (qint64 first = 0; first < vectors.count(); first += kPassagesOfDocument) {
        Document document;
        document.cloneId = cloneId;
        document.title = QString::number(first);
        document.contentHash = newId();
        const QString documentId = valueOrStop(store.documents.create(document, {})).id;
        Transaction transaction(store.database());
        stopIf(!transaction.begin(), u"no transaction"_s);
        const qint64 end = std::min(vectors.count(), first + kPassagesOfDocument);
        for (qint64 start = first; start < end; start += kPassagesOfStatement) {
            const qint64 some = std::min(end - start, kPassagesOfStatement);
            QVariantList values;
            for (qint64 i = start; i < start + some; ++i) {
                const auto vector = vectors.at(i);
                const QString text = u"passage %1"_s.arg(i);
                values << newId() << cloneId << documentId << i - first << text << text
                       << sqlVector(Vector(vector.begin(), vector.end())) << kIndexDimensions;
            }
            const QString row = u"(?, ?, ?, ?, ?, ?, 0, 0, ?, 'p', 'm', ?, '', '', 1)"_s;
            valueOrStop(store.database().run(u"INSERT INTO clone_document_chunks (id, clone_id, document_id, "
                                             u"chunk_index, content, search_text, "
                                             u"start_offset, end_offset, embedding, embedding_provider, "
                                             u"embedding_model, dimensions, created_at, "
                                             u"updated_at, embedding_revision) VALUES "_s
                                                 + QStringList(some, row).join(u','),
                                             values));
        }
        stopIf(!transaction.commit(), u"not stored"_s);
    }
    return cloneId;
}

// As simple as can be: every vector, in double precision.
std::vector<qint64> plainLoop(const MadeUpVectors &vectors, const Vector &question)
{
    std::vector<std::pair<double, qint64>> all;
    all.reserve(std::size_t(vectors.count()));
    const std::span<const float> wanted(question.constData(), std::size_t(question.size()));
    for (qint64 i = 0; i < vectors.count(); ++i)
        all.emplace_back(-cosineOf(wanted, vectors.at(i)), i);
    const auto found = std::min<std::ptrdiff_t>(kNearest, std::ptrdiff_t(all.size()));
    std::partial_sort(all.begin(), all.begin() + found, all.end());
    std::vector<qint64> nearest;
    for (std::ptrdiff_t i = 0; i < found; ++i)
        nearest.push_back(all[std::size_t(i)].second + 1); // rows are counted from one
    return nearest;
}

struct Measured
{
    Times narrow; // kNearest
    Times wide;   // kWide
    double recall = 0;
};

Measured measure(VectorIndex &index, const Store &store, const QString &cloneId,
                 const QList<Vector> &questions, const std::vector<std::vector<qint64>> &right)
{
    Measured measured;
    QElapsedTimer timer;
    const auto ask = [&](const Vector &question, int limit, Times &times) {
        timer.start();
        auto hits = valueOrStop(index.search(store.passages, cloneId, {question, u"p"_s, u"m"_s}, limit));
        times.milliseconds.push_back(seconds(timer) * 1000);
        return hits;
    };
    double hit = 0;
    double all = 0;
    // In turns, since a question that was just asked is answered sooner.
    for (qsizetype i = 0; i < questions.size(); ++i) {
        std::vector<VectorHit> hits = i % 2 ? ask(questions.at(i), kWide, measured.wide)
                                            : ask(questions.at(i), kNearest, measured.narrow);
        hits.resize(std::min(hits.size(), std::size_t(kNearest)));
        std::set<qint64> found;
        for (const VectorHit &one : hits)
            found.insert(one.row);
        for (const qint64 row : right[std::size_t(i)])
            hit += found.contains(row) ? 1 : 0;
        all += double(right[std::size_t(i)].size());
    }
    measured.recall = hit / all;
    return measured;
}

qint64 sizeOfFiles(const QString &folder)
{
    qint64 sum = 0;
    for (const QFileInfo &file : QDir(folder).entryInfoList(QDir::Files))
        sum += file.size();
    return sum;
}

void row(const QString &what, const QString &value)
{
    out() << u"  "_s << what.leftJustified(46) << value << Qt::endl;
}

QString number(double value, int digits = 2)
{
    return QString::number(value, 'f', digits);
}

VectorIndexOptions options(const QString &folder)
{
    VectorIndexOptions options;
    options.folder = folder;
    options.threads.priority = QThread::InheritPriority; // measured alone, and not behind everything else
    return options;
}

// Until it can answer; then until nothing is left to do.
void buildAll(VectorIndex &index, const Store &store, const QString &cloneId, const Vector &question)
{
    QElapsedTimer timer;
    timer.start();
    const auto ask = [&] {
        return valueOrStop(index.search(store.passages, cloneId, {question, u"p"_s, u"m"_s}, 1)).size();
    };
    while (ask() == 0)
        QThread::msleep(5);
    row(u"first answer after, without a file (s)"_s, number(seconds(timer)));
    ask();
    index.waitForBackground(-1);
    ask();
    index.waitForBackground(-1);
    ask();
    row(u"all built after (s)"_s, number(seconds(timer)));
    row(u"held or mapped / process, own memory / peak (MB)"_s,
        u"%1 / %2 / %3"_s.arg(index.bytes() >> 20).arg(memory("RssAnon:")).arg(memory("VmHWM:")));
}

void benchSize(qint64 count, const QString &keptIn)
{
    out() << Qt::endl << count << u" passages of "_s << kIndexDimensions << u" dimensions"_s << Qt::endl;
    const QTemporaryDir dir;
    const QString file = keptIn.isEmpty() ? dir.filePath(u"bench.db"_s)
                                          : QDir(keptIn).filePath(u"bench-%1.db"_s.arg(count));
    MadeUpVectors vectors(count);
    QElapsedTimer timer;
    timer.start();
    const auto store = valueOrStop(Store::open(file, {}, Store::Access::ReadWrite));
    const QString cloneId = fill(*store, vectors);
    row(u"stored in (s)"_s, number(seconds(timer)));

    QList<Vector> questions;
    std::vector<std::vector<qint64>> right;
    Times plain;
    for (int i = 0; i < kQuestions; ++i) {
        questions.append(vectors.question());
        timer.start();
        right.push_back(plainLoop(vectors, questions.last()));
        plain.milliseconds.push_back(seconds(timer) * 1000);
    }
    row(u"plain loop, p50 / p95 (ms)"_s, plain.text());
    row(u"memory before, own (MB)"_s, QString::number(memory("RssAnon:")));

    const QString folder = dir.filePath(u"index"_s);
    {
        VectorIndex index(options(folder));
        buildAll(index, *store, cloneId, questions.first());
        Measured built = measure(index, *store, cloneId, questions, right);
        row(u"index, 10 nearest, p50 / p95 (ms)"_s, built.narrow.text());
        row(u"index, 200 nearest, p50 / p95 (ms)"_s, built.wide.text());
        row(u"recall@10"_s, number(built.recall, 4));
    }
    row(u"file (MB)"_s, number(double(sizeOfFiles(folder)) / (1 << 20), 1));
    {
        VectorIndex again(options(folder));
        timer.start();
        while (valueOrStop(again.search(store->passages, cloneId, {questions.first(), u"p"_s, u"m"_s}, 1))
                   .empty())
            QThread::msleep(1);
        row(u"first answer after a new start (ms)"_s, number(seconds(timer) * 1000));
    }
    {
        VectorIndexOptions scanning = options(folder);
        scanning.limits.graphUpTo = 0; // the same file may have a graph: another folder
        scanning.folder = dir.filePath(u"scan"_s);
        scanning.patienceMs = 600'000;
        VectorIndex index(scanning);
        valueOrStop(index.search(store->passages, cloneId, {questions.first(), u"p"_s, u"m"_s}, 1));
        Measured scanned = measure(index, *store, cloneId, questions, right);
        row(u"scan of the codes, 10 nearest, p50 / p95 (ms)"_s, scanned.narrow.text());
        row(u"recall@10"_s, number(scanned.recall, 4));
    }
}
} // namespace

int indexBench(const QStringList &arguments)
{
    QList<qint64> sizes;
    QString keptIn;
    for (const QString &argument : arguments) {
        if (argument.startsWith("--keep="_L1)) {
            keptIn = argument.section(u'=', 1);
            continue;
        }
        bool good = false;
        sizes.append(argument.toLongLong(&good));
        if (!good || sizes.last() < 1) {
            out() << u"usage: sizes such as 100000; --keep=FOLDER keeps the databases for the next time"_s
                  << Qt::endl;
            return 2;
        }
    }
    if (sizes.isEmpty())
        sizes = {1'000, 10'000, 100'000, 1'000'000};
    for (const qint64 size : sizes)
        benchSize(size, keptIn);
    return 0;
}

} // namespace CloneMemoria
