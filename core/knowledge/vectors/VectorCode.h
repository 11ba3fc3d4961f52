#pragma once

#include "core/simd/DotProduct.h"

#include <span>
#include <vector>

namespace CloneMemoria {

/// Bytes of a code of so many dimensions.
/// A code's length is a multiple of this, filled up with zeros: a line of the processor's cache.
constexpr std::size_t kCodeStep = 64;

constexpr std::size_t codeLength(std::size_t dimensions)
{
    return (dimensions + kCodeStep - 1) / kCodeStep * kCodeStep;
}

/// Writes the direction of `vector` as int8 into `code` (codeLength of its size). Gives the scale: the cosine of two
/// vectors is the dot product of their codes times both scales, within about 0.001 at 384 dimensions. Zero for a vector
/// without direction (all zeros, or not finite), of which nothing is written.
float encodeVector(std::span<const float> vector, std::int8_t *code);

/// The cosine of two vectors of the same length, in double precision; zero where one of them has no direction.
double cosineOf(std::span<const float> a, std::span<const float> b);

/// A question, made comparable.
struct VectorCode
{
    explicit VectorCode(std::span<const float> vector)
        : code(codeLength(vector.size()), 0)
        , scale(encodeVector(vector, code.data()))
    { }

    std::vector<std::int8_t> code;
    float scale;
};

/// Codes that lie one after the other, and their scales: what scan and graph search.
struct CodeSpan
{
    const std::int8_t *codes = nullptr;
    const float *scales = nullptr;
    std::size_t length = 0; ///< of one code
    std::size_t count = 0;

    const std::int8_t *code(std::size_t slot) const { return codes + slot * length; }
};

} // namespace CloneMemoria
