// How often the document that answers a question of the sample clone is among the first k found, and how long finding
// takes; full text alone beside it, in the same run.
#include "core/base/Futures.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/knowledge/TextAnalyzer.h"
#include "core/profile/Profile.h"
#include "core/profile/SampleClone.h"
#include "core/storage/StorageThread.h"
#include "tests/bench/Bench.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTextStream>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kFound = 10;

struct Question
{
    QString text;
    QString document;
};

struct Score
{
    int at[3] = {0, 0, 0}; // within the first 1, 3, 5 documents
    QList<double> milliseconds;

    void add(const QStringList &titles, const QString &wanted, double took)
    {
        QStringList documents = titles;
        documents.removeDuplicates();
        const qsizetype place = documents.indexOf(wanted);
        const int bounds[] = {1, 3, 5};
        for (int i = 0; i < 3; ++i)
            at[i] += place >= 0 && place < bounds[i];
        milliseconds.append(took);
    }

    void print(const QString &name, qsizetype questions)
    {
        std::sort(milliseconds.begin(), milliseconds.end());
        QTextStream(stdout) << name.leftJustified(28) << " hit@1 "
                            << QString::number(double(at[0]) / double(questions), 'f', 3) << "  hit@3 "
                            << QString::number(double(at[1]) / double(questions), 'f', 3) << "  hit@5 "
                            << QString::number(double(at[2]) / double(questions), 'f', 3) << "  median "
                            << QString::number(milliseconds.at(milliseconds.size() / 2), 'f', 2) << " ms"
                            << Qt::endl;
    }
};

QList<Question> readQuestions()
{
    QList<Question> questions;
    QFile file(QStringLiteral(TEST_DATA_DIR "/sample-questions.jsonl"));
    if (!file.open(QIODevice::ReadOnly))
        return questions;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        if (!line.isEmpty())
            questions.append({line[u"query"_s].toString(), line[u"document"_s].toString()});
    }
    return questions;
}
} // namespace

int retrievalBench(const QStringList &)
{
    const QTemporaryDir folder;
    const QList<Question> questions = readQuestions();
    auto profile = Profile::open(ProfileOptions(Paths(folder.path()), Environment()));
    if (!profile || questions.isEmpty()) {
        QTextStream(stderr) << "no profile, or no questions" << Qt::endl;
        return 1;
    }
    const Result<Clone> clone = waitFor(installSampleClone(**profile));
    if (!clone || !waitFor((*profile)->knowledge().embedMissing(clone->id))) {
        QTextStream(stderr) << "the sample could not be installed" << Qt::endl;
        return 1;
    }

    Score fullText;
    Score hybrid;
    const TextAnalyzer analyzer(clone->language);
    for (const Question &question : questions) {
        QElapsedTimer timer;
        timer.start();
        const QStringList terms = analyzer.queryTerms(question.text);
        const auto words = waitFor((*profile)->storage().read([&](Store &store) -> Result<QStringList> {
            CM_TRY_ASSIGN(found, store.passages.searchText(clone->id, terms, kFound));
            QStringList ids;
            for (const ScoredPassage &passage : found)
                ids.append(passage.passageId);
            CM_TRY_ASSIGN(passages, store.passages.get(ids));
            QStringList titles;
            for (const Passage &passage : passages) {
                CM_TRY_ASSIGN(document, store.documents.get(passage.documentId));
                titles.append(document.title);
            }
            return titles;
        }));
        if (words)
            fullText.add(*words, question.document, double(timer.nsecsElapsed()) / 1e6);

        timer.start();
        RetrievalQuery query;
        query.cloneId = clone->id;
        query.text = question.text;
        query.limit = kFound;
        const auto found = waitFor((*profile)->knowledge().retrieve(query));
        QStringList titles;
        for (const RetrievedPassage &passage : found.value_or(QList<RetrievedPassage>()))
            titles.append(passage.documentTitle);
        hybrid.add(titles, question.document, double(timer.nsecsElapsed()) / 1e6);
    }
    fullText.print(u"full text alone"_s, questions.size());
    hybrid.print(u"words, meaning, neighbours"_s, questions.size());
    return 0;
}

} // namespace CloneMemoria
