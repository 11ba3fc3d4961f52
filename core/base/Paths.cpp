#include "core/base/Paths.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

Paths::Paths(QString dataDir) : m_dataDir(QDir::cleanPath(QFileInfo(dataDir).absoluteFilePath())) { }

Paths Paths::resolve(const QString &commandLine, const Environment &environment)
{
    if (!commandLine.isEmpty())
        return Paths(commandLine);
    if (const QString named = environment.value(u"CLONEMEMORIA_DATA_DIR"_s); !named.isEmpty())
        return Paths(named);
    return Paths(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
}

Result<void> Paths::create() const
{
    // A folder that the user made and named keeps the rights it has: it may be shared with other things.
    if (QFileInfo(m_dataDir).isDir())
        return {};
    if (!QDir().mkpath(m_dataDir))
        return fail(ErrorKind::Storage, u"cannot make the folder "_s + m_dataDir, u"folder"_s, m_dataDir);
    if (!QFile::setPermissions(m_dataDir,
                               QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner))
        return fail(ErrorKind::Storage, u"cannot close the folder to others: "_s + m_dataDir, u"folder"_s,
                    m_dataDir);
    return {};
}

QString Paths::database() const
{
    return m_dataDir + u"/clonememoria.db"_s;
}

QString Paths::backups() const
{
    return m_dataDir + u"/backups"_s;
}

QString Paths::lockFile() const
{
    return m_dataDir + u"/clonememoria.lock"_s;
}

QString Paths::speechCache() const
{
    return m_dataDir + u"/speech-cache"_s;
}

QString Paths::vectorIndex() const
{
    return m_dataDir + u"/cache/index"_s;
}

} // namespace CloneMemoria
