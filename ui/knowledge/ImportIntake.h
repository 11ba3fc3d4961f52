#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"
#include "ui/knowledge/ChatScan.h"

#include <QObject>
#include <QStringList>

#include <memory>

class QWidget;

namespace CloneMemoria {

class ImportDesk;
class StorageThread;

/// From files that were chosen to an import that runs: where there are chats among them, the user is asked who the
/// clone is in them, once for all chats of the same people. Main thread.
class ImportIntake : public QObject
{
    Q_OBJECT

public:
    ImportIntake(StorageThread &storage, ImportDesk &desk, QWidget *window);

    void begin(const Clone &clone, const QStringList &paths);
    bool isPreparing() const { return m_preparing > 0; }

Q_SIGNALS:
    void preparingChanged();
    void failed(const CloneMemoria::Error &error);

private:
    struct Intake;

    void lookForChats(const std::shared_ptr<Intake> &intake);
    void askNext(const std::shared_ptr<Intake> &intake);
    void start(const std::shared_ptr<Intake> &intake);
    void prepared();

    StorageThread &m_storage;
    ImportDesk &m_desk;
    QWidget *m_window;
    int m_preparing = 0; ///< intakes whose files are looked at
};

} // namespace CloneMemoria
