#include "core/knowledge/vectors/VectorCode.h"

#include <algorithm>
#include <cmath>

namespace CloneMemoria {

float encodeVector(std::span<const float> vector, std::int8_t *code)
{
    float largest = 0;
    for (const float value : vector) {
        if (!std::isfinite(value))
            return 0;
        largest = std::max(largest, std::abs(value));
    }
    if (largest <= 0)
        return 0;
    // In double precision: the smallest numbers have no inverse among floats.
    const double factor = 127.0 / double(largest);
    double square = 0;
    for (std::size_t i = 0; i < vector.size(); ++i) {
        const double value = std::round(double(vector[i]) * factor);
        code[i] = static_cast<std::int8_t>(std::clamp(value, -127.0, 127.0));
        square += value * value;
    }
    return static_cast<float>(1.0 / std::sqrt(square));
}

double cosineOf(std::span<const float> a, std::span<const float> b)
{
    double product = 0;
    double squareA = 0;
    double squareB = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        product += double(a[i]) * double(b[i]);
        squareA += double(a[i]) * double(a[i]);
        squareB += double(b[i]) * double(b[i]);
    }
    const double square = squareA * squareB;
    return std::isfinite(square) && square > 0 ? product / std::sqrt(square) : 0;
}

} // namespace CloneMemoria
