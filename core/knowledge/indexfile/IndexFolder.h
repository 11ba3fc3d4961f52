#pragma once

#include "core/base/Result.h"

#include <QString>
#include <QStringList>

namespace CloneMemoria {

class PassageRepository;

/// The files of one kind in the folder of the indexes. Each writing makes a new file, and the ones before it are removed: a
/// file that another process has mapped is never written to. All of it can be deleted at any time. Any thread;
/// synchronous.
class IndexFolder
{
public:
    /// `suffix` with its dot.
    IndexFolder(QString path, QString suffix) : m_path(std::move(path)), m_suffix(std::move(suffix)) { }

    bool isEmpty() const { return m_path.isEmpty(); } ///< no folder: nothing is kept

    /// How the names of a clone's files begin. A clone's id is a UUID, but nothing else than that may reach the file system.
    static QString nameStart(const QString &cloneId);

    /// The files whose names begin so, newest first.
    QStringList filesOf(const QString &nameStart) const;
    /// Makes the folder, and says where a new file goes. Errors: Storage.
    Result<QString> newPath(const QString &nameStart, qint64 revision) const;
    void removeOlder(const QString &nameStart, const QString &path) const;
    /// Removes the files of clones that are no more, and what a process left that was ended while it wrote.
    Result<void> cleanUp(const PassageRepository &passages) const;

private:
    QString m_path;
    QString m_suffix;
};

} // namespace CloneMemoria
