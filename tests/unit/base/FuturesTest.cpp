#include "core/base/Futures.h"

#include <QTest>

#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class FuturesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readyIsToldLater();
    void cancelledIsToldAsAnError();
    void nothingIsToldToWhoIsGone();
    void madeOfAResult();
    void madeOfWhatWasCancelled();
    void madeForWhoIsGone();
    void threadsFinishMeanwhile();
};

void FuturesTest::readyIsToldLater()
{
    int told = 0;
    whenReady(this, readyFuture(7), [&](int value) { told = value; });
    QCOMPARE(told, 0);
    QTRY_COMPARE(told, 7);
}

void FuturesTest::cancelledIsToldAsAnError()
{
    QPromise<Result<int>> promise;
    promise.start();
    QFuture<Result<int>> future = promise.future();
    std::optional<Result<int>> told;
    whenReady(this, future, [&](const Result<int> &result) { told = result; });
    future.cancel();
    promise.finish();
    QTRY_VERIFY(told);
    QVERIFY(!*told && told->error().kind == ErrorKind::Cancelled);
}

void FuturesTest::nothingIsToldToWhoIsGone()
{
    QPromise<int> promise;
    promise.start();
    auto receiver = std::make_unique<QObject>();
    bool told = false;
    whenReady(receiver.get(), promise.future(), [&](int) { told = true; });
    receiver.reset();
    promise.addResult(1);
    promise.finish();
    QTest::qWait(1);
    QVERIFY(!told);
}

void FuturesTest::madeOfAResult()
{
    QPromise<int> promise;
    promise.start();
    const QFuture<QString> made = madeOf(this, promise.future(),
                                         [](int value) { return QString::number(value); });
    QVERIFY(!made.isFinished());
    promise.addResult(7);
    promise.finish();
    QTRY_VERIFY(made.isFinished());
    QCOMPARE(made.result(), u"7"_s);
}

void FuturesTest::madeOfWhatWasCancelled()
{
    QFuture<Result<int>> made;
    {
        QPromise<Result<int>> promise;
        promise.start();
        made = madeOf(this, promise.future(), [](const Result<int> &result) { return result; });
    }
    QTRY_VERIFY(made.isFinished());
    QVERIFY(made.result().error().kind == ErrorKind::Cancelled);
}

void FuturesTest::madeForWhoIsGone()
{
    QPromise<int> promise;
    promise.start();
    auto receiver = std::make_unique<QObject>();
    bool made = false;
    const QFuture<Result<int>> future = madeOf(receiver.get(), promise.future(),
                                               [&](int value) -> Result<int> {
                                                   made = true;
                                                   return value;
                                               });
    std::optional<Result<int>> told;
    whenReady(this, future, [&](const Result<int> &result) { told = result; });
    receiver.reset();
    promise.addResult(1);
    promise.finish();
    QTRY_VERIFY(told);
    QVERIFY(!made && !*told && told->error().kind == ErrorKind::Cancelled);
}

// Where continuations were seen to run twice: at the moment in which another thread finishes.
void FuturesTest::threadsFinishMeanwhile()
{
    constexpr int kRounds = 2000;
    int calls = 0;
    int told = 0;
    auto promises = std::make_shared<std::vector<QPromise<int>>>(kRounds);
    for (QPromise<int> &promise : *promises)
        promise.start();
    std::thread finishing([promises] {
        for (QPromise<int> &promise : *promises) {
            promise.addResult(1);
            promise.finish();
        }
    });
    for (QPromise<int> &promise : *promises) {
        const auto made = madeOf(this, promise.future(), [&](int value) {
            ++calls;
            return value;
        });
        whenReady(this, made, [&](int value) { told += value; });
    }
    finishing.join();
    QTRY_COMPARE(told, kRounds);
    QCOMPARE(calls, kRounds);
}

QTEST_GUILESS_MAIN(FuturesTest)
#include "FuturesTest.moc"
