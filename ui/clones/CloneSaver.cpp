#include "ui/clones/CloneSaver.h"

#include "core/base/Futures.h"
#include "core/storage/StorageThread.h"

namespace CloneMemoria {

namespace {
constexpr int kSaveDelayMs = 600;
}

CloneSaver::CloneSaver(StorageThread &storage, QObject *parent) : QObject(parent), m_storage(storage)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kSaveDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &CloneSaver::flush);
}

CloneSaver::~CloneSaver()
{
    flush();
}

void CloneSaver::setClone(const QString &id)
{
    if (id == m_cloneId)
        return;
    flush();
    m_cloneId = id;
    m_whenSaved.clear();
}

void CloneSaver::change(const QString &field, const Change &change)
{
    drop(field);
    m_changes.append({field, change});
    m_timer.start();
}

void CloneSaver::drop(const QString &field)
{
    m_changes.removeIf([&](const FieldChange &known) { return known.field == field; });
}

void CloneSaver::flush()
{
    m_timer.stop();
    if (m_changes.isEmpty() || m_cloneId.isEmpty())
        return;
    const QList<FieldChange> changes = std::exchange(m_changes, {});
    ++m_underWay;
    Q_EMIT saving();
    whenReady(this, m_storage.write([id = m_cloneId, changes](Store &store) -> Result<Clone> {
        CM_TRY_ASSIGN(clone, store.clones.get(id));
        for (const FieldChange &each : changes)
            each.change(clone);
        return store.clones.update(clone);
    }),
              [this, id = m_cloneId, changes](const Result<Clone> &result) { finish(id, changes, result); });
}

void CloneSaver::finish(const QString &id, const QList<FieldChange> &changes, const Result<Clone> &result)
{
    --m_underWay;
    if (!result) {
        // They wait again, behind whatever was changed meanwhile; a clone that is gone has nothing to wait for.
        if (id == m_cloneId && result.error().kind != ErrorKind::NotFound) {
            for (const FieldChange &each : changes) {
                const bool newer = std::any_of(m_changes.begin(), m_changes.end(),
                                               [&](const FieldChange &known) {
                                                   return known.field == each.field;
                                               });
                if (!newer)
                    m_changes.append(each);
            }
        }
        m_whenSaved.clear();
        Q_EMIT failed(result.error());
        return;
    }
    Q_EMIT saved(*result);
    if (isIdle()) {
        const auto actions = std::exchange(m_whenSaved, {});
        for (const auto &action : actions)
            action();
    }
}

void CloneSaver::whenSaved(const std::function<void()> &action)
{
    flush();
    if (isIdle())
        action();
    else
        m_whenSaved.append(action);
}

} // namespace CloneMemoria
