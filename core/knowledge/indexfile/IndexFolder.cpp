#include "core/knowledge/indexfile/IndexFolder.h"

#include "core/storage/PassageRepository.h"

#include <QDateTime>
#include <QDir>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qint64 kAbandonedAfterS = 60 * 60; // no writing takes that long

QString hex(qint64 number)
{
    return QString::number(quint64(number), 16).rightJustified(16, u'0');
}
} // namespace

QString IndexFolder::nameStart(const QString &cloneId)
{
    QString name = cloneId;
    for (QChar &character : name) {
        if (!character.isLetterOrNumber() && character != u'-')
            character = u'_';
    }
    return name + u'.';
}

QStringList IndexFolder::filesOf(const QString &nameStart) const
{
    QStringList paths;
    const QStringList names = QDir(m_path).entryList({nameStart + u'*' + m_suffix}, QDir::Files,
                                                     QDir::Name | QDir::Reversed);
    for (const QString &name : names)
        paths.append(m_path + u'/' + name);
    return paths;
}

// Names sort by age.
Result<QString> IndexFolder::newPath(const QString &nameStart, qint64 revision) const
{
    if (!QDir().mkpath(m_path))
        return fail(ErrorKind::Storage, u"cannot make the folder"_s, u"folder"_s, m_path);
    return m_path + u'/' + nameStart + hex(revision) + u'.' + hex(QDateTime::currentMSecsSinceEpoch())
           + m_suffix;
}

void IndexFolder::removeOlder(const QString &nameStart, const QString &path) const
{
    for (const QString &older : filesOf(nameStart)) {
        if (older < path)
            QFile::remove(older); // where the system holds on to one in use, the next writing removes it
    }
}

Result<void> IndexFolder::cleanUp(const PassageRepository &passages) const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const QFileInfo &file : QDir(m_path).entryInfoList(QDir::Files)) {
        if (!file.fileName().contains(m_suffix))
            continue; // not ours
        if (!file.fileName().endsWith(m_suffix)) {
            if (file.lastModified().toUTC().secsTo(now) > kAbandonedAfterS)
                QFile::remove(file.filePath());
            continue;
        }
        CM_TRY_ASSIGN(exists, passages.cloneExists(file.fileName().section(u'.', 0, 0)));
        if (!exists)
            QFile::remove(file.filePath());
    }
    return {};
}

} // namespace CloneMemoria
