#include "core/simd/DotProduct.h"

// The baseline is written so that the compiler uses what vector registers it may (SSE2, NEON). AVX2 is compiled beside it
// and chosen when the program runs: a package is built for every processor, and AVX2 is four times as fast.
#if defined(__x86_64__) || defined(_M_X64)
#define CM_HAS_AVX2 1
#include <immintrin.h>
#if defined(_MSC_VER)
#include <intrin.h>
#endif
#if defined(__GNUC__)
#define CM_AVX2 __attribute__((target("avx2")))
#else
#define CM_AVX2
#endif
#endif

namespace CloneMemoria {

namespace {
std::int32_t plainProduct(const std::int8_t *a, const std::int8_t *b, std::size_t length)
{
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < length; ++i)
        sum += std::int16_t(a[i]) * std::int16_t(b[i]);
    return sum;
}

void plainProducts(const std::int8_t *query, const std::int8_t *rows, std::size_t count, std::size_t length,
                   std::int32_t *products)
{
    for (std::size_t row = 0; row < count; ++row)
        products[row] = plainProduct(query, rows + row * length, length);
}

void plainChosen(const std::int8_t *query, const std::int8_t *rows, const std::int32_t *which,
                 std::size_t count, std::size_t length, std::int32_t *products)
{
    for (std::size_t i = 0; i < count; ++i)
        products[i] = plainProduct(query, rows + std::size_t(which[i]) * length, length);
}

constexpr DotProducts kPlain{plainProduct, plainProducts, plainChosen};

#if defined(CM_HAS_AVX2)
// Pairs of products are added in 16 bits: 2 * 127 * 127 fits, 2 * 128 * 128 would not.
CM_AVX2 inline __m256i addProducts(__m256i sum, const std::int8_t *a, const std::int8_t *b)
{
    const __m256i left = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(a));
    const __m256i right = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(b));
    const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(left), _mm256_sign_epi8(right, left));
    return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

CM_AVX2 inline __m128i addProducts(__m128i sum, const std::int8_t *a, const std::int8_t *b)
{
    const __m128i left = _mm_loadu_si128(reinterpret_cast<const __m128i *>(a));
    const __m128i right = _mm_loadu_si128(reinterpret_cast<const __m128i *>(b));
    const __m128i pairs = _mm_maddubs_epi16(_mm_abs_epi8(left), _mm_sign_epi8(right, left));
    return _mm_add_epi32(sum, _mm_madd_epi16(pairs, _mm_set1_epi16(1)));
}

CM_AVX2 inline std::int32_t avx2Sum(const std::int8_t *a, const std::int8_t *b, std::size_t length)
{
    constexpr std::size_t kRegister = 32;
    __m256i even = _mm256_setzero_si256();
    __m256i odd = _mm256_setzero_si256();
    std::size_t i = 0;
    for (; i + 2 * kRegister <= length; i += 2 * kRegister) {
        even = addProducts(even, a + i, b + i);
        odd = addProducts(odd, a + i + kRegister, b + i + kRegister);
    }
    if (i + kRegister <= length) {
        even = addProducts(even, a + i, b + i);
        i += kRegister;
    }
    const __m256i both = _mm256_add_epi32(even, odd);
    __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
    if (i < length)
        sum = addProducts(sum, a + i, b + i);
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, _MM_SHUFFLE(1, 0, 3, 2)));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, _MM_SHUFFLE(2, 3, 0, 1)));
    return _mm_cvtsi128_si32(sum);
}

CM_AVX2 std::int32_t avx2Product(const std::int8_t *a, const std::int8_t *b, std::size_t length)
{
    return avx2Sum(a, b, length);
}

CM_AVX2 void avx2Products(const std::int8_t *query, const std::int8_t *rows, std::size_t count,
                          std::size_t length, std::int32_t *products)
{
    for (std::size_t row = 0; row < count; ++row)
        products[row] = avx2Sum(query, rows + row * length, length);
}

CM_AVX2 void avx2Chosen(const std::int8_t *query, const std::int8_t *rows, const std::int32_t *which,
                        std::size_t count, std::size_t length, std::int32_t *products)
{
    for (std::size_t i = 0; i < count; ++i)
        products[i] = avx2Sum(query, rows + std::size_t(which[i]) * length, length);
}

constexpr DotProducts kAvx2{avx2Product, avx2Products, avx2Chosen};
#endif
} // namespace

bool hasAvx2()
{
#if defined(CM_HAS_AVX2) && defined(__GNUC__)
    return __builtin_cpu_supports("avx2");
#elif defined(CM_HAS_AVX2)
    int info[4];
    __cpuidex(info, 1, 0);
    const bool savesRegisters = (info[2] & (1 << 27)) != 0 && (_xgetbv(0) & 6) == 6;
    __cpuidex(info, 7, 0);
    return savesRegisters && (info[1] & (1 << 5)) != 0;
#else
    return false;
#endif
}

const DotProducts &dotProducts(Instructions instructions)
{
#if defined(CM_HAS_AVX2)
    static const bool avx2 = hasAvx2();
    if (instructions == Instructions::Best && avx2)
        return kAvx2;
#else
    (void)instructions;
#endif
    return kPlain;
}

} // namespace CloneMemoria
