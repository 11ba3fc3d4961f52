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
    if (!QDir().mkpath(m_dataDir))
        return fail(ErrorKind::Storage, u"cannot make the folder "_s + m_dataDir, u"folder"_s, m_dataDir);
    // A folder that was there may be on a file system without permissions: then there is nothing to tighten.
    QFile::setPermissions(m_dataDir,
                          QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
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

} // namespace CloneMemoria
