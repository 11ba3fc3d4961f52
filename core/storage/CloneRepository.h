#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"
#include "core/storage/Page.h"

#include <QList>

namespace CloneMemoria {

class Database;

/// What a clone is called, without all else.
struct CloneName
{
    QString id;
    QString name;
    QDateTime createdAt;

    bool operator==(const CloneName &) const = default;
};

/// The clones of one user. Every query names that user: nothing of another's is seen or changed. Synchronous; lives
/// on the thread of its Database. Errors: NotFound for an id that isn't this user's, Storage for SQL and disk.
class CloneRepository
{
public:
    CloneRepository(Database &database, QString userId);

    /// Newest activity first.
    Result<QList<CloneSummary>> list() const;
    /// Newest made first, up to that many.
    Result<Page<CloneSummary>> page(int limit, const PagePlace &after = {}) const;
    Result<QList<CloneName>> names() const; ///< oldest first
    Result<Clone> get(const QString &id) const;
    Result<QList<Clone>> findByName(const QString &name) const; ///< exact but for case; oldest first
    /// The clone of that id, else the only one of that name (whatever its case). Errors: NotFound, code "not-a-clone";
    /// InvalidInput, code "ambiguous".
    Result<Clone> find(const QString &idOrName) const;

    /// Stores it with a new id, this user and the time; what is in those fields of `draft` is not looked at.
    Result<Clone> create(const Clone &draft);
    /// Stores every field but id, user and creation time.
    Result<Clone> update(const Clone &clone);

    /// Out of sight with all that belongs to it, until restore or purge.
    Result<void> trash(const QString &id);
    Result<void> restore(const QString &id);
    /// For good, with all that belongs to it.
    Result<void> purge(const QString &id);

private:
    Database &m_database;
    QString m_userId;
};

} // namespace CloneMemoria
