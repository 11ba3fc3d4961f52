#include "core/providers/embedding/BuiltinEmbedder.h"

#include "core/base/Futures.h"
#include "core/providers/StableHash.h"

#include <cmath>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr double kSmoothing = 1e-3; // the "a" of the weighting
constexpr float kUnknownWeight = 1.0F;
constexpr int kShortestPiece = 3;
constexpr int kLongestPiece = 5;
constexpr qsizetype kLongestWord = 64; // in bytes; what is longer is no word

// The common words that tell the form of a sentence, not what it is about.
constexpr int kFunctionWords = 40;

void addSpelling(QByteArrayView word, WordVectors::Row &sum)
{
    const QByteArray padded = ' ' + word.toByteArray() + ' ';
    WordVectors::Row own{};
    for (qsizetype length = kShortestPiece; length <= kLongestPiece; ++length) {
        for (qsizetype at = 0; at + length <= padded.size(); ++at) {
            const std::uint64_t hash = stableHash(QByteArrayView(padded).sliced(at, length));
            own[hash % own.size()] += (hash >> 40) & 1U ? 1.0F : -1.0F;
        }
    }
    double square = 0;
    for (const float value : own)
        square += double(value) * double(value);
    if (square <= 0)
        return;
    const auto scale = float(kUnknownWeight / std::sqrt(square));
    for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += scale * own[i];
}

// Hands each word of the text on, lower case and in UTF-8, without what stands behind an apostrophe.
template <typename Use>
void forEachWord(const QString &text, Use use)
{
    QByteArray word;
    word.reserve(kLongestWord * 2);
    QString other; // characters beyond ASCII, gathered for one conversion
    bool afterApostrophe = false;
    const auto flushOther = [&] {
        if (!other.isEmpty())
            word += other.toLower().toUtf8();
        other.clear();
    };
    const auto flush = [&] {
        flushOther();
        if (!word.isEmpty() && word.size() <= kLongestWord)
            use(QByteArrayView(word));
        word.clear();
        afterApostrophe = false;
    };
    for (const QChar c : text) {
        const char16_t u = c.unicode();
        if (u < 0x80) {
            const bool upper = u >= u'A' && u <= u'Z';
            if (upper || (u >= u'a' && u <= u'z') || (u >= u'0' && u <= u'9')) {
                flushOther();
                if (!afterApostrophe)
                    word += char(upper ? u + 32 : u);
            } else if (u == u'\'' && !(word.isEmpty() && other.isEmpty())) {
                afterApostrophe = true;
            } else {
                flush();
            }
        } else if (u == 0x2019 && !(word.isEmpty() && other.isEmpty())) {
            afterApostrophe = true;
        } else if (c.isLetterOrNumber() || c.isMark() || c.isSurrogate()) {
            if (!afterApostrophe)
                other += c;
        } else {
            flush();
        }
    }
    flush();
}
} // namespace

QString BuiltinEmbedder::provider() const
{
    return u"builtin"_s;
}

QString BuiltinEmbedder::model() const
{
    return u"words-100"_s;
}

Vector BuiltinEmbedder::vectorOf(const QString &text) const
{
    WordVectors::Row sum{};
    forEachWord(text, [&](QByteArrayView word) {
        const int number = m_words.find(word);
        if (number < 0)
            addSpelling(word, sum);
        else if (number >= kFunctionWords)
            m_words.add(number, float(kSmoothing / (kSmoothing + WordVectors::frequency(number))), sum);
    });
    double square = 0;
    for (const float value : sum)
        square += double(value) * double(value);
    Vector vector(WordVectors::kDimensions, 0.0F);
    if (square > 0) {
        const auto scale = float(1 / std::sqrt(square));
        for (qsizetype i = 0; i < vector.size(); ++i)
            vector[i] = sum[std::size_t(i)] * scale;
    }
    return vector;
}

QFuture<Result<QList<Vector>>> BuiltinEmbedder::embed(const QStringList &texts)
{
    QList<Vector> vectors;
    vectors.reserve(texts.size());
    for (const QString &text : texts)
        vectors.append(vectorOf(text));
    return readyFuture(Result<QList<Vector>>(std::move(vectors)));
}

} // namespace CloneMemoria
