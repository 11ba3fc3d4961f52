#pragma once

#include "core/knowledge/VectorIndex.h"
#include "core/storage/Database.h"
#include "tests/unit/knowledge/KnowledgeFixture.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cmath>

namespace CloneMemoria {

/// Passages that have nothing but vectors, and what a search in them must give.
class VectorFixture
{
public:
    using Rows = std::vector<qint64>;

    explicit VectorFixture(const QString &file = QStringLiteral(":memory:"))
        : store(valueOf(Store::open(file, {}, Store::Access::ReadWrite)))
        , cloneId(makeClone(*store, QStringLiteral("Mina"), QStringLiteral("en")).id)
    { }

    /// In a document of their own, whose id is left in `documentId`; with vectors of the model m, or without.
    Rows addPassages(int count, const QList<Vector> &vectors = {})
    {
        PreparedDocument prepared;
        prepared.document.cloneId = cloneId;
        prepared.document.title = QStringLiteral("t");
        prepared.document.contentHash = newId();
        for (int i = 0; i < count; ++i) {
            Passage passage;
            passage.content = QStringLiteral("p%1").arg(i);
            passage.searchText = passage.content;
            if (!vectors.isEmpty()) {
                passage.embedding = vectors.at(i);
                passage.embeddingProvider = QStringLiteral("p");
                passage.embeddingModel = QStringLiteral("m");
            }
            prepared.passages.append(passage);
        }
        documentId = valueOf(store->documents.create(prepared.document, prepared.passages)).id;
        const auto rows = valueOf(store->database().rows(
            QStringLiteral(
                "SELECT row FROM clone_document_chunks WHERE document_id = ? ORDER BY chunk_index"),
            {documentId}, [](Query &query) { return query.value(0).toLongLong(); }));
        return {rows.begin(), rows.end()};
    }

    void setVectors(const Rows &rows, const QList<Vector> &vectors,
                    const QString &model = QStringLiteral("m"))
    {
        const QHash<qint64, Passage> passages = valueOf(store->passages.byRow(rows));
        QList<PassageVector> entries;
        for (std::size_t i = 0; i < rows.size(); ++i)
            entries.append({passages.value(rows[i]).id, vectors.at(qsizetype(i))});
        done(store->passages.setVectors(entries, QStringLiteral("p"), model));
    }

    /// So many new passages around a few centres.
    Rows grow(int count, qsizetype dimensions)
    {
        return addPassages(count, randomVectors(count, dimensions));
    }

    QList<Vector> randomVectors(int count, qsizetype dimensions)
    {
        QList<Vector> vectors;
        for (int i = 0; i < count; ++i) {
            QRandomGenerator centre(random.bounded(40U)); // one of forty, always the same
            Vector vector(dimensions);
            for (float &value : vector)
                value = static_cast<float>(centre.bounded(2.0) - 1.0 + random.bounded(0.6));
            vectors.append(vector);
        }
        return vectors;
    }

    std::vector<VectorHit> find(VectorIndex &index, const Vector &vector, int limit,
                                const QString &model = QStringLiteral("m"), const Rows &others = {})
    {
        return valueOf(
            index.search(store->passages, cloneId, {vector, QStringLiteral("p"), model}, limit, others));
    }

    static Rows rowsOf(const std::vector<VectorHit> &hits)
    {
        Rows rows;
        for (const VectorHit &hit : hits)
            rows.push_back(hit.row);
        return rows;
    }

    /// By a double loop over what the database has.
    Rows expected(const Vector &wanted, int limit, const QString &model = QStringLiteral("m"))
    {
        const VectorKind kind{cloneId, QStringLiteral("p"), model, wanted.size()};
        Rows rows;
        for (const VectorRow &row : valueOf(store->passages.vectorRows(kind, -1, -1)))
            rows.push_back(row.row);
        std::vector<std::pair<double, qint64>> all;
        done(store->passages.visitVectors(kind, rows, [&](qint64 row, std::span<const float> vector) {
            double dot = 0;
            double squares[2] = {0, 0};
            for (std::size_t i = 0; i < vector.size(); ++i) {
                dot += double(vector[i]) * double(wanted.at(qsizetype(i)));
                squares[0] += double(vector[i]) * double(vector[i]);
                squares[1] += double(wanted.at(qsizetype(i))) * double(wanted.at(qsizetype(i)));
            }
            all.emplace_back(-dot / std::sqrt(squares[0] * squares[1]), row);
        }));
        std::sort(all.begin(), all.end());
        Rows nearest;
        for (std::size_t i = 0; i < std::min(all.size(), std::size_t(limit)); ++i)
            nearest.push_back(all[i].second);
        return nearest;
    }

    /// The part of the ten nearest that is found, over so many questions.
    double recall(VectorIndex &index, qsizetype dimensions, int questions = 20)
    {
        int found = 0;
        int all = 0;
        for (const Vector &question : randomVectors(questions, dimensions)) {
            const Rows got = rowsOf(find(index, question, 10));
            for (const qint64 row : expected(question, 10)) {
                found += std::find(got.begin(), got.end(), row) != got.end();
                ++all;
            }
        }
        return all > 0 ? double(found) / all : 1;
    }

    std::unique_ptr<Store> store;
    QString cloneId;
    QString documentId;
    QRandomGenerator random{9};
};

} // namespace CloneMemoria
