#include "core/knowledge/VectorIndex.h"

#include "tests/unit/knowledge/VectorFixture.h"

#include <QTest>

#include <limits>
#include <set>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class VectorIndexTest : public QObject
{
    Q_OBJECT

    using Rows = VectorFixture::Rows;

    std::unique_ptr<VectorFixture> m_fixture;

    Rows find(VectorIndex &index, const Vector &vector, int limit = 5, const QString &model = u"m"_s)
    {
        return VectorFixture::rowsOf(m_fixture->find(index, vector, limit, model));
    }

private Q_SLOTS:
    void init() { m_fixture = std::make_unique<VectorFixture>(); }

    void codes()
    {
        const QList<Vector> vectors = m_fixture->randomVectors(200, 384);
        for (qsizetype i = 1; i < vectors.size(); ++i) {
            const auto span = [&vectors](qsizetype at) {
                return std::span(vectors.at(at).constData(), std::size_t(vectors.at(at).size()));
            };
            const VectorCode a(span(i - 1));
            const VectorCode b(span(i));
            const std::int32_t product = dotProducts().one(a.code.data(), b.code.data(), a.code.size());
            QVERIFY(
                std::abs(double(product) * double(a.scale) * double(b.scale) - cosineOf(span(i - 1), span(i)))
                < 0.002);
        }
        const float smallest = std::numeric_limits<float>::denorm_min();
        const float largest = std::numeric_limits<float>::max();
        for (const float value : {smallest, largest}) {
            const std::vector<float> vector{value, -value};
            const VectorCode code(vector);
            QCOMPARE(int(code.code[0]), 127);
            QCOMPARE(int(code.code[1]), -127);
            QVERIFY(code.scale > 0);
        }
    }

    void agreesWithSorting_data()
    {
        QTest::addColumn<bool>("baseline");
        QTest::newRow("best") << false;
        QTest::newRow("baseline") << true;
    }

    void agreesWithSorting()
    {
        QFETCH(bool, baseline);
        m_fixture->grow(2500, 21); // more than a block; not a multiple of the step
        VectorIndexOptions options;
        options.instructions = baseline ? Instructions::Baseline : Instructions::Best;
        VectorIndex index(options);
        for (const Vector &question : m_fixture->randomVectors(30, 21)) {
            const Rows expected = m_fixture->expected(question, 400);
            const auto hits = m_fixture->find(index, question, 10, u"m"_s,
                                              {expected[250], expected[3], 99'999});
            QCOMPARE(hits.size(), std::size_t(11)); // one of the others was among the nearest, one is unknown
            for (std::size_t i = 0; i < 10; ++i)
                QCOMPARE(hits[i].row, expected[i]);
            QCOMPARE(hits[10].row, expected[250]);
            QVERIFY(hits[10].cosine <= hits[9].cosine + 0.002F);
        }
        const Vector question = m_fixture->randomVectors(1, 21).first();
        const Rows all = find(index, question, 5000);
        QCOMPARE(all.size(), std::size_t(2500));
        QCOMPARE(std::set<qint64>(all.begin(), all.end()).size(), std::size_t(2500));
        QVERIFY(find(index, question, 0).empty());
        QVERIFY(find(index, question, -1).empty());
        QCOMPARE(m_fixture->find(index, question, 0, u"m"_s, {all[7]}).size(), std::size_t(1));
    }

    void modelsAndClonesAreKeptApart()
    {
        const Rows rows = m_fixture->addPassages(2);
        m_fixture->setVectors({rows[0]}, {{1, 0}});
        m_fixture->setVectors({rows[1]}, {{1, 0}}, u"other"_s);
        VectorIndex index;
        QCOMPARE(find(index, {1, 0}), Rows{rows[0]});
        QCOMPARE(find(index, {1, 0}, 5, u"other"_s), Rows{rows[1]});
        QVERIFY(find(index, {1, 0, 0}).empty()); // another length
        QVERIFY(find(index, {}).empty());
        QVERIFY(find(index, {0, 0}).empty());
        m_fixture->setVectors({rows[0]}, {{1, 0, 0}}); // a model that changed its length
        QVERIFY(find(index, {1, 0}).empty());
        QCOMPARE(find(index, {1, 0, 0}), Rows{rows[0]});
        const QString other = makeClone(*m_fixture->store, u"b"_s, u"en"_s).id;
        QVERIFY(
            valueOf(index.search(m_fixture->store->passages, other, {{1, 0}, u"p"_s, u"m"_s}, 5)).empty());
    }

    void vectorsWithoutDirectionAreLeftOut()
    {
        const Rows rows = m_fixture->addPassages(4);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        m_fixture->setVectors(rows, {{0, 0}, {nan, 1}, {std::numeric_limits<float>::infinity(), 1}, {0, 3}});
        VectorIndex index;
        const auto hits = m_fixture->find(index, {0, 2}, 9);
        QCOMPARE(VectorFixture::rowsOf(hits), Rows{rows[3]});
        QVERIFY(std::abs(hits.front().cosine - 1.0F) < 1e-6F);
        QVERIFY(find(index, {nan, 1}).empty());
        m_fixture->setVectors({rows[3]}, {{0, 0}}); // it had one
        QVERIFY(find(index, {0, 2}).empty());
    }

    void changesAreSeen()
    {
        VectorIndex index;
        QVERIFY(find(index, {1, 0}).empty());
        const Rows rows = m_fixture->addPassages(2);
        const QString documentId = m_fixture->documentId;
        m_fixture->setVectors(rows, {{1, 0}, {0, 1}});
        QCOMPARE(find(index, {1, 0}, 1), Rows{rows[0]});
        m_fixture->setVectors(rows, {{0, 1}, {1, 0}});
        QCOMPARE(find(index, {1, 0}, 1), Rows{rows[1]});
        const Rows more = m_fixture->addPassages(1);
        m_fixture->setVectors(more, {{1, 0.1F}});
        QCOMPARE(find(index, {1, 0.1F}, 1), more);
        auto &store = *m_fixture->store;
        done(store.documents.trash(documentId));
        QCOMPARE(find(index, {1, 0}), more);
        done(store.documents.restore(documentId));
        QCOMPARE(find(index, {1, 0}), (Rows{rows[1], more[0], rows[0]}));
        done(store.clones.trash(m_fixture->cloneId));
        QVERIFY(find(index, {1, 0}).empty());
        done(store.clones.restore(m_fixture->cloneId));
        QCOMPARE(find(index, {1, 0}).size(), std::size_t(3));
        done(store.documents.purge(documentId));
        QCOMPARE(find(index, {1, 0}), more);
        m_fixture->setVectors(more, {{1, 0}}, u"newer"_s);
        QVERIFY(find(index, {1, 0}).empty());
        QCOMPARE(find(index, {1, 0}, 5, u"newer"_s), more);
    }

    // SQLite gives a number again when its highest row was deleted.
    void aRowThatIsGivenAgain()
    {
        VectorIndex index;
        const Rows rows = m_fixture->addPassages(3);
        m_fixture->setVectors(rows, {{1, 0}, {1, 0}, {1, 0}});
        QCOMPARE(find(index, {1, 0}).size(), std::size_t(3));
        done(m_fixture->store->documents.purge(m_fixture->documentId));
        const Rows again = m_fixture->addPassages(3);
        QCOMPARE(again, rows);
        QVERIFY(find(index, {1, 0}).empty());
        m_fixture->setVectors(again, {{0, 1}, {0, 1}, {0, -1}});
        QCOMPARE(find(index, {0, -1}, 1), Rows{again[2]});
    }

    void longUnusedClonesAreLetGo()
    {
        QStringList clones;
        for (int i = 0; i < 4; ++i) {
            m_fixture->cloneId = makeClone(*m_fixture->store, u"c%1"_s.arg(i), u"en"_s).id;
            clones.append(m_fixture->cloneId);
            m_fixture->grow(50, 64);
        }
        const auto search = [&](VectorIndex &index, const QString &clone) {
            m_fixture->cloneId = clone;
            return find(index, Vector(64, 0.5F), 100).size();
        };
        VectorIndex single;
        QCOMPARE(search(single, clones.at(0)), std::size_t(50));
        const std::size_t one = single.bytes();
        QVERIFY(one >= 50 * 64);
        VectorIndexOptions options;
        options.maxBytes = one * 5 / 2;
        VectorIndex index(options);
        for (const QString &clone : clones) {
            QCOMPARE(search(index, clone), std::size_t(50));
            QVERIFY(index.bytes() <= one * 5 / 2);
        }
        options.maxBytes = 1;
        VectorIndex tiny(options); // what is in use stays however large
        QCOMPARE(search(tiny, clones.at(0)), std::size_t(50));
        QCOMPARE(search(tiny, clones.at(1)), std::size_t(50));
        QVERIFY(tiny.bytes() <= one * 3 / 2);
        single.forgetUnused(60'000);
        QVERIFY(single.bytes() > 0);
        single.forgetUnused(0);
        QCOMPARE(single.bytes(), std::size_t(0));
        QCOMPARE(search(single, clones.at(0)), std::size_t(50));
    }
};

QTEST_GUILESS_MAIN(VectorIndexTest)
#include "VectorIndexTest.moc"
