#include "core/knowledge/DotProduct.h"

// Sixteen sums of their own let the compiler use vector registers without being allowed to reorder floating point
// additions. Where the tool chain can, the AVX2 form is chosen when the program is loaded.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__ELF__) \
    && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CM_VECTOR_CLONES __attribute__((target_clones("arch=haswell", "default")))
#else
#define CM_VECTOR_CLONES
#endif

namespace CloneMemoria {

namespace {
inline float dotProductOfRow(const float *a, const float *b, std::size_t count)
{
    float sums[kDotProductStep] = {};
    for (std::size_t i = 0; i < count; i += kDotProductStep) {
        for (std::size_t lane = 0; lane < kDotProductStep; ++lane)
            sums[lane] += a[i + lane] * b[i + lane];
    }
    float sum = 0;
    for (const float part : sums)
        sum += part;
    return sum;
}
} // namespace

CM_VECTOR_CLONES
void dotProducts(const float *query, const float *rows, std::size_t rowCount, std::size_t count,
                 float *scores)
{
    for (std::size_t row = 0; row < rowCount; ++row)
        scores[row] = dotProductOfRow(query, rows + row * count, count);
}

} // namespace CloneMemoria
