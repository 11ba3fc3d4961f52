// How long a question takes, from the text to the passages: words, meaning, neighbours, sessions, all of it, through the
// same service as in the program. Beside it what full text in the database takes for the words alone. The passages are
// made up: English words as frequent as in English, vectors around 2,000 centres; each question has some words and the
// vector of one passage, moved a little. Words that mean nearly the same are looked for, as in any clone's memories.
#include "core/base/Futures.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/knowledge/TextAnalyzer.h"
#include "core/providers/embedding/Embedder.h"
#include "core/providers/embedding/WordVectors.h"
#include "core/storage/Database.h"
#include "core/storage/StorageThread.h"
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
#include <ctime>
#include <random>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kSearchDimensions = 384;
constexpr int kSearchCentres = 2000;
constexpr int kSearchQuestions = 200;
constexpr int kWordsOfPassage = 90;
constexpr int kPassagesOfLetter = 20;
constexpr int kLettersOfTransaction = 100;
constexpr int kLanguage = 40'000; // words

QTextStream &print()
{
    static QTextStream stream(stdout);
    return stream;
}

template <typename T>
T must(Result<T> result)
{
    if (!result)
        qFatal("%s %s", qPrintable(result.error().code), qPrintable(result.error().detail));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

class MadeUpLife
{
public:
    MadeUpLife() : m_centres(std::size_t(kSearchCentres * kSearchDimensions))
    {
        const WordVectors english;
        for (int i = 0; i < kLanguage; ++i)
            m_words.append(QString::fromUtf8(english.word(i)));
        for (float &value : m_centres)
            value = m_normal(m_random);
    }

    QStringList words()
    {
        QStringList said;
        for (int i = 0; i < kWordsOfPassage; ++i) {
            const double rank = std::pow(double(kLanguage), std::uniform_real_distribution<>(0, 1)(m_random));
            said.append(m_words.at(std::min<qsizetype>(qsizetype(rank) - 1, kLanguage - 1)));
        }
        return said;
    }

    Vector vector()
    {
        const auto centre = std::size_t(m_random() % kSearchCentres) * kSearchDimensions;
        Vector made(kSearchDimensions);
        for (qsizetype i = 0; i < kSearchDimensions; ++i)
            made[i] = m_centres[centre + std::size_t(i)] + 0.6F * m_normal(m_random);
        return normalised(std::move(made));
    }

    Vector near(Vector vector)
    {
        for (float &value : vector)
            value += 0.3F / std::sqrt(float(kSearchDimensions)) * m_normal(m_random);
        return normalised(std::move(vector));
    }

    // Five of its words, without stop words.
    QString question(const TextAnalyzer &analyzer, const QStringList &said)
    {
        QStringList chosen;
        for (int tries = 0; chosen.size() < 5 && tries < 100; ++tries) {
            const QString &word = said.at(qsizetype(m_random() % quint64(said.size())));
            const auto analyzed = analyzer.words(word);
            if (analyzed.size() == 1 && !analyzed.first().stop && !chosen.contains(word))
                chosen.append(word);
        }
        return chosen.join(u' ') + u'?';
    }

    bool oneIn(qint64 count) { return m_random() % quint64(count) == 0; }

private:
    static Vector normalised(Vector vector)
    {
        double square = 0;
        for (const float value : std::as_const(vector))
            square += double(value) * double(value);
        for (float &value : vector)
            value = static_cast<float>(value / std::sqrt(square));
        return vector;
    }

    std::mt19937_64 m_random{11};
    std::normal_distribution<float> m_normal;
    QStringList m_words;
    std::vector<float> m_centres;
};

// Knows the questions' vectors, as a model would make them.
class KnownQuestions final : public Embedder
{
public:
    QString provider() const override { return u"bench"_s; }
    QString model() const override { return u"known-384"_s; }
    bool isLocal() const override { return true; }
    QFuture<Result<QList<Vector>>> embed(const QStringList &texts) override
    {
        QList<Vector> vectors;
        for (const QString &text : texts)
            vectors.append(known.value(text));
        return readyFuture(Result<QList<Vector>>(std::move(vectors)));
    }

    QHash<QString, Vector> known;
};

struct Life
{
    QString cloneId;
    QStringList questions;
};

Result<QString> makeClone(Store &store)
{
    Clone draft;
    draft.name = u"Bench"_s;
    draft.language = u"en"_s;
    CM_TRY_ASSIGN(made, store.clones.create(draft));
    return made.id;
}

Life fill(StorageThread &storage, MadeUpLife &life, KnownQuestions &embedder, qint64 count)
{
    const Result<QString> cloneId = waitFor(storage.write(makeClone));
    Life made{must(cloneId), {}};
    const TextAnalyzer analyzer(u"en"_s);
    const qint64 letters = count / kPassagesOfLetter;
    for (qint64 letter = 0; letter < letters; letter += kLettersOfTransaction) {
        QList<std::pair<Document, QList<Passage>>> some;
        for (qint64 i = letter; i < std::min<qint64>(letter + kLettersOfTransaction, letters); ++i) {
            Document document;
            document.cloneId = made.cloneId;
            document.title = u"Letter %1"_s.arg(i);
            document.contentHash = document.title;
            QList<Passage> passages;
            for (int at = 0; at < kPassagesOfLetter; ++at) {
                const QStringList said = life.words();
                Passage passage;
                passage.content = said.join(u' ') + u'.';
                passage.startOffset = int(document.content.size());
                document.content += passage.content + u'\n';
                passage.endOffset = int(document.content.size()) - 1;
                passage.searchText = analyzer.terms(document.title + u' ' + passage.content).join(u' ');
                passage.embedding = life.vector();
                passage.embeddingProvider = embedder.provider();
                passage.embeddingModel = embedder.model();
                if (made.questions.size() < kSearchQuestions
                    && life.oneIn(std::max<qint64>(1, count / kSearchQuestions / 2))) {
                    const QString question = life.question(analyzer, said);
                    embedder.known.insert(question, life.near(passage.embedding));
                    made.questions.append(question);
                }
                passages.append(std::move(passage));
            }
            some.append({std::move(document), std::move(passages)});
        }
        must(waitFor(storage.write([some](Store &store) -> Result<void> {
            Transaction transaction(store.database());
            CM_TRY(transaction.begin());
            for (const auto &[document, passages] : some)
                CM_TRY(store.documents.stage(document, passages));
            CM_TRY(store.documents.storeStaged());
            return transaction.commit();
        })));
    }
    return made;
}

QString quantiles(std::vector<double> milliseconds)
{
    std::sort(milliseconds.begin(), milliseconds.end());
    const auto at = [&](double share) {
        return QString::number(milliseconds[std::size_t(share * double(milliseconds.size() - 1))], 'f', 2);
    };
    return u"%1 / %2 / %3"_s.arg(at(0.5), at(0.95), at(1.0));
}

qint64 megabytesOf(const QByteArray &line)
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

void measure(qint64 count, const QString &folder)
{
    const auto storage = must(StorageThread::open(folder + u"/bench.db"_s, folder));
    MadeUpLife life;
    const auto embedder = std::make_shared<KnownQuestions>();
    QElapsedTimer timer;
    timer.start();
    const Life made = fill(*storage, life, *embedder, count);
    print() << Qt::endl
            << count << " passages, stored in " << timer.elapsed() / 1000 << " s, file "
            << QFileInfo(folder + u"/bench.db"_s).size() / 1'000'000 << " MB" << Qt::endl;

    const auto open = [&] {
        return std::make_unique<KnowledgeService>(
            *storage,
            [embedder](const QString &) {
                return readyFuture<Result<std::shared_ptr<Embedder>>>(std::shared_ptr<Embedder>(embedder));
            },
            folder + u"/index"_s);
    };
    auto knowledge = open();
    const auto ask = [&](const QString &question) {
        RetrievalQuery query;
        query.cloneId = made.cloneId;
        query.text = question;
        return must(waitFor(knowledge->retrieve(query)));
    };
    timer.start();
    ask(made.questions.first());
    print() << "  the first question            " << timer.elapsed() << " ms" << Qt::endl;
    // Until words and vectors are there: then passages have parts of their scores that only the indexes give.
    const auto isWhole = [&] {
        bool meaning = false;
        bool session = false;
        const QList<RetrievedPassage> found = ask(made.questions.first());
        for (const RetrievedPassage &passage : found) {
            meaning = meaning || passage.parts.meaning > 0;
            session = session || passage.parts.session > 0;
        }
        return meaning && session;
    };
    while (!isWhole() && timer.elapsed() < 1'200'000)
        QThread::msleep(20);
    print() << "  words and vectors are there   " << timer.elapsed() / 1000 << " s" << Qt::endl;
    // What is made in the background, such as a graph, takes a processor until it is done.
    for (int quiet = 0; quiet < 5 && timer.elapsed() < 1'800'000;) {
        ask(made.questions.first());
        const std::clock_t before = std::clock();
        QThread::msleep(1000);
        quiet = std::clock() - before < CLOCKS_PER_SEC / 20 ? quiet + 1 : 0;
    }
    print() << "  nothing in the background     " << timer.elapsed() / 1000 << " s, " << megabytesOf("VmRSS:")
            << " MB resident" << Qt::endl;
    knowledge.reset();
    knowledge = open();
    timer.start();
    ask(made.questions.first());
    print() << "  first question of a new start " << timer.elapsed() << " ms" << Qt::endl;
    while (!isWhole() && timer.elapsed() < 1'200'000) { }

    std::vector<double> hybrid;
    std::vector<double> text;
    const TextAnalyzer analyzer(u"en"_s);
    for (const QString &question : made.questions) {
        timer.start();
        ask(question);
        hybrid.push_back(double(timer.nsecsElapsed()) / 1e6);
        const QStringList terms = analyzer.queryTerms(question);
        timer.start();
        must(waitFor(storage->read([cloneId = made.cloneId, terms](Store &store) {
            return store.passages.searchText(cloneId, terms, 8);
        })));
        text.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    print() << "  a question, p50 / p95 / max   " << quantiles(hybrid) << " ms" << Qt::endl
            << "  full text alone               " << quantiles(text) << " ms" << Qt::endl;
}
} // namespace

int searchBench(const QStringList &arguments)
{
    QList<qint64> sizes;
    for (const QString &argument : arguments) {
        bool isNumber = false;
        const qint64 size = argument.toLongLong(&isNumber);
        if (!isNumber || size < 1000 || size > 2'000'000) {
            QTextStream(stderr) << "search [SIZE…]: passages, from 1,000 to 2,000,000" << Qt::endl;
            return 2;
        }
        sizes.append(size);
    }
    if (sizes.isEmpty())
        sizes = {10'000, 100'000, 1'000'000};
    for (const qint64 size : std::as_const(sizes)) {
        const QTemporaryDir folder;
        measure(size, folder.path());
    }
    return 0;
}

} // namespace CloneMemoria
