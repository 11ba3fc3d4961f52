#include "ui/knowledge/ChatScan.h"

#include "core/knowledge/importers/Importers.h"

#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kFilesLookedAt = 200;
constexpr qint64 kBytesLookedAt = 64LL * 1024 * 1024; // about a second of reading

class ChatSearch
{
public:
    void look(const QString &path)
    {
        const QFileInfo file(path);
        // Of an archive little is read: most of it are pictures.
        const qint64 bytes = file.suffix().compare("zip"_L1, Qt::CaseInsensitive) == 0 ? 0 : file.size();
        if (!file.isFile() || m_files >= kFilesLookedAt || m_bytes + bytes > kBytesLookedAt)
            return;
        ++m_files;
        m_bytes += bytes;
        if (const auto people = peopleIn(path); people && !people->isEmpty())
            add(*people, file.fileName());
    }

    void lookThrough(const QString &folder)
    {
        const QStringList suffixes = suffixesInFolders();
        QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext() && m_files < kFilesLookedAt) {
            files.next();
            if (suffixes.contains(files.fileInfo().suffix().toLower()))
                look(files.filePath());
        }
    }

    QList<ChatGroup> groups() const { return m_groups; }

private:
    void add(const QStringList &people, const QString &file)
    {
        const auto sorted = [](QStringList names) {
            names.sort();
            return names;
        };
        const auto same = std::find_if(m_groups.begin(), m_groups.end(), [&](const ChatGroup &group) {
            return sorted(group.people) == sorted(people);
        });
        if (same == m_groups.end())
            m_groups.append({people, {file}});
        else
            same->files.append(file);
    }

    QList<ChatGroup> m_groups;
    int m_files = 0;
    qint64 m_bytes = 0;
};
} // namespace

QList<ChatGroup> findChats(const QStringList &paths)
{
    ChatSearch search;
    for (const QString &path : paths) {
        if (QFileInfo(path).isDir())
            search.lookThrough(path);
        else
            search.look(path);
    }
    return search.groups();
}

} // namespace CloneMemoria
