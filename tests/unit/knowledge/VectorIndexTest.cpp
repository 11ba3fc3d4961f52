#include "core/knowledge/VectorIndex.h"

#include "core/knowledge/DotProduct.h"
#include "tests/unit/knowledge/KnowledgeFixture.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class VectorIndexTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Store> m_store;

    QStringList addPassages(const QString &cloneId, int count)
    {
        PreparedDocument prepared;
        prepared.document.cloneId = cloneId;
        prepared.document.title = u"t"_s;
        prepared.document.contentHash = newId();
        for (int i = 0; i < count; ++i) {
            Passage passage;
            passage.chunkIndex = i;
            passage.content = u"p%1"_s.arg(i);
            passage.startOffset = i * 10;
            passage.endOffset = i * 10 + 5;
            passage.searchText = passage.content;
            prepared.passages.append(passage);
        }
        const Document document = valueOf(m_store->documents.create(prepared.document, prepared.passages));
        QStringList ids;
        for (const Passage &passage : valueOf(m_store->passages.ofDocument(document.id)))
            ids.append(passage.id);
        return ids;
    }

    void setVectors(const QStringList &ids, const QList<Vector> &vectors, const QString &model = u"m"_s)
    {
        QList<PassageVector> rows;
        for (qsizetype i = 0; i < ids.size(); ++i)
            rows.append({ids.at(i), vectors.at(i)});
        done(m_store->passages.setVectors(rows, u"p"_s, model));
    }

    std::vector<VectorHit> find(VectorIndex &index, const QString &cloneId, const Vector &vector, int limit,
                                const QString &model = u"m"_s, const QStringList &others = {})
    {
        return valueOf(index.search(m_store->passages, cloneId, {vector, u"p"_s, model}, limit, others));
    }

