#pragma once

#include "core/archive/ArchiveTask.h"
#include "core/archive/CardMapping.h"
#include "core/archive/CharacterCard.h"
#include "core/archive/CloneArchive.h"
#include "core/base/Result.h"

#include <QFuture>
#include <QString>

#include <optional>

namespace CloneMemoria {

enum class CloneFormat { Archive, CardV2, CardV3 };

QString toString(CloneFormat format); ///< "archive", "card-v2", "card-v3"
std::optional<CloneFormat> cloneFormatFromString(const QString &name);
/// What a name's suffix says: .cmclone an archive, .json a card that every program reads, .png one with all there is.
std::optional<CloneFormat> cloneFormatOf(const QString &path);
/// Whether a file of that name can hold it: a card is JSON or a picture, an archive neither.
bool fitsFormat(const QString &path, CloneFormat format);

struct CloneExportReport
{
    CloneFormat format = CloneFormat::Archive;
    QString cloneId;
    QString name;
    CloneCounts counts; ///< of an archive
    qint64 bytes = 0;
};

struct CloneImportReport
{
    bool isCard = false;
    QString cloneId;
    QString name;
    CloneCounts counts;
    int passages = 0;
    int duplicates = 0;        ///< of an archive
    QList<CardRemark> remarks; ///< of a card
};

/// Clones out of the profile and into it, as files. Each answer comes from a thread of this service's; its future tells
/// how far it is, and cancelling it takes back what was begun. After an import, vectors that are missing are still to be
/// made (KnowledgeService::embedMissing). Main thread; `storage` must outlive it.
class ArchiveService
{
public:
    /// `database` is the file that `storage` has open.
    ArchiveService(StorageThread &storage, QString database);

    /// A target that is there is replaced. Errors: those of exportCloneArchive and exportCard.
    QFuture<Result<CloneExportReport>> exportClone(const QString &cloneId, const QString &target,
                                                   CloneFormat format);
    /// Content tells whether it is an archive or a card. Errors: those of importCloneArchive and importCard.
    QFuture<Result<CloneImportReport>> importClone(const QString &file,
                                                   const CloneImportOptions &options = {});
    /// Takes back what was begun; what is done already is told as done.
    void cancel() { m_thread.cancel(); }

private:
    StorageThread &m_storage;
    QString m_database;
    ArchiveThread m_thread;
};

} // namespace CloneMemoria
