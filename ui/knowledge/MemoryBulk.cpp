#include "ui/knowledge/MemoryBulk.h"

#include "core/base/Futures.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"
#include "ui/knowledge/PoolJob.h"
#include "ui/knowledge/TextFiles.h"
#include "ui/widgets/Dialogs.h"

#include <QPointer>
#include <QWidget>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kSavedAtOnce = 20; // memories are up to a million characters each
}

struct MemoryBulk::Saving
{
    QStringList ids;
    QString folder;
    qsizetype next = 0;
    int written = 0;
};

// Dates that are set one after another: each makes the memory's passages anew, since a date is searched for as well.
struct MemoryBulk::Dating
{
    QList<OldDate> wanted;
    QList<OldDate> before; ///< of those that are done
    qsizetype next = 0;
    bool isUndo = false;
};

MemoryBulk::MemoryBulk(Profile &profile, QWidget *window)
    : QObject(window)
    , m_profile(profile)
    , m_window(window)
{ }

void MemoryBulk::remove(const QStringList &ids, const QString &title, const QString &name)
{
    if (ids.isEmpty() || ids.first().isEmpty())
        return;
    const bool one = ids.size() == 1;
    const Dialogs::Question question{.title = one ? tr("Delete “%1”?").arg(title)
                                                  : tr("Delete %Ln memories?", nullptr, int(ids.size())),
                                     .text = one ? tr("%1 will no longer remember it.").arg(name)
                                                 : tr("%1 will no longer remember them.").arg(name),
                                     .button = tr("Delete")};
    dialogs().ask(m_window, question, [this, ids, title, one] {
        whenReady(this, m_profile.storage().write([ids](Store &store) { return store.documents.trash(ids); }),
                  [this, ids, title, one](const Result<void> &gone) {
                      if (!gone) {
                          Q_EMIT failed(gone.error());
                          return;
                      }
                      Q_EMIT removed(ids);
                      const QPointer<MemoryBulk> bulk(this);
                      Q_EMIT undoOffered(one ? tr("“%1” was deleted.").arg(title)
                                             : tr("%Ln memories were deleted.", nullptr, int(ids.size())),
                                         [bulk, ids] {
                                             if (bulk)
                                                 bulk->restore(ids);
                                         });
                  });
    });
}

void MemoryBulk::restore(const QStringList &ids)
{
    whenReady(this, m_profile.storage().write([ids](Store &store) { return store.documents.restore(ids); }),
              [this, ids](const Result<void> &back) {
                  if (back)
                      Q_EMIT restored(ids);
                  else
                      Q_EMIT failed(back.error());
              });
}

void MemoryBulk::purge(const QStringList &ids, const QString &title)
{
    if (ids.isEmpty())
        return;
    const bool one = ids.size() == 1;
    const Dialogs::Question question{.title = one && !title.isEmpty() ? tr("Delete “%1” for good?").arg(title)
                                                                      : tr("Delete %Ln memories for good?",
                                                                           nullptr, int(ids.size())),
                                     .text = tr("Nobody can bring it back after that."),
                                     .button = tr("Delete for good")};
    dialogs().ask(m_window, question, [this, ids] {
        whenReady(this, m_profile.storage().write([ids](Store &store) { return store.documents.purge(ids); }),
                  [this, ids](const Result<void> &gone) {
                      if (gone)
                          Q_EMIT purged(ids);
                      else
                          Q_EMIT failed(gone.error());
                  });
    });
}

void MemoryBulk::setDate(const QStringList &ids, const QDateTime &happenedAt)
{
    if (ids.isEmpty())
        return;
    auto dating = std::make_shared<Dating>();
    for (const QString &id : ids)
        dating->wanted.append({id, happenedAt});
    dateNext(dating);
}

void MemoryBulk::dateNext(const std::shared_ptr<Dating> &dating)
{
    if (dating->next >= dating->wanted.size())
        return datesSet(dating);
    const OldDate wanted = dating->wanted[dating->next++];
    const auto found = m_profile.storage().read(
        [id = wanted.id](Store &store) { return store.documents.get(id); });
    whenReady(this, found, [this, dating, wanted](Result<Document> document) {
        if (!document) {
            if (document.error().kind == ErrorKind::NotFound)
                return dateNext(dating); // it went meanwhile
            datesSet(dating);
            Q_EMIT failed(document.error());
            return;
        }
        if (document->happenedAt == wanted.happenedAt)
            return dateNext(dating);
        const OldDate before{document->id, document->happenedAt};
        document->happenedAt = wanted.happenedAt;
        whenReady(this, m_profile.knowledge().update(*document),
                  [this, dating, before](const Result<Document> &stored) {
                      if (!stored) {
                          datesSet(dating);
                          Q_EMIT failed(stored.error());
                          return;
                      }
                      dating->before.append(before);
                      dateNext(dating);
                  });
    });
}

void MemoryBulk::datesSet(const std::shared_ptr<Dating> &dating)
{
    Q_EMIT changed();
    if (dating->isUndo || dating->before.isEmpty())
        return;
    const QPointer<MemoryBulk> bulk(this);
    Q_EMIT undoOffered(tr("%Ln memories have another date.", nullptr, int(dating->before.size())),
                       [bulk, before = dating->before] {
                           if (!bulk)
                               return;
                           auto back = std::make_shared<Dating>();
                           back->wanted = before;
                           back->isUndo = true;
                           bulk->dateNext(back);
                       });
}

void MemoryBulk::saveAsTexts(const QStringList &ids)
{
    dialogs().openFolder(m_window, tr("Save as text files in"), [this, ids](const QString &folder) {
        auto saving = std::make_shared<Saving>();
        saving->ids = ids;
        saving->folder = folder;
        saveNext(saving);
    });
}

void MemoryBulk::saveNext(const std::shared_ptr<Saving> &saving)
{
    if (saving->next >= saving->ids.size()) {
        Q_EMIT told(tr("%Ln memories were saved as text files.", nullptr, saving->written));
        return;
    }
    const QStringList some = saving->ids.mid(saving->next, kSavedAtOnce);
    saving->next += some.size();
    const auto found = m_profile.storage().read([some](Store &store) -> Result<QList<Document>> {
        QList<Document> documents;
        for (const QString &id : some) {
            const Result<Document> document = store.documents.get(id);
            if (document)
                documents.append(*document);
            else if (document.error().kind != ErrorKind::NotFound) // it went meanwhile
                return fail(document.error());
        }
        return documents;
    });
    whenReady(this, found, [this, saving](const Result<QList<Document>> &documents) {
        if (!documents) {
            Q_EMIT failed(documents.error());
            return;
        }
        whenReady(this, onPool([documents = *documents, folder = saving->folder] {
                      return writeTextFiles(documents, folder);
                  }),
                  [this, saving](const Result<int> &written) {
                      if (!written) {
                          Q_EMIT failed(written.error());
                          return;
                      }
                      saving->written += *written;
                      saveNext(saving);
                  });
    });
}

} // namespace CloneMemoria
