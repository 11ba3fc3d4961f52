#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"

#include <QList>
#include <QObject>
#include <QTimer>

#include <functional>

namespace CloneMemoria
{

class StorageThread;

/// Writes single fields of a clone: each change is applied to the clone as it is stored then, so that what others wrote
/// meanwhile stays. Changes of one moment go together. Main thread; the writing happens on the storage thread.
class CloneSaver : public QObject
{
    Q_OBJECT

public:
    using Change = std::function<void(Clone &)>;

    explicit CloneSaver(StorageThread &storage, QObject *parent);
    ~CloneSaver() override; ///< what waits is written

    void setClone(const QString &id); ///< what waits for another clone is written first
    /// A newer change of the same field replaces one that waits. Written after 600 ms, or at flush().
    void change(const QString &field, const Change &change);
    void drop(const QString &field); ///< the field can't be stored as it is now
    void flush();
    bool isIdle() const { return m_changes.isEmpty() && m_underWay == 0; }
    /// Runs `action` once everything is written; not at all where that fails.
    void whenSaved(const std::function<void()> &action);

Q_SIGNALS:
    void saving();
    void saved(const CloneMemoria::Clone &clone);
    void failed(const CloneMemoria::Error &error); ///< the changes wait again: flush() tries once more

private:
    struct FieldChange {
        QString field;
        Change change;
    };

    void finish(const QString &id, const QList<FieldChange> &changes, const Result<Clone> &result);

    StorageThread &m_storage;
    QString m_cloneId;
    QList<FieldChange> m_changes;
    QTimer m_timer;
    int m_underWay = 0;
    QList<std::function<void()>> m_whenSaved;
};

} // namespace CloneMemoria
