#include "ui/knowledge/ImportQueue.h"

#include "core/base/Futures.h"

#include <QFileInfo>

namespace CloneMemoria {

ImportQueue::ImportQueue(AddFile addFile, QObject *parent)
    : QObject(parent)
    , m_addFile(std::move(addFile)) { }

void ImportQueue::add(const QString &cloneId, const QStringList &paths)
{
    if (paths.isEmpty())
        return;
    if (!m_running) {
        m_total = m_done = m_added = m_skipped = 0;
        m_duplicates.clear();
        m_problems.clear();
        m_lastDocumentId.clear();
    }
    for (const QString &path : paths)
        m_waiting.append({cloneId, path});
    m_total += int(paths.size());
    if (m_running) {
        Q_EMIT progressed();
        return;
    }
    m_running = true;
    next();
}

void ImportQueue::cancel()
{
    m_skipped += int(m_waiting.size());
    m_waiting.clear();
    if (m_running)
        Q_EMIT progressed();
}

void ImportQueue::next()
{
    if (m_waiting.isEmpty()) {
        m_running = false;
        m_current.clear();
        Q_EMIT progressed();
        Q_EMIT finished();
        return;
    }
    const Waiting turn = m_waiting.takeFirst();
    m_current = turn.path;
    Q_EMIT progressed();
    whenReady(this, m_addFile(turn.cloneId, turn.path), [this](Result<IngestOutcome> outcome) {
        if (!outcome && outcome.error().subject.isEmpty())
            outcome.error().subject = QFileInfo(m_current).fileName();
        take(outcome);
    });
}

void ImportQueue::take(const Result<IngestOutcome> &outcome)
{
    ++m_done;
    if (!outcome) {
        Error error = outcome.error();
        if (error.subject.isEmpty())
            error.subject = QFileInfo(m_current).fileName();
        m_problems.append({m_current, error});
    } else if (outcome->duplicate) {
        m_duplicates.append(outcome->document.title);
        m_lastDocumentId = outcome->document.id;
    } else {
        ++m_added;
        m_lastDocumentId = outcome->document.id;
        Q_EMIT fileAdded(outcome->document.id);
    }
    next();
}

} // namespace CloneMemoria
