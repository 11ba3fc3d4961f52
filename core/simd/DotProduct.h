#pragma once

#include <cstddef>
#include <cstdint>

namespace CloneMemoria {

/// A row's length is a multiple of this, filled up with zeros.
constexpr std::size_t kDotProductStep = 16;

/// Dot products of rows of int8 between -127 and 127, in the form that suits the processor. Exact; lengths up to 65,536.
/// Any thread.
struct DotProducts
{
    std::int32_t (*one)(const std::int8_t *a, const std::int8_t *b, std::size_t length);
    /// Of `query` with each of `count` rows that lie one after the other.
    void (*many)(const std::int8_t *query, const std::int8_t *rows, std::size_t count, std::size_t length,
                 std::int32_t *products);
    /// Of `query` with each of the `count` rows whose numbers are in `which`.
    void (*chosen)(const std::int8_t *query, const std::int8_t *rows, const std::int32_t *which,
                   std::size_t count, std::size_t length, std::int32_t *products);
};

enum class Instructions {
    Best,    ///< what this processor can: AVX2 where it has it
    Baseline ///< what every processor of this architecture can
};

const DotProducts &dotProducts(Instructions instructions = Instructions::Best);
bool hasAvx2();

/// Asks for memory ahead of its use.
inline void prefetch(const void *memory)
{
#if defined(__GNUC__)
    __builtin_prefetch(memory);
#else
    (void)memory;
#endif
}

} // namespace CloneMemoria
