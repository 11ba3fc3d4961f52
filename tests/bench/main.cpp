// ./dev bench [NAME [ARGUMENT…]]: the benchmark of that name; without a name, every one that is quick.
#include "tests/bench/Bench.h"

#include <QTextStream>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
struct Benchmark
{
    QString name;
    QString summary;
    bool quick = false; ///< seconds, not minutes
    int (*run)(const QStringList &);
};

QList<Benchmark> benchmarks()
{
    return {
        {u"retrieval"_s, u"the sample clone's questions: are their answers found, and how soon"_s, true,
         retrievalBench},
        {u"locomo"_s, u"questions about long chats (a file in the shape of LoCoMo): is the evidence found"_s,
         true, locomoBench},
        {u"search"_s, u"a question to 10,000 to 1,000,000 passages, by words and meaning"_s, false,
         searchBench},
        {u"api"_s, u"[PASSAGES]: requests a second of the local API, and how soon a token is at its reader"_s,
         false, apiBench},
        {u"import"_s, u"[MEGABYTES]: texts, mail and many files, end to end"_s, false, importBench},
        {u"index"_s,
         u"the vector index at 1,000 to 1,000,000 passages, beside a plain loop over all vectors"_s, false,
         indexBench},
    };
}

int wrongUse(const QString &name)
{
    QTextStream err(stderr);
    err << "There is no benchmark “" << name << "”. These are there:" << Qt::endl;
    for (const Benchmark &benchmark : benchmarks())
        err << "  " << benchmark.name.leftJustified(12) << benchmark.summary << Qt::endl;
    return 2;
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    int failures = 0;
    bool known = arguments.isEmpty();
    for (const Benchmark &benchmark : benchmarks()) {
        if (arguments.isEmpty() ? !benchmark.quick : benchmark.name != arguments.constFirst())
            continue;
        known = true;
        failures += benchmark.run(arguments.mid(1)) != 0;
    }
    return known ? failures != 0 : wrongUse(arguments.constFirst());
}
