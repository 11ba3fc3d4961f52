#include "core/knowledge/vectors/VectorFolder.h"

#include "core/base/Logging.h"
#include "core/knowledge/vectors/VectorLayout.h"
#include "core/knowledge/vectors/VectorWriter.h"

#include <QDateTime>
#include <QDir>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr auto kSuffix = ".vectors"_L1;
constexpr qint64 kAbandonedAfterS = 60 * 60; // no writing takes that long

// clone.kind.revision.time.vectors: names sort by age. A clone's id is a UUID, but nothing else than that may reach the
// file system.
QString nameStart(const VectorKind &kind)
{
    const auto hash = hashOf({kind.cloneId, kind.provider, kind.model, kind.dimensions});
    const QByteArray bytes(reinterpret_cast<const char *>(hash.data()), 8);
    QString clone = kind.cloneId;
    for (QChar &character : clone) {
        if (!character.isLetterOrNumber() && character != u'-')
            character = u'_';
    }
    return clone + u'.' + QString::fromLatin1(bytes.toHex()) + u'-' + QString::number(kind.dimensions) + u'.';
}

QString hex(qint64 number)
{
    return QString::number(quint64(number), 16).rightJustified(16, u'0');
}
} // namespace

QStringList VectorFolder::filesOf(const VectorKind &kind) const
{
    QStringList paths;
    const QStringList names = QDir(m_path).entryList({nameStart(kind) + u'*' + kSuffix}, QDir::Files,
                                                     QDir::Name | QDir::Reversed);
    for (const QString &name : names)
        paths.append(m_path + u'/' + name);
    return paths;
}

std::shared_ptr<const VectorBase> VectorFolder::openNewest(const VectorKind &kind, qint64 revision) const
{
    for (const QString &path : filesOf(kind)) {
        Result<std::shared_ptr<const VectorBase>> base = VectorBase::open(path, kind);
        if (base && (*base)->revision() <= revision)
            return std::move(*base);
        qCInfo(lcKnowledge) << "an index file is left aside and made again:"
                            << (base ? u"it is of a later database"_s : base.error().detail);
        QFile::remove(path);
    }
    return nullptr;
}

Result<std::shared_ptr<const VectorBase>> VectorFolder::save(const VectorContents &contents,
                                                             const std::atomic_bool &cancelled) const
{
    if (!QDir().mkpath(m_path))
        return fail(ErrorKind::Storage, u"cannot make the folder"_s, u"folder"_s, m_path);
    const QString path = m_path + u'/' + nameStart(contents.kind) + hex(contents.revision) + u'.'
                         + hex(QDateTime::currentMSecsSinceEpoch()) + kSuffix;
    CM_TRY(writeVectors(path, contents, cancelled));
    CM_TRY_ASSIGN(base, VectorBase::open(path, contents.kind));
    for (const QString &older : filesOf(contents.kind)) {
        if (older < path)
            QFile::remove(
                older); // where it is in use and the system holds on to it, the next writing removes it
    }
    return base;
}

Result<void> VectorFolder::cleanUp(const PassageRepository &passages) const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const QFileInfo &file : QDir(m_path).entryInfoList(QDir::Files)) {
        if (!file.fileName().contains(kSuffix))
            continue; // not ours
        if (!file.fileName().endsWith(kSuffix)) {
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
