#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace CloneMemoria {

/// Chats with the same people in them.
struct ChatGroup
{
    QStringList people; ///< the most talkative first, as in the first of the chats
    QStringList files;  ///< names

    bool operator==(const ChatGroup &) const = default;
};

/// Looks for chats among files, and among those in folders: enough of them to know whom to ask about before an import
/// begins, not all of a large disk. What can't be read is no chat here; the import says what is wrong with it. Any
/// thread; blocks on the disk.
QList<ChatGroup> findChats(const QStringList &paths);

} // namespace CloneMemoria
