#pragma once

#include <cstddef>

namespace CloneMemoria {

/// The dot product of `query` with each of `rowCount` rows that lie one after the other, into `scores`. All have `count`
/// floats, a multiple of kDotProductStep. Any thread.
void dotProducts(const float *query, const float *rows, std::size_t rowCount, std::size_t count,
                 float *scores);

constexpr std::size_t kDotProductStep = 16;

} // namespace CloneMemoria
