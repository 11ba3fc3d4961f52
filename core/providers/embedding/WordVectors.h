#pragma once

#include <QByteArrayView>
#include <QStringView>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace CloneMemoria {

/// The English word vectors that come with the program (resources/embeddings): what a word means, as a direction. Words
/// are lower case and are numbered by their frequency, the commonest first. Nothing is copied: the data are read where
/// the program has them. Without state; any thread.
///
/// Layout, little-endian, each part filled up to 64 bytes: "CMWV" and version 1 (8 bytes); count, dimensions, bytes a
/// row (112), slots of the hash table (a power of two), bytes of the words; the hash table (word + 1, 0 for an empty slot; by
/// stableHash, then the next slots in turn); count + 1 offsets into the words; a scale for each row; the words; the rows
/// as signed bytes. A vector is its row times its scale, and has length 1.
class WordVectors
{
public:
    static constexpr int kDimensions = 100;
    static constexpr int kStride = 112; ///< bytes a row, see DotProducts
    using Row = std::array<float, kDimensions>;

    struct Neighbour
    {
        std::size_t place = 0; ///< in the list that was searched
        float cosine = 0;
    };

    /// Those of the program. Ready at once.
    WordVectors();
    /// Others, for tests; what is not of the layout counts as empty. `data` must outlive the object.
    explicit WordVectors(QByteArrayView data);

    int count() const { return m_count; }
    /// Its number, or -1. `word` is UTF-8 and lower case.
    int find(QByteArrayView word) const;
    QByteArrayView word(int number) const;
    /// Adds `weight` times the word's vector.
    void add(int number, float weight, Row &sum) const;
    Row vector(int number) const;

    /// How often a word stands in English text, between 0 and 1, after Zipf's law.
    static double frequency(int number);

    /// For each of `words`, those of `others` (all numbers of words) whose cosine with it is at least `least`, nearest first,
    /// `most` at most; the word itself among them, where it is one of the others. About 4 ns for each pair.
    std::vector<std::vector<Neighbour>> nearest(std::span<const int> words, std::span<const int> others,
                                                float least, std::size_t most) const;

private:
    const char *part(std::int64_t offset) const { return m_data.data() + offset; }
    float scale(int number) const;
    const std::int8_t *row(int number) const;

    QByteArrayView m_data;
    int m_count = 0;
    std::uint32_t m_slots = 0;
    std::int64_t m_table = 0;
    std::int64_t m_offsets = 0;
    std::int64_t m_scales = 0;
    std::int64_t m_words = 0;
    std::int64_t m_rows = 0;
};

} // namespace CloneMemoria
