#include "core/simd/DotProduct.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <vector>

using namespace CloneMemoria;

class DotProductTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void products()
    {
        QRandomGenerator random(5);
        for (const Instructions instructions : {Instructions::Best, Instructions::Baseline}) {
            const DotProducts &products = dotProducts(instructions);
            for (const int steps : {1, 2, 3, 4, 7, 24, 192}) {
                const std::size_t length = std::size_t(steps) * kDotProductStep;
                for (const bool extreme : {false, true}) {
                    std::vector<std::int8_t> codes(length * 9);
                    for (std::int8_t &value : codes)
                        value = static_cast<std::int8_t>(extreme ? (random.bounded(2) ? 127 : -127)
                                                                 : int(random.bounded(255)) - 127);
                    if (extreme)
                        std::copy_n(codes.begin(), length,
                                    codes.begin() + qsizetype(length)); // the largest sum
                    std::vector<std::int32_t> scores(8);
                    products.many(codes.data(), codes.data() + length, 8, length, scores.data());
                    std::vector<std::int32_t> chosen(3);
                    const std::vector<std::int32_t> which{7, 1, 4};
                    products.chosen(codes.data(), codes.data(), which.data(), 3, length, chosen.data());
                    QCOMPARE(chosen, (std::vector<std::int32_t>{scores[6], scores[0], scores[3]}));
                    for (std::size_t row = 0; row < 8; ++row) {
                        std::int64_t sum = 0;
                        for (std::size_t i = 0; i < length; ++i)
                            sum += int(codes[i]) * int(codes[(row + 1) * length + i]);
                        QCOMPARE(std::int64_t(scores[row]), sum);
                        QCOMPARE(products.one(codes.data(), codes.data() + (row + 1) * length, length),
                                 scores[row]);
                    }
                }
            }
        }
        if (!hasAvx2())
            qInfo("this processor has no AVX2: the baseline was tried twice");
    }
};

QTEST_GUILESS_MAIN(DotProductTest)
#include "DotProductTest.moc"
