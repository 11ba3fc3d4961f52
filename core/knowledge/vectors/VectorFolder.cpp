#include "core/knowledge/vectors/VectorFolder.h"

#include "core/base/Logging.h"
#include "core/knowledge/vectors/VectorLayout.h"
#include "core/knowledge/vectors/VectorWriter.h"

#include <QFile>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// clone.kind.revision.time.vectors
QString nameStart(const VectorKind &kind)
{
    const auto hash = hashOf(kind);
    const QByteArray bytes(reinterpret_cast<const char *>(hash.data()), 8);
    return IndexFolder::nameStart(kind.cloneId) + QString::fromLatin1(bytes.toHex()) + u'-'
           + QString::number(kind.dimensions) + u'.';
}
} // namespace

VectorFolder::VectorFolder(const QString &path) : m_folder(path, u".vectors"_s) { }

std::shared_ptr<const VectorBase> VectorFolder::openNewest(const VectorKind &kind, qint64 revision) const
{
    for (const QString &path : m_folder.filesOf(nameStart(kind))) {
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
    CM_TRY_ASSIGN(path, m_folder.newPath(nameStart(contents.kind), contents.revision));
    CM_TRY(writeVectors(path, contents, cancelled));
    CM_TRY_ASSIGN(base, VectorBase::open(path, contents.kind));
    m_folder.removeOlder(nameStart(contents.kind), path);
    return base;
}

} // namespace CloneMemoria
