#pragma once

#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace CloneMemoria {

/// The questions that need a window of their own. They return at once and call back with the answer (no nested event
/// loop, so nothing else stops); they don't call back when the user declines or `parent` goes away. Tests replace the
/// functions and answer themselves.
struct Dialogs
{
    struct Question
    {
        QString title;  ///< "Delete this conversation?"
        QString text;   ///< what will happen, in plain words
        QString button; ///< the verb: "Delete"
        bool destructive = true;
    };

    std::function<void(QWidget *parent, const Question &question, std::function<void()> yes)> ask;
    std::function<void(QWidget *parent, const QString &title, const QString &filter,
                       std::function<void(QStringList)> chosen)>
        openFiles;
    std::function<void(QWidget *parent, const QString &title, std::function<void(QString)> chosen)>
        openFolder;
    /// `suggestion`: a file name, or a path. Asks before it overwrites.
    std::function<void(QWidget *parent, const QString &title, const QString &suggestion,
                       const QString &filter, std::function<void(QString)> chosen)>
        saveFile;
};

/// The ones in use; assign to a member to replace it.
Dialogs &dialogs();
/// The real ones.
Dialogs systemDialogs();

/// A file name without what file systems refuse, from any title; never empty.
QString safeFileName(const QString &title, const QString &suffix);

} // namespace CloneMemoria
