#include "ui/knowledge/ImportIntake.h"

#include "core/base/Futures.h"
#include "core/storage/StorageThread.h"
#include "ui/knowledge/ChatPersonDialog.h"
#include "ui/knowledge/ImportDesk.h"
#include "ui/knowledge/PoolJob.h"

#include <QWidget>

namespace CloneMemoria {

struct ImportIntake::Intake
{
    Clone clone;
    QStringList paths;
    QList<ChatGroup> chats; ///< still to be asked about
    QStringList knownNames;
    QStringList chosen; ///< who the clone is in the chats
};

ImportIntake::ImportIntake(StorageThread &storage, ImportDesk &desk, QWidget *window)
    : QObject(window)
    , m_storage(storage)
    , m_desk(desk)
    , m_window(window)
{ }

void ImportIntake::begin(const Clone &clone, const QStringList &paths)
{
    if (clone.id.isEmpty() || paths.isEmpty())
        return;
    auto intake = std::make_shared<Intake>();
    intake->clone = clone;
    intake->paths = paths;
    ++m_preparing;
    Q_EMIT preparingChanged();
    whenReady(this, m_storage.read([id = clone.id](Store &store) { return store.imports.names(id); }),
              [this, intake](const Result<QStringList> &names) {
                  if (!names) {
                      prepared();
                      Q_EMIT failed(names.error());
                      return;
                  }
                  intake->knownNames = *names;
                  lookForChats(intake);
              });
}

void ImportIntake::lookForChats(const std::shared_ptr<Intake> &intake)
{
    whenReady(this, onPool([paths = intake->paths] { return findChats(paths); }),
              [this, intake](const QList<ChatGroup> &chats) {
                  intake->chats = chats;
                  prepared();
                  askNext(intake);
              });
}

void ImportIntake::prepared()
{
    --m_preparing;
    Q_EMIT preparingChanged();
}

void ImportIntake::askNext(const std::shared_ptr<Intake> &intake)
{
    if (intake->chats.isEmpty())
        return start(intake);
    const ChatGroup chat = intake->chats.takeFirst();
    auto *dialog = new ChatPersonDialog(
        {.cloneName = intake->clone.name,
         .people = chat.people,
         .files = chat.files,
         .suggestion = likelyPerson(chat.people, intake->knownNames + intake->chosen, intake->clone.name)},
        m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, intake, dialog] {
        if (const QString chosen = dialog->chosen(); !chosen.isEmpty())
            intake->chosen.append(chosen);
        askNext(intake);
    });
    dialog->open();
}

void ImportIntake::start(const std::shared_ptr<Intake> &intake)
{
    intake->chosen.removeDuplicates();
    const ImportRequest request{intake->clone.id, intake->paths, intake->chosen.value(0)};
    if (intake->chosen.size() < 2) {
        m_desk.start(request);
        return;
    }
    // An import takes along one name; here are chats of several circles, in which it is called differently.
    auto keep = [id = intake->clone.id, names = intake->chosen](Store &store) -> Result<void> {
        for (const QString &name : names)
            CM_TRY(store.imports.addName(id, name));
        return {};
    };
    whenReady(this, m_storage.write(std::move(keep)), [this, request](const Result<void> &kept) {
        if (kept)
            m_desk.start(request);
        else
            Q_EMIT failed(kept.error());
    });
}

} // namespace CloneMemoria
