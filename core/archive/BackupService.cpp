#include "core/archive/BackupService.h"

namespace CloneMemoria {

BackupService::BackupService(Paths paths) : m_paths(std::move(paths)) { }

BackupService::~BackupService() = default;

QFuture<Result<BackupFacts>> BackupService::create(const QString &target)
{
    return m_thread.run<BackupFacts>(
        [paths = m_paths, target](ArchiveTask &task) { return createBackup(paths, target, task); });
}

QFuture<Result<BackupFacts>> BackupService::verify(const QString &file)
{
    return m_thread.run<BackupFacts>([file](ArchiveTask &task) { return verifyBackup(file, task); });
}

QFuture<Result<BackupFacts>> BackupService::openForRestore(const QString &file)
{
    m_restore = std::make_shared<BackupRestore>(m_paths);
    return m_thread.run<BackupFacts>(
        [restore = m_restore, file](ArchiveTask &task) { return restore->open(file, task); });
}

QFuture<Result<RestoreFacts>> BackupService::restore()
{
    return m_thread.run<RestoreFacts>([restore = m_restore](ArchiveTask &) { return restore->restore(); });
}

} // namespace CloneMemoria
