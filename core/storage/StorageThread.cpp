#include "core/storage/StorageThread.h"

#include "core/storage/Database.h"

#include <QSemaphore>
#include <QThread>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

// A thread with a connection of its own, opened, used and closed there.
struct StorageThread::Worker
{
    explicit Worker(const QString &name)
    {
        thread.setObjectName(name);
        context.moveToThread(&thread);
        thread.start();
    }

    ~Worker()
    {
        // Behind everything that was posted.
        QMetaObject::invokeMethod(&context, [this] {
            store.reset();
            thread.quit();
        });
        thread.wait();
    }

    Result<void> open(const QString &file, const QString &backupDir, Store::Access access)
    {
        Result<void> outcome;
        QSemaphore opened;
        QMetaObject::invokeMethod(&context, [&] {
            Result<std::unique_ptr<Store>> result = Store::open(file, backupDir, access);
            if (result)
                store = std::move(*result);
            else
                outcome = fail(result.error());
            opened.release();
        });
        opened.acquire();
        return outcome;
    }

    QThread thread;
    QObject context;
    std::unique_ptr<Store> store;
};

StorageThread::StorageThread() = default;

// The writer goes first: its last jobs may still post to nobody, and the reader's answers are still wanted then.
StorageThread::~StorageThread()
{
    m_writer.reset();
    m_reader.reset();
}

Result<std::unique_ptr<StorageThread>> StorageThread::open(const QString &databaseFile,
                                                           const QString &backupDir)
{
    std::unique_ptr<StorageThread> storage(new StorageThread);
    storage->m_writer = std::make_unique<Worker>(u"storage-write"_s);
    CM_TRY(storage->m_writer->open(databaseFile, backupDir, Store::Access::ReadWrite));
    storage->m_reader = std::make_unique<Worker>(u"storage-read"_s);
    CM_TRY(storage->m_reader->open(databaseFile, backupDir, Store::Access::ReadOnly));
    return storage;
}

void StorageThread::post(bool writing, std::function<void(Store &)> job)
{
    Worker *worker = writing ? m_writer.get() : m_reader.get();
    // Queued also where a job posts another one to its own thread: that one waits its turn.
    QMetaObject::invokeMethod(
        &worker->context, [worker, job = std::move(job)] { job(*worker->store); }, Qt::QueuedConnection);
}

} // namespace CloneMemoria
