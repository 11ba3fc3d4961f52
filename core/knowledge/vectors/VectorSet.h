#pragma once

#include "core/base/Result.h"
#include "core/knowledge/vectors/NearestList.h"
#include "core/knowledge/vectors/VectorBase.h"
#include "core/knowledge/vectors/VectorWriter.h"

#include <atomic>
#include <optional>
#include <unordered_map>
#include <vector>

namespace CloneMemoria {

/// The vectors of one kind as of one revision of their clone: those of a VectorBase, less what has gone since, and what
/// has come since, in memory. Not thread-safe.
class VectorSet
{
public:
    struct SearchTools
    {
        GraphSearch &search;
        const DotProducts &products;
        std::size_t width; ///< of a search in the graph, at least: the wider, the surer
    };

    explicit VectorSet(VectorKind kind, std::shared_ptr<const VectorBase> base = nullptr);

    /// Brings it to what the database has now, reading what changed. With `most` not negative, false (and nothing is
    /// changed) where more vectors than that would have to be read or looked through. Errors: Storage; Cancelled, after
    /// which it is good for nothing.
    Result<bool> catchUp(const PassageRepository &passages, qint64 most,
                         const std::atomic_bool *cancelled = nullptr);

    /// The next catching up compares everything there is, and not only what is new.
    void distrust() { m_distrusted = true; }

    /// About the `most` nearest, best first, by their codes; exact but for the codes' coarseness where there is no graph.
    std::vector<NearestList::Entry> nearest(const VectorCode &query, std::size_t most,
                                            const SearchTools &tools) const;
    std::optional<float> cosine(qint64 row, const VectorCode &query, const DotProducts &products) const;

    std::size_t count() const { return m_base ? m_base->count() - m_dead + freshCount() : freshCount(); }
    std::size_t freshCount() const { return m_freshRows.size(); }
    std::size_t deadCount() const { return m_dead; }
    std::size_t bytes() const; ///< in memory, mapped files too
    qint64 revision() const { return m_revision; }
    const VectorKind &kind() const { return m_kind; }
    const std::shared_ptr<const VectorBase> &base() const { return m_base; }

    /// What a file of these vectors has in it, with the graph of the base. Valid while this isn't changed. Without the dead
    /// there is no graph: every slot has another number then.
    VectorContents contents(bool withDead) const;

private:
    static constexpr std::size_t kScanAtOnce = 2048;

    bool isAlive(quint32 slot) const { return (m_deadBits[slot / 64] >> (slot % 64) & 1) == 0; }
    void kill(quint32 slot);
    void put(qint64 row, std::span<const float> vector);
    void remove(qint64 row);
    void removeAllBut(const std::vector<VectorRow> &sorted);
    bool knows(qint64 row) const;
    CodeSpan freshCodes() const;

    VectorKind m_kind;
    std::shared_ptr<const VectorBase> m_base;
    std::vector<quint64> m_deadBits; ///< a bit for each slot of the base
    std::size_t m_dead = 0;
    std::vector<std::int8_t> m_freshCodes;
    std::vector<float> m_freshScales;
    std::vector<qint64> m_freshRows;
    std::unordered_map<qint64, std::size_t> m_freshSlots;
    qint64 m_revision = -1;
    bool m_distrusted = false;
};

} // namespace CloneMemoria
