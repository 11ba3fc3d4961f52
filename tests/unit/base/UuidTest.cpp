#include "core/base/Uuid.h"

#include <QDateTime>
#include <QSet>
#include <QTest>
#include <QUuid>

#include <algorithm>
#include <thread>
#include <vector>

using namespace CloneMemoria;

class UuidTest : public QObject
{
    Q_OBJECT

    static QStringList many(int count)
    {
        QStringList ids;
        for (int i = 0; i < count; ++i)
            ids.append(newId());
        return ids;
    }

private Q_SLOTS:
    void isOfVersion7()
    {
        const QString id = newId();
        QCOMPARE(id.size(), 36);
        QCOMPARE(id, id.toLower());
        const QUuid uuid(id);
        QVERIFY(!uuid.isNull());
        QCOMPARE(uuid.variant(), QUuid::DCE);
        QCOMPARE(id.at(14), u'7');
    }

    void beginsWithTheTime()
    {
        const qint64 before = QDateTime::currentMSecsSinceEpoch();
        QString id = newId();
        const qint64 told = id.remove(u'-').first(12).toLongLong(nullptr, 16);
        QVERIFY(told >= before);
        QVERIFY(told <= QDateTime::currentMSecsSinceEpoch() + 10); // many ids may have run ahead of the clock
    }

    // Within one millisecond too, of which these are many more than can be counted in one.
    void ascend()
    {
        const QStringList ids = many(50'000);
        QVERIFY(std::is_sorted(ids.cbegin(), ids.cend()));
        QCOMPARE(QSet<QString>(ids.cbegin(), ids.cend()).size(), ids.size());
    }

    void ofSeveralThreads()
    {
        std::vector<QStringList> made(4);
        std::vector<std::thread> threads;
        for (QStringList &ids : made)
            threads.emplace_back([&ids] { ids = many(10'000); });
        for (std::thread &thread : threads)
            thread.join();
        QSet<QString> all;
        for (const QStringList &ids : made) {
            QVERIFY(std::is_sorted(ids.cbegin(), ids.cend()));
            all.unite(QSet<QString>(ids.cbegin(), ids.cend()));
        }
        QCOMPARE(all.size(), 40'000);
    }
};

QTEST_GUILESS_MAIN(UuidTest)
#include "UuidTest.moc"
