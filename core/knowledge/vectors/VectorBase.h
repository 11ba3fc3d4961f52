#pragma once

#include "core/base/Result.h"
#include "core/knowledge/vectors/VectorGraph.h"
#include "core/storage/PassageRepository.h"

#include <QFile>

#include <memory>
#include <optional>
#include <span>

namespace CloneMemoria {

struct VectorFileHeader;

/// The codes of many vectors, perhaps with a graph over the first of them, in a file that is mapped into memory: the
/// system takes the memory back where it needs it. Never changes; any number of threads may read it.
class VectorBase
{
public:
    /// Maps and checks all of it: a second for a few million vectors. Errors: Storage with code "index-damaged" where it is
    /// cut, altered, of another version or of other vectors than `kind`; it is then as good as not there.
    static Result<std::shared_ptr<const VectorBase>> open(const QString &path, const VectorKind &kind);

    QString path() const { return m_file.fileName(); }
    qint64 bytes() const { return m_file.size(); }
    qint64 revision() const { return m_revision; } ///< the clone's, that it shows
    std::size_t count() const { return m_codes.count; }
    const CodeSpan &codes() const { return m_codes; }
    std::span<const qint64> rows() const { return m_rows; }
    /// The slots of the vectors that were alive when it was written, by ascending row.
    std::span<const quint32> byRow() const { return m_byRow; }
    const VectorGraph &graph() const { return m_graph; }

    std::optional<quint32> slotOf(qint64 row) const; ///< among the living

private:
    VectorBase() = default;
    Result<void> map(const QString &path, const VectorKind &kind);
    template <typename Number>
    std::span<const Number> section(quint64 place, quint64 count) const;
    Result<void> take(const VectorFileHeader &header);

    QFile m_file;
    const uchar *m_memory = nullptr;
    qint64 m_revision = 0;
    CodeSpan m_codes;
    std::span<const qint64> m_rows;
    std::span<const quint32> m_byRow;
    VectorGraph m_graph;
};

} // namespace CloneMemoria
