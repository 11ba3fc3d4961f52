#include "ui/knowledge/ImportDesk.h"

#include "core/base/Futures.h"

#include <algorithm>

namespace CloneMemoria {

namespace {
bool isUnderWay(ImportState state)
{
    return state == ImportState::Running || state == ImportState::Paused;
}
} // namespace

ImportDesk::ImportDesk(Service service, QObject *parent) : QObject(parent), m_service(std::move(service)) { }

ImportDesk::ImportDesk(ImportService &service, QObject *parent)
    : ImportDesk({[&service](const ImportRequest &request) { return service.start(request); },
                  [&service](const QString &id) { service.pause(id); },
                  [&service](const QString &id) { service.resume(id); },
                  [&service](const QString &id) { service.cancel(id); }},
                 parent)
{
    connect(&service, &ImportService::progressed, this, &ImportDesk::takeProgress);
    connect(&service, &ImportService::fileFinished, this, &ImportDesk::takeFile);
    connect(&service, &ImportService::finished, this, &ImportDesk::takeReport);
    const QList<ImportProgress> running = service.running();
    for (const ImportProgress &progress : running)
        takeProgress(progress);
}

void ImportDesk::start(const ImportRequest &request)
{
    whenReady(this, m_service.start(request), [this, cloneId = request.cloneId](const Result<QString> &id) {
        if (!id)
            Q_EMIT failed(cloneId, id.error());
    });
}

ImportDesk::Import &ImportDesk::import(const QString &importId)
{
    if (!m_imports.contains(importId))
        m_order.append(importId);
    return m_imports[importId];
}

void ImportDesk::takeProgress(const ImportProgress &progress)
{
    import(progress.importId).progress = progress;
    Q_EMIT changed(progress.cloneId);
}

void ImportDesk::takeFile(const QString &importId, const ImportedFile &file)
{
    // Told with the next progress: of small files there are thousands in a second.
    Import &known = import(importId);
    known.files.append(file);
    known.failures += file.state == ImportedFile::State::Failed;
}

void ImportDesk::takeReport(const ImportReport &report)
{
    Import &known = import(report.progress.importId);
    known.progress = report.progress;
    known.files = report.files; // those that were left out, too
    Q_EMIT changed(report.progress.cloneId);
    if (report.error)
        Q_EMIT failed(report.progress.cloneId, *report.error);
    if (isOver(report.progress.cloneId))
        Q_EMIT finished(report.progress.cloneId);
}

void ImportDesk::each(const QString &cloneId, ImportState state,
                      const std::function<void(const QString &)> &tell)
{
    const QStringList ids = m_order; // telling may change it
    for (const QString &id : ids) {
        const ImportProgress progress = m_imports.value(id).progress;
        if (progress.cloneId == cloneId && progress.state == state)
            tell(id);
    }
}

void ImportDesk::pause(const QString &cloneId)
{
    each(cloneId, ImportState::Running, m_service.pause);
}

void ImportDesk::resume(const QString &cloneId)
{
    each(cloneId, ImportState::Paused, m_service.resume);
}

void ImportDesk::cancel(const QString &cloneId)
{
    each(cloneId, ImportState::Running, m_service.cancel);
    each(cloneId, ImportState::Paused, m_service.cancel);
}

void ImportDesk::forget(const QString &cloneId)
{
    if (!isOver(cloneId))
        return;
    m_order.removeIf([&](const QString &id) { return m_imports.value(id).progress.cloneId == cloneId; });
    m_imports.removeIf([&](const auto &entry) { return entry.value().progress.cloneId == cloneId; });
    Q_EMIT changed(cloneId);
}

bool ImportDesk::isOver(const QString &cloneId) const
{
    return std::none_of(m_imports.cbegin(), m_imports.cend(), [&](const Import &known) {
        return known.progress.cloneId == cloneId && isUnderWay(known.progress.state);
    });
}

bool ImportDesk::isShown(const QString &cloneId) const
{
    return std::any_of(m_imports.cbegin(), m_imports.cend(),
                       [&](const Import &known) { return known.progress.cloneId == cloneId; });
}

ImportProgress ImportDesk::progress(const QString &cloneId) const
{
    ImportProgress all;
    all.cloneId = cloneId;
    all.state = ImportState::Finished;
    bool running = false;
    bool paused = false;
    bool cancelled = false;
    for (const QString &id : m_order) {
        const ImportProgress one = m_imports.value(id).progress;
        if (one.cloneId != cloneId)
            continue;
        running = running || one.state == ImportState::Running;
        paused = paused || one.state == ImportState::Paused;
        cancelled = cancelled || one.state == ImportState::Cancelled;
        all.files += one.files;
        all.filesDone += one.filesDone;
        all.bytes += one.bytes;
        all.bytesDone += one.bytesDone;
        all.passages += one.passages;
        if (one.state != ImportState::Running)
            continue;
        all.bytesPerSecond += one.bytesPerSecond;
        if (all.currentFile.isEmpty())
            all.currentFile = one.currentFile;
        all.secondsLeft = std::max(all.secondsLeft, one.secondsLeft);
    }
    if (running)
        all.state = ImportState::Running;
    else if (paused)
        all.state = ImportState::Paused;
    else if (cancelled)
        all.state = ImportState::Cancelled;
    return all;
}

QList<ImportedFile> ImportDesk::files(const QString &cloneId) const
{
    QList<ImportedFile> all;
    for (const QString &id : m_order) {
        const Import known = m_imports.value(id);
        if (known.progress.cloneId == cloneId)
            all += known.files;
    }
    return all;
}

bool ImportDesk::hasFailures(const QString &cloneId) const
{
    return std::any_of(m_imports.cbegin(), m_imports.cend(), [&](const Import &known) {
        return known.progress.cloneId == cloneId && known.failures > 0;
    });
}

QStringList ImportDesk::filesBeingRead(const QString &cloneId) const
{
    QStringList paths;
    for (const QString &id : m_order) {
        const ImportProgress one = m_imports.value(id).progress;
        if (one.cloneId == cloneId && isUnderWay(one.state) && !one.currentFile.isEmpty())
            paths << one.currentFile;
    }
    return paths;
}

} // namespace CloneMemoria