private Q_SLOTS:
    void init() { m_store = valueOf(Store::open(u":memory:"_s, {}, Store::Access::ReadWrite)); }

    void products()
    {
        QRandomGenerator random(5);
        const std::size_t count = 48;
        std::vector<float> query(count);
        std::vector<float> rows(count * 7);
        for (float &value : query)
            value = static_cast<float>(random.bounded(2.0) - 1.0);
        for (float &value : rows)
            value = static_cast<float>(random.bounded(2.0) - 1.0);
        std::vector<float> scores(7);
        dotProducts(query.data(), rows.data(), 7, count, scores.data());
        for (std::size_t row = 0; row < 7; ++row) {
            double sum = 0;
            for (std::size_t i = 0; i < count; ++i)
                sum += double(query[i]) * double(rows[row * count + i]);
            QVERIFY(std::abs(sum - double(scores[row])) < 1e-5);
        }
    }

    void agreesWithSorting()
    {
        const Clone clone = makeClone(*m_store, u"a"_s, u"en"_s);
        const QStringList ids = addPassages(clone.id, 300);
        QRandomGenerator random(9);
        QList<Vector> vectors;
        for (int i = 0; i < 300; ++i) {
            Vector vector(21); // not a multiple of the step
            for (float &value : vector)
                value = static_cast<float>(random.bounded(2.0) - 1.0);
            vectors.append(vector);
        }
        setVectors(ids, vectors);
        const Vector query = vectors.at(17);
        QList<std::pair<double, QString>> expected;
        for (int i = 0; i < 300; ++i) {
            double dot = 0;
            double square = 0;
            double querySquare = 0;
            for (qsizetype j = 0; j < 21; ++j) {
                dot += double(query[j]) * double(vectors.at(i)[j]);
                square += double(vectors.at(i)[j]) * double(vectors.at(i)[j]);
                querySquare += double(query[j]) * double(query[j]);
            }
            expected.append({dot / std::sqrt(square * querySquare), ids.at(i)});
        }
        std::sort(expected.begin(), expected.end(), std::greater<>());
        VectorIndex index;
        const std::vector<VectorHit> hits = find(index, clone.id, query, 10, u"m"_s,
                                                 {expected.at(250).second, expected.at(3).second, u"x"_s});
        QCOMPARE(hits.size(), std::size_t(11)); // one of the others was among the nearest, one is unknown
        for (std::size_t i = 0; i < 10; ++i) {
            QCOMPARE(hits[i].passageId, expected.at(qsizetype(i)).second);
            QVERIFY(std::abs(double(hits[i].cosine) - expected.at(qsizetype(i)).first) < 1e-5);
        }
        QCOMPARE(hits[10].passageId, expected.at(250).second);
        QCOMPARE(find(index, clone.id, query, 1000).size(), std::size_t(300));
        QVERIFY(find(index, clone.id, query, 0).empty());
    }

    void modelsAndClonesAreKeptApart()
    {
        const Clone one = makeClone(*m_store, u"a"_s, u"en"_s);
        const Clone two = makeClone(*m_store, u"b"_s, u"en"_s);
        const QStringList ids = addPassages(one.id, 2);
        setVectors({ids.at(0)}, {{1, 0}}, u"m"_s);
        setVectors({ids.at(1)}, {{1, 0}}, u"other"_s);
        VectorIndex index;
        const std::vector<VectorHit> hits = find(index, one.id, {1, 0}, 5);
        QCOMPARE(hits.size(), std::size_t(1));
        QCOMPARE(hits.front().passageId, ids.at(0));
        QVERIFY(find(index, two.id, {1, 0}, 5).empty());
        QVERIFY(find(index, one.id, {1, 0, 0}, 5).empty()); // another length
        QVERIFY(find(index, one.id, {}, 5).empty());
        QVERIFY(find(index, one.id, {0, 0}, 5).empty());
    }

    void vectorsWithoutDirectionAreLeftOut()
    {
        const Clone clone = makeClone(*m_store, u"a"_s, u"en"_s);
        const QStringList ids = addPassages(clone.id, 4);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        setVectors(ids, {{0, 0}, {nan, 1}, {std::numeric_limits<float>::infinity(), 1}, {0, 3}});
        VectorIndex index;
        const std::vector<VectorHit> hits = find(index, clone.id, {0, 2}, 9);
        QCOMPARE(hits.size(), std::size_t(1));
        QCOMPARE(hits.front().passageId, ids.at(3));
        QVERIFY(std::abs(hits.front().cosine - 1.0F) < 1e-6F);
        QVERIFY(find(index, clone.id, {nan, 1}, 9).empty());
    }

    void changesAreSeen()
    {
        const Clone clone = makeClone(*m_store, u"a"_s, u"en"_s);
        VectorIndex index;
        QVERIFY(find(index, clone.id, {1, 0}, 5).empty());
        const QStringList ids = addPassages(clone.id, 2);
        setVectors(ids, {{1, 0}, {0, 1}});
        QCOMPARE(find(index, clone.id, {1, 0}, 1).front().passageId, ids.at(0));
        setVectors(ids, {{0, 1}, {1, 0}});
        QCOMPARE(find(index, clone.id, {1, 0}, 1).front().passageId, ids.at(1));
        const QString documentId = valueOf(m_store->passages.get({ids.first()})).first().documentId;
        done(m_store->documents.trash(documentId));
        QVERIFY(find(index, clone.id, {1, 0}, 5).empty());
    }

    void longUnusedClonesAreLetGo()
    {
        QStringList clones;
        for (int i = 0; i < 4; ++i) {
            const Clone clone = makeClone(*m_store, u"c%1"_s.arg(i), u"en"_s);
            clones.append(clone.id);
            const QStringList ids = addPassages(clone.id, 50);
            setVectors(ids, QList<Vector>(50, Vector(64, 0.5F)));
        }
        VectorIndex single;
        QCOMPARE(find(single, clones.at(0), Vector(64, 0.5F), 1).size(), std::size_t(1));
        const qsizetype one = single.bytes();
        QVERIFY(one >= 50 * 64 * 4);
        VectorIndex index(one * 5 / 2);
        for (const QString &clone : clones) {
            QCOMPARE(find(index, clone, Vector(64, 0.5F), 100).size(), std::size_t(50));
            QVERIFY(index.bytes() <= one * 5 / 2);
        }
        VectorIndex tiny(1); // what is in use stays however large
        QCOMPARE(find(tiny, clones.at(0), Vector(64, 0.5F), 100).size(), std::size_t(50));
        QCOMPARE(find(tiny, clones.at(1), Vector(64, 0.5F), 100).size(), std::size_t(50));
        QVERIFY(tiny.bytes() <= one);
    }
};

QTEST_GUILESS_MAIN(VectorIndexTest)
#include "VectorIndexTest.moc"
