#include "core/providers/embedding/BuiltinEmbedder.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <numeric>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
double cosine(const Vector &a, const Vector &b)
{
    double sum = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        sum += double(a[i]) * double(b[i]);
    return sum;
}
} // namespace

class BuiltinEmbedderTest : public QObject
{
    Q_OBJECT

private:
    BuiltinEmbedder m_embedder;

    double likeness(const QString &a, const QString &b) const
    {
        return cosine(m_embedder.vectorOf(a), m_embedder.vectorOf(b));
    }

private Q_SLOTS:
    void findsWords()
    {
        const WordVectors words;
        QCOMPARE(words.count(), 60000);
        for (int number = 0; number < words.count(); number += 7)
            QCOMPARE(words.find(words.word(number)), number);
        QCOMPARE(words.find("the"), 0);
        QCOMPARE(words.find("thxe"), -1);
        QCOMPARE(words.find(""), -1);
        double square = 0;
        for (const float value : words.vector(words.find("bread")))
            square += double(value) * double(value);
        QVERIFY(std::abs(square - 1) < 1e-4);
    }

    void knowsNeighbours()
    {
        const WordVectors words;
        std::vector<int> all(std::size_t(words.count()));
        std::iota(all.begin(), all.end(), 0);
        const auto near = words.nearest(std::array{words.find("doctor")}, all, 0.5F, 12).front();
        QCOMPARE(near.size(), std::size_t(12));
        QCOMPARE(near.front().place, std::size_t(words.find("doctor")));
        QVERIFY(std::abs(near.front().cosine - 1) < 1e-3);
        QStringList names;
        for (std::size_t i = 1; i < near.size(); ++i) {
            QVERIFY(near[i - 1].cosine >= near[i].cosine && near[i].cosine >= 0.5F);
            names.append(QString::fromUtf8(words.word(int(near[i].place))));
        }
        QVERIFY2(names.contains(u"physician"_s) && names.contains(u"surgeon"_s),
                 qPrintable(names.join(u' ')));
        QVERIFY(words.nearest(std::array{words.find("doctor")}, {}, 0, 5).front().empty());
    }

    void comparesMeaning_data()
    {
        QTest::addColumn<QString>("question");
        QTest::addColumn<QString>("near");
        QTest::addColumn<QString>("far");
        QTest::newRow("food") << u"What did you like to eat?"_s
                              << u"I loved fresh bread and soup for dinner."_s
                              << u"The train left the station at nine."_s;
        QTest::newRow("illness") << u"Were you ever in hospital?"_s
                                 << u"The doctor sent me to a ward with pneumonia."_s
                                 << u"We painted the boat green and white."_s;
        QTest::newRow("music") << u"Which instruments did he play?"_s
                               << u"His violin and the old piano were his joy."_s
                               << u"Potatoes were two shillings a sack."_s;
        QTest::newRow("spelling") << u"Großmutter"_s << u"die Großmutters Küche"_s << u"Eisenbahnschranke"_s;
    }

    void comparesMeaning()
    {
        QFETCH(QString, question);
        QFETCH(QString, near);
        QFETCH(QString, far);
        QVERIFY2(likeness(question, near) > likeness(question, far) + 0.1,
                 qPrintable(u"%1 and %2"_s.arg(likeness(question, near)).arg(likeness(question, far))));
    }

    void givesEveryWordAVector()
    {
        for (const QString &text :
             {u"Zxqvbn"_s, u"бабушка"_s, u"おばあちゃん"_s, u"👵🏽"_s, u"naïve"_s, u"1957"_s}) {
            const Vector vector = m_embedder.vectorOf(text);
            QCOMPARE(vector.size(), 100);
            if (text != u"👵🏽"_s)
                QVERIFY2(std::abs(cosine(vector, vector) - 1) < 1e-4, qPrintable(text));
        }
        QCOMPARE(m_embedder.vectorOf(QString()), Vector(100, 0.0F));
        QCOMPARE(m_embedder.vectorOf(u" … !"_s), Vector(100, 0.0F));
    }

    void takesCaseAndApostrophesAway()
    {
        QCOMPARE(m_embedder.vectorOf(u"Rhoda's BOAT"_s), m_embedder.vectorOf(u"rhoda’s boat"_s));
        QCOMPARE(m_embedder.vectorOf(u"boat. Boat"_s), m_embedder.vectorOf(u"boat boat"_s));
    }

    // Stored vectors are compared with new ones: they must never change under this model's name.
    void staysTheSame()
    {
        const Vector vector = m_embedder.vectorOf(u"The fire buckets of September 1955, and Großmutter."_s);
        const double sums[] = {cosine(vector, Vector(100, 1.0F)), double(vector[0]), double(vector[50])};
        const double stored[] = {-0.905816869, -0.106854156, -0.0441499054};
        QVERIFY2(std::abs(sums[0] - stored[0]) < 1e-4 && std::abs(sums[1] - stored[1]) < 1e-4
                     && std::abs(sums[2] - stored[2]) < 1e-4,
                 qPrintable(
                     u"%1 %2 %3"_s.arg(sums[0], 0, 'g', 9).arg(sums[1], 0, 'g', 9).arg(sums[2], 0, 'g', 9)));
    }

    void readsDamagedData()
    {
        QByteArray data("CMWV\0\0\0\1", 8);
        for (int size = 0; size < 200; ++size) {
            QByteArray cut = data + QByteArray(size, '\x7F');
            const WordVectors words{QByteArrayView(cut)};
            QCOMPARE(words.count(), 0);
            QCOMPARE(words.find("a"), -1);
        }
    }

    void isFast()
    {
        QString passage;
        while (passage.size() < 700)
            passage +=
                u"We walked along the harbour to Grandmother's house, and she gave us bread with treacle. "_s;
        QElapsedTimer timer;
        timer.start();
        int count = 0;
        while (timer.elapsed() < 300) {
            m_embedder.vectorOf(passage);
            ++count;
        }
        const double perSecond = count / (double(timer.nsecsElapsed()) / 1e9);
        qInfo("%.0f passages of 700 characters a second", perSecond);
        QVERIFY(perSecond
                > 1000); // a loaded machine, a debug build; the benchmark has the figure that counts
    }
};

QTEST_GUILESS_MAIN(BuiltinEmbedderTest)
#include "BuiltinEmbedderTest.moc"
