#include "core/knowledge/FolderWalk.h"

#include <QDir>
#include <QFileInfo>

namespace CloneMemoria {

FolderWalk::FolderWalk(const QStringList &suffixes, Found found)
    : m_suffixes(suffixes.cbegin(), suffixes.cend())
    , m_found(std::move(found))
{ }

bool FolderWalk::walk(const QStringList &paths)
{
    for (const QString &path : paths) {
        const QFileInfo info(path);
        const qsizetype before = m_files.size();
        if (info.isDir() ? !walkFolder(path) : !take(path, info.size()))
            return false;
        const bool emptyFolder = info.isDir() && m_files.size() == before;
        if (emptyFolder && !take(path, 0))
            return false;
    }
    return true;
}

bool FolderWalk::take(const QString &path, qint64 bytes)
{
    if (m_files.contains(path))
        return true;
    m_files.insert(path);
    return m_found(path, bytes);
}

bool FolderWalk::walkFolder(const QString &folder)
{
    QStringList waiting{folder};
    while (!waiting.isEmpty()) {
        const QString current = waiting.takeLast();
        const QString real = QFileInfo(current).canonicalFilePath();
        if (m_folders.contains(real))
            continue;
        m_folders.insert(real);
        // Without QDir::Hidden: what begins with a dot, or is marked so, is not the user's writing.
        const QFileInfoList entries = QDir(current).entryInfoList(
            QDir::Dirs | QDir::Files | QDir::NoDotAndDotDot, QDir::Name);
        QStringList folders;
        for (const QFileInfo &entry : entries) {
            if (entry.isDir())
                folders.prepend(entry.filePath());
            else if (m_suffixes.contains(entry.suffix().toLower()) && !take(entry.filePath(), entry.size()))
                return false;
        }
        waiting += folders;
    }
    return true;
}

} // namespace CloneMemoria
