#pragma once

#include "core/base/Result.h"
#include "core/domain/Import.h"

#include <QDateTime>
#include <QList>
#include <QSet>

namespace CloneMemoria {

class Database;

/// An import as it is kept until it is done.
struct StoredImport
{
    QString id;
    QString cloneId;
    ImportState state = ImportState::Running;
    QString chatPerson;
    QStringList paths;   ///< as the user chose them, absolute
    bool walked = false; ///< the files below them are all known
};

struct StoredImportFile
{
    int place = 0; ///< in the import's order
    ImportedFile file;
    int documentsDone = 0; ///< from the file's beginning
    QDateTime modifiedAt;  ///< of the file when its reading began

    bool operator==(const StoredImportFile &) const = default;
};

/// A document that an import stored, and what became of it.
struct SourceDocument
{
    QString id;
    QString title;
    QDateTime happenedAt;
    QString importedHash; ///< of its content when it was imported
    bool edited = false;  ///< changed by the user since

    bool operator==(const SourceDocument &) const = default;
};

/// One user's imports, what they stored of which source, and the names of clones in chats; rules as in
/// CloneRepository. Once an import is over, its files are forgotten.
class ImportRepository
{
public:
    ImportRepository(Database &database, QString userId);

    /// Errors: NotFound (the clone).
    Result<void> create(const StoredImport &import);
    Result<StoredImport> get(const QString &id) const;
    Result<QList<StoredImport>> unfinished() const; ///< running and paused, in the order they were begun
    Result<void> setState(const QString &id, ImportState state); ///< NotFound where it is over
    Result<void> setWalked(const QString &id);

    Result<QList<StoredImportFile>> files(const QString &id) const; ///< in their order
    Result<void> addFiles(const QString &id, const QList<StoredImportFile> &files);
    Result<void> setFile(const QString &id, const StoredImportFile &file); ///< all but place and path

    /// The documents of the clone that came from there and are not in the trash, in the order they came.
    Result<QList<SourceDocument>> documentsOf(const QString &cloneId, const QString &sourceUri) const;
    /// Those of the hashes under which the clone has a document, or had one before the user changed it.
    Result<QSet<QString>> known(const QString &cloneId, const QStringList &hashes) const;
    /// Whether it is no longer what an import made of it: changed, trashed, gone.
    Result<bool> isTouched(const QString &documentId) const;
    /// That the document is now as the import found it.
    Result<void> noteImported(const QString &documentId, const QString &sourceUri);

    Result<QStringList> names(const QString &cloneId) const;
    Result<void> addName(const QString &cloneId, const QString &name); ///< no error where it is there

private:
    Result<StoredImport> withPaths(StoredImport import) const;

    Database &m_database;
    QString m_userId;
};

} // namespace CloneMemoria
