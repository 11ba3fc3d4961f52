#include "core/knowledge/vectors/GraphBuilder.h"
#include "core/knowledge/vectors/NearestList.h"
#include "tests/unit/knowledge/VectorFixture.h"

#include <QElapsedTimer>
#include <QTest>
#include <QThread>

#include <set>
#include <thread>

using namespace CloneMemoria;

class VectorGraphTest : public QObject
{
    Q_OBJECT

    static constexpr qsizetype kDimensions = 64;

    VectorFixture m_fixture;
    std::vector<std::int8_t> m_codes;
    std::vector<float> m_scales;
    const std::atomic_bool m_goOn = false;

    CodeSpan codes(std::size_t count) const
    {
        return {m_codes.data(), m_scales.data(), codeLength(kDimensions), count};
    }

    double recall(const VectorGraph &graph, const CodeSpan &span, std::size_t width,
                  const std::function<bool(quint32)> &counts, Instructions instructions = Instructions::Best)
    {
        const DotProducts &products = dotProducts(instructions);
        GraphSearch search;
        int hits = 0;
        int all = 0;
        for (const Vector &question : m_fixture.randomVectors(40, kDimensions)) {
            const VectorCode code({question.constData(), std::size_t(kDimensions)});
            NearestList best(10);
            for (quint32 slot = 0; slot < span.count; ++slot) {
                if (counts(slot))
                    best.offer(float(products.one(code.code.data(), span.code(slot), span.length))
                                   * code.scale * span.scales[slot],
                               slot);
            }
            std::set<qint64> found;
            for (const auto &[cosine, point] : search.nearest(graph, span, code, width, counts, products)) {
                if (!counts(point))
                    qFatal("a point that does not count");
                if (!found.insert(point).second)
                    qFatal("a point twice");
            }
            for (const NearestList::Entry &entry : best.take()) {
                hits += found.contains(entry.row);
                ++all;
            }
        }
        return double(hits) / all;
    }

    static bool every(quint32) { return true; }

private Q_SLOTS:
    void initTestCase()
    {
        const QList<Vector> vectors = m_fixture.randomVectors(4000, kDimensions);
        m_codes.resize(std::size_t(vectors.size()) * codeLength(kDimensions));
        for (qsizetype i = 0; i < vectors.size(); ++i)
            m_scales.push_back(encodeVector({vectors.at(i).constData(), std::size_t(kDimensions)},
                                            m_codes.data() + std::size_t(i) * codeLength(kDimensions)));
    }

    void findsTheNearest()
    {
        const OwnedVectorGraph made = valueOf(
            buildGraph(codes(4000), {}, {}, {2, QThread::InheritPriority}, m_goOn));
        QVERIFY(made.graph.isWhole());
        QCOMPARE(made.graph.points, 4000U);
        const double narrow = recall(made.graph, codes(4000), 10, every);
        const double wide = recall(made.graph, codes(4000), 100, every);
        qInfo("recall@10: %.3f at width 10, %.3f at width 100", narrow, wide);
        QVERIFY(narrow > 0.6);
        QVERIFY(wide > 0.97);
        QVERIFY(recall(made.graph, codes(4000), 100, every, Instructions::Baseline) > 0.97);
        // Three quarters are dead: others are still found behind them.
        QVERIFY(recall(made.graph, codes(4000), 100, [](quint32 slot) { return slot % 4 == 0; }) > 0.97);
        GraphSearch search;
        const VectorCode code(std::vector<float>(kDimensions, 1.0F));
        QVERIFY(search
                    .nearest(
                        made.graph, codes(4000), code, 50, [](quint32) { return false; }, dotProducts())
                    .empty());
        QVERIFY(search.nearest(made.graph, codes(4000), code, 0, every, dotProducts()).empty());
        QVERIFY(search.nearest({}, codes(4000), code, 5, every, dotProducts()).empty());
        QCOMPARE(search.nearest(made.graph, codes(4000), code, 5000, every, dotProducts()).size(),
                 std::size_t(4000)); // all are connected
    }

    void isExtended()
    {
        const OwnedVectorGraph half = valueOf(
            buildGraph(codes(2000), {}, {}, {2, QThread::InheritPriority}, m_goOn));
        const OwnedVectorGraph same = valueOf(
            buildGraph(codes(2000), half.graph, {}, {1, QThread::InheritPriority}, m_goOn));
        QVERIFY(same.ground == half.ground && same.upper == half.upper && same.upperStart == half.upperStart);
        QCOMPARE(same.graph.entry, half.graph.entry);
        const OwnedVectorGraph whole = valueOf(
            buildGraph(codes(4000), half.graph, {}, {2, QThread::InheritPriority}, m_goOn));
        QCOMPARE(whole.graph.points, 4000U);
        QVERIFY(recall(whole.graph, codes(4000), 100, every) > 0.97);
        // Another shape is knit anew.
        const GraphShape dense{24, 60};
        const OwnedVectorGraph anew = valueOf(
            buildGraph(codes(4000), half.graph, dense, {2, QThread::InheritPriority}, m_goOn));
        QVERIFY(anew.graph.shape == dense);
        QVERIFY(recall(anew.graph, codes(4000), 100, every) > 0.97);
    }

    void smallOnes()
    {
        QVERIFY(valueOf(buildGraph(codes(0), {}, {}, {2, QThread::InheritPriority}, m_goOn)).graph.isEmpty());
        for (const std::size_t count : {1U, 2U, 3U, 17U}) {
            const OwnedVectorGraph made = valueOf(
                buildGraph(codes(count), {}, {}, {2, QThread::InheritPriority}, m_goOn));
            QVERIFY(made.graph.isWhole());
            QCOMPARE(recall(made.graph, codes(count), 30, every), 1.0);
        }
    }

    void isCancelled()
    {
        std::atomic_bool stop = true;
        const auto never = buildGraph(codes(4000), {}, {}, {2, QThread::InheritPriority}, stop);
        QVERIFY(!never);
        QVERIFY(never.error().kind == ErrorKind::Cancelled);
        stop = false;
        QElapsedTimer timer;
        std::thread stopper([&] {
            QThread::msleep(20);
            timer.start();
            stop = true;
        });
        const auto stopped = buildGraph(codes(4000), {}, {16, 4000}, {2, QThread::InheritPriority},
                                        stop); // would take a minute
        stopper.join();
        QVERIFY(!stopped);
        QVERIFY(timer.elapsed() < 3000);
    }
};

QTEST_GUILESS_MAIN(VectorGraphTest)
#include "VectorGraphTest.moc"
