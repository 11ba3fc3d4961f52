#pragma once

#include <QSet>
#include <QString>
#include <QStringList>

#include <functional>

namespace CloneMemoria {

/// Finds the files to import below the paths that a user chose. A file that is named is always taken; of a folder, and
/// the folders in it, the files of importable kinds, without hidden ones, each folder once however many links lead to
/// it, in the order of their names. A path that is neither, or a folder in which nothing can be read, is handed on as it
/// is: trying to read it says what is wrong with it. Any thread; blocks on the disk.
class FolderWalk
{
public:
    /// Called for each file; false ends the walk.
    using Found = std::function<bool(const QString &path, qint64 bytes)>;

    /// Of those suffixes (lower case, without the dot).
    FolderWalk(const QStringList &suffixes, Found found);

    /// False where it was ended.
    bool walk(const QStringList &paths);

private:
    bool take(const QString &path, qint64 bytes);
    bool walkFolder(const QString &folder);

    QSet<QString> m_suffixes;
    Found m_found;
    QSet<QString> m_folders; ///< that have been walked, by their real paths
    QSet<QString> m_files;   ///< that have been found
};

} // namespace CloneMemoria
