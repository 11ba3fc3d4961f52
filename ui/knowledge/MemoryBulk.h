#pragma once

#include "core/base/Result.h"

#include <QDateTime>
#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>

class QWidget;

namespace CloneMemoria {

class Profile;

/// What is done with one memory or many at once, after the question where one is needed: deleting, dating, saving as
/// text files. Each can be taken back, but for the files. Main thread.
class MemoryBulk : public QObject
{
    Q_OBJECT

public:
    MemoryBulk(Profile &profile, QWidget *window);

    /// `title` of the first one; `name` of whom they are.
    void remove(const QStringList &ids, const QString &title, const QString &name);
    void restore(const QStringList &ids);
    void purge(const QStringList &ids, const QString &title); ///< from the trash, for good
    void setDate(const QStringList &ids, const QDateTime &happenedAt);
    void saveAsTexts(const QStringList &ids);

Q_SIGNALS:
    void removed(const QStringList &ids);
    void restored(const QStringList &ids);
    void purged(const QStringList &ids);
    void changed(); ///< dates
    void told(const QString &sentence);
    void failed(const CloneMemoria::Error &error);
    void undoOffered(const QString &text, const std::function<void()> &undo);

private:
    struct OldDate
    {
        QString id;
        QDateTime happenedAt;
    };
    struct Dating;
    struct Saving;

    void dateNext(const std::shared_ptr<Dating> &dating);
    void datesSet(const std::shared_ptr<Dating> &dating);
    void saveNext(const std::shared_ptr<Saving> &saving);

    Profile &m_profile;
    QWidget *m_window;
};

} // namespace CloneMemoria
