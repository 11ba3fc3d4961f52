#pragma once

#include <QCoreApplication>
#include <QEventLoop>
#include <QFutureWatcher>
#include <QStringList>

namespace CloneMemoria {

// One function a benchmark, each in the file of its name. They print to standard output; the arguments are those that
// follow the benchmark's name; the result is the exit code. What is measured runs beside a baseline in the same run.
int apiBench(const QStringList &arguments); ///< [PASSAGES]
int importBench(const QStringList &arguments);
int retrievalBench(const QStringList &arguments);
int indexBench(const QStringList &arguments);  ///< [SIZE…] [--keep=FOLDER]
int locomoBench(const QStringList &arguments); ///< FILE.json

int searchBench(const QStringList &arguments); ///< [SIZE…]

/// The future's result, with the event loop running meanwhile. (processEvents() with a time spins.)
template <typename T>
T waitFor(const QFuture<T> &future)
{
    QEventLoop loop;
    QFutureWatcher<T> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    if (!future.isFinished())
        loop.exec();
    return future.result();
}

} // namespace CloneMemoria
