#include "core/providers/embedding/WordVectors.h"

#include "core/providers/StableHash.h"
#include "core/simd/DotProduct.h"

#include <QResource>

#include <QtEndian>
#include <algorithm>

// The AVX2 form is chosen when the program is loaded, where the tool chain can.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__ELF__) \
    && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CM_WORD_VECTOR_CLONES __attribute__((target_clones("arch=haswell", "default")))
#else
#define CM_WORD_VECTOR_CLONES
#endif

static void initEmbeddings()
{
    Q_INIT_RESOURCE(embeddings);
}

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr std::int64_t kHead = 64;
constexpr std::size_t kRowsAtOnce = 256;
constexpr char kMagic[8] = {'C', 'M', 'W', 'V', 0, 0, 0, 1};

std::int64_t filledUp(std::int64_t bytes)
{
    return (bytes + 63) / 64 * 64;
}

QByteArrayView builtinData()
{
    initEmbeddings();
    const QResource resource(u":/embeddings/english.cmwv"_s);
    return {resource.data(), resource.size()};
}

template <typename T>
T valueAt(const char *place, std::int64_t index)
{
    return qFromLittleEndian<T>(place + index * qsizetype(sizeof(T)));
}

CM_WORD_VECTOR_CLONES
void addRow(const std::int8_t *row, float weight, float *sum, int dimensions)
{
    for (int i = 0; i < dimensions; ++i)
        sum[i] += weight * float(row[i]);
}
} // namespace

WordVectors::WordVectors() : WordVectors(builtinData()) { }

WordVectors::WordVectors(QByteArrayView data) : m_data(data)
{
    if (data.size() < kHead || !std::equal(kMagic, kMagic + 8, data.data()))
        return;
    const auto field = [&](int place) { return std::int64_t(valueAt<quint32>(part(8), place)); };
    const std::int64_t count = field(0);
    const std::int64_t slots = field(3);
    if (field(1) != kDimensions || field(2) != kStride || slots <= count || (slots & (slots - 1)) != 0)
        return;
    m_table = kHead;
    m_offsets = m_table + filledUp(slots * 4);
    m_scales = m_offsets + filledUp((count + 1) * 4);
    m_words = m_scales + filledUp(count * 4);
    m_rows = m_words + field(4);
    if (data.size() < m_rows + count * field(2)
        || valueAt<quint32>(part(m_offsets), count) > quint32(field(4)))
        return;
    m_slots = quint32(slots);
    m_count = int(count);
}

int WordVectors::find(QByteArrayView wanted) const
{
    if (m_count == 0)
        return -1;
    const std::uint32_t mask = m_slots - 1;
    for (auto slot = std::uint32_t(stableHash(wanted)) & mask;; slot = (slot + 1) & mask) {
        const auto entry = valueAt<quint32>(part(m_table), slot);
        if (entry == 0 || entry > quint32(m_count))
            return -1;
        if (word(int(entry) - 1) == wanted)
            return int(entry) - 1;
    }
}

QByteArrayView WordVectors::word(int number) const
{
    const auto start = valueAt<quint32>(part(m_offsets), number);
    const auto end = valueAt<quint32>(part(m_offsets), number + 1);
    if (start > end || m_words + end > m_rows)
        return {};
    return m_data.sliced(m_words + start, end - start);
}

float WordVectors::scale(int number) const
{
    return valueAt<float>(part(m_scales), number);
}

void WordVectors::add(int number, float weight, Row &sum) const
{
    addRow(row(number), weight * scale(number), sum.data(), kDimensions);
}

const std::int8_t *WordVectors::row(int number) const
{
    return reinterpret_cast<const std::int8_t *>(part(m_rows)) + std::ptrdiff_t(number) * kStride;
}

WordVectors::Row WordVectors::vector(int number) const
{
    Row row{};
    add(number, 1, row);
    return row;
}

double WordVectors::frequency(int number)
{
    return 0.1 / (number + 1);
}

std::vector<std::vector<WordVectors::Neighbour>> WordVectors::nearest(std::span<const int> words,
                                                                      std::span<const int> others,
                                                                      float least, std::size_t most) const
{
    std::vector<std::vector<Neighbour>> near(words.size());
    std::array<std::int32_t, kRowsAtOnce> dots;
    // Some rows for every word, before the processor's cache has forgotten them.
    for (std::size_t start = 0; start < others.size(); start += kRowsAtOnce) {
        const auto some = others.subspan(start, std::min(kRowsAtOnce, others.size() - start));
        for (std::size_t word = 0; word < words.size(); ++word) {
            dotProducts().chosen(row(words[word]), row(0), some.data(), some.size(), kStride, dots.data());
            const float own = scale(words[word]);
            for (std::size_t i = 0; i < some.size(); ++i) {
                const float cosine = float(dots[i]) * own * scale(some[i]);
                if (cosine >= least)
                    near[word].push_back({start + i, cosine});
            }
        }
    }
    for (std::vector<Neighbour> &found : near) {
        const auto end = found.begin() + std::ptrdiff_t(std::min(most, found.size()));
        std::partial_sort(found.begin(), end, found.end(), [](const Neighbour &a, const Neighbour &b) {
            return a.cosine != b.cosine ? a.cosine > b.cosine : a.place < b.place;
        });
        found.erase(end, found.end());
    }
    return near;
}

} // namespace CloneMemoria
