#include "core/providers/embedding/DummyEmbedder.h"

#include "core/base/Futures.h"
#include "core/providers/StableHash.h"

#include <array>
#include <cmath>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr double kWordWeight = 1.0;
// A word has many pieces: together they must not outweigh the word itself.
constexpr double kTrigramWeight = 0.35;

using HashSums = std::array<double, DummyEmbedder::kDimensions>;

void addFeature(HashSums &sums, QStringView feature, char kind, double weight)
{
    const QByteArray bytes = kind + feature.toUtf8();
    const std::uint64_t hash = stableHash(bytes);
    const double sign = (hash >> 40) & 1U ? 1.0 : -1.0;
    sums[hash % sums.size()] += sign * weight;
}

void addWord(HashSums &sums, const QString &word)
{
    addFeature(sums, word, 'w', kWordWeight);
    const QString padded = u' ' + word + u' ';
    for (qsizetype at = 0; at + 3 <= padded.size(); ++at)
        addFeature(sums, QStringView(padded).mid(at, 3), 't', kTrigramWeight);
}

Vector hashVector(const QString &text)
{
    HashSums sums{};
    QString word;
    const QString lower = text.toLower();
    for (const QChar letter : lower) {
        if (letter.isLetterOrNumber() || letter.isMark() || letter.isSurrogate()) {
            word.append(letter);
        } else if (!word.isEmpty()) {
            addWord(sums, word);
            word.clear();
        }
    }
    if (!word.isEmpty())
        addWord(sums, word);

    double square = 0;
    for (const double sum : sums)
        square += sum * sum;
    Vector vector(DummyEmbedder::kDimensions, 0.0F);
    if (square > 0) {
        const double scale = 1.0 / std::sqrt(square);
        for (qsizetype at = 0; at < vector.size(); ++at)
            vector[at] = static_cast<float>(sums[static_cast<std::size_t>(at)] * scale);
    }
    return vector;
}
} // namespace

QString DummyEmbedder::provider() const
{
    return u"dummy"_s;
}

QString DummyEmbedder::model() const
{
    return u"hash-256"_s;
}

QFuture<Result<QList<Vector>>> DummyEmbedder::embed(const QStringList &texts)
{
    QList<Vector> vectors;
    vectors.reserve(texts.size());
    for (const QString &text : texts)
        vectors.append(hashVector(text));
    return readyFuture(Result<QList<Vector>>(std::move(vectors)));
}

} // namespace CloneMemoria
