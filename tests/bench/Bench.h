#pragma once

#include <QCoreApplication>
#include <QEventLoop>
#include <QFuture>
#include <QStringList>

namespace CloneMemoria {

// One function a benchmark, each in the file of its name. They print to standard output; the arguments are those that
// follow the benchmark's name; the result is the exit code. What is measured runs beside a baseline in the same run.
int apiBench(const QStringList &arguments); ///< [PASSAGES]
int importBench(const QStringList &arguments);
int retrievalBench(const QStringList &arguments);
int indexBench(const QStringList &arguments);  ///< [SIZE…] [--keep=FOLDER]
int locomoBench(const QStringList &arguments); ///< FILE.json

/// The future's result, with the event loop running meanwhile.
template <typename T>
T waitFor(const QFuture<T> &future)
{
    while (!future.isFinished())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
    return future.result();
}

} // namespace CloneMemoria
