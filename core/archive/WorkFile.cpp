#include "core/archive/WorkFile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryFile>

#include <filesystem>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
const QString kWorkSuffix = u".part"_s;

// By name: SQLite wrote the file through a descriptor of its own.
bool syncPath([[maybe_unused]] const QString &path)
{
#ifdef Q_OS_UNIX
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return synced;
#else
    return true; // renaming waits for the disk there
#endif
}
} // namespace

WorkFile::WorkFile(std::unique_ptr<QTemporaryFile> file) : m_file(std::move(file)) { }
WorkFile::WorkFile(WorkFile &&) noexcept = default;
WorkFile::~WorkFile() = default;

Result<WorkFile> WorkFile::make(const QString &folder, const QString &prefix)
{
    auto file = std::make_unique<QTemporaryFile>(folder + u'/' + prefix + "XXXXXX"_L1 + kWorkSuffix);
    if (!file->open())
        return fail(ErrorKind::Storage, file->errorString(), u"read-only"_s, folder);
    static_cast<void>(file->fileName()); // which gives it one: until then it may have none
    file->close();
    return WorkFile(std::move(file));
}

QString WorkFile::path() const
{
    return m_file->fileName();
}

Result<void> WorkFile::sync()
{
    if (!syncPath(path()))
        return fail(ErrorKind::Storage, u"it could not be written to the disk"_s, u"file-write"_s, path());
    return {};
}

Result<void> WorkFile::replace(const QString &target)
{
    CM_TRY(sync());
    std::error_code error;
    std::filesystem::rename(path().toStdU16String(), target.toStdU16String(), error);
    if (error)
        return fail(ErrorKind::Storage, QString::fromStdString(error.message()), u"read-only"_s, target);
    m_file->setAutoRemove(false);
    syncFolder(QFileInfo(target).absolutePath());
    return {};
}

void WorkFile::removeLeftovers(const QString &folder, const QString &prefix)
{
    const QDir dir(folder);
    const QStringList names = dir.entryList({prefix + u'*' + kWorkSuffix,
                                             prefix + u'*' + kWorkSuffix + "-journal"_L1},
                                            QDir::Files | QDir::Hidden);
    for (const QString &name : names)
        QFile::remove(dir.filePath(name));
}

void syncFolder(const QString &folder)
{
    syncPath(folder);
}

} // namespace CloneMemoria
