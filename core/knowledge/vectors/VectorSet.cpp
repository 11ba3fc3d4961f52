#include "core/knowledge/vectors/VectorSet.h"

#include <algorithm>
#include <array>

namespace CloneMemoria {

namespace {
constexpr std::size_t kReadAtOnce = 2000; // between two looks at whether it is still wanted

// The graph answers about so much faster than a scan of its points; a wide question is better scanned.
constexpr std::size_t kGraphGain = 40;
} // namespace

VectorSet::VectorSet(VectorKind kind, std::shared_ptr<const VectorBase> base)
    : m_kind(std::move(kind))
    , m_base(std::move(base))
{
    if (!m_base)
        return;
    m_revision = m_base->revision();
    m_deadBits.assign((m_base->count() + 63) / 64, ~quint64(0));
    for (const quint32 slot : m_base->byRow())
        m_deadBits[slot / 64] &= ~(quint64(1) << (slot % 64));
    m_dead = m_base->count() - m_base->byRow().size();
}

Result<bool> VectorSet::catchUp(const PassageRepository &passages, qint64 most,
                                const std::atomic_bool *cancelled)
{
    // Before the rows: what changes in between is then seen the next time.
    CM_TRY_ASSIGN(now, passages.vectorRevision(m_kind.cloneId));
    if (now.revision == m_revision && !m_distrusted)
        return true;
    // An older database than the one these vectors came from: an old copy that was brought back.
    const bool again = m_revision > now.revision;
    const bool all = m_revision < 0 || again || m_distrusted || now.removal > m_revision;
    if (all && most >= 0 && qint64(count()) > most)
        return false;
    CM_TRY_ASSIGN(rows, passages.vectorRows(m_kind, all ? -1 : m_revision, most < 0 ? -1 : most + 1));
    if (most >= 0 && qint64(rows.size()) > most)
        return false;
    if (again)
        *this = VectorSet(m_kind);
    std::sort(rows.begin(), rows.end(), [](const VectorRow &a, const VectorRow &b) { return a.row < b.row; });
    if (all)
        removeAllBut(rows);

    std::vector<qint64> wanted;
    for (const VectorRow &row : rows) {
        if (row.revision > m_revision || !knows(row.row))
            wanted.push_back(row.row);
    }
    std::vector<qint64> read;
    for (std::size_t start = 0; start < wanted.size(); start += kReadAtOnce) {
        if (cancelled && *cancelled)
            return fail(ErrorKind::Cancelled);
        const auto some = std::span(wanted).subspan(start, std::min(kReadAtOnce, wanted.size() - start));
        read.clear();
        CM_TRY(passages.visitVectors(m_kind, some, [&](qint64 row, std::span<const float> vector) {
            read.push_back(row);
            put(row, vector);
        }));
        std::sort(read.begin(), read.end());
        for (const qint64 row : some) { // gone since they were listed
            if (!std::binary_search(read.begin(), read.end(), row))
                remove(row);
        }
    }
    m_revision = now.revision;
    m_distrusted = false;
    return true;
}

void VectorSet::kill(quint32 slot)
{
    if (!isAlive(slot))
        return;
    m_deadBits[slot / 64] |= quint64(1) << (slot % 64);
    ++m_dead;
}

bool VectorSet::knows(qint64 row) const
{
    if (m_freshSlots.contains(row))
        return true;
    const auto slot = m_base ? m_base->slotOf(row) : std::nullopt;
    return slot && isAlive(*slot);
}

void VectorSet::put(qint64 row, std::span<const float> vector)
{
    const std::size_t length = codeLength(std::size_t(m_kind.dimensions));
    std::vector<std::int8_t> code(length, 0);
    const float scale = encodeVector(vector, code.data());
    if (scale <= 0)
        return remove(row);
    if (const auto known = m_freshSlots.find(row); known != m_freshSlots.end()) {
        std::copy(code.begin(), code.end(), m_freshCodes.begin() + qsizetype(known->second * length));
        m_freshScales[known->second] = scale;
        return;
    }
    if (const auto slot = m_base ? m_base->slotOf(row) : std::nullopt)
        kill(*slot);
    m_freshSlots.emplace(row, m_freshRows.size());
    m_freshCodes.insert(m_freshCodes.end(), code.begin(), code.end());
    m_freshScales.push_back(scale);
    m_freshRows.push_back(row);
}

void VectorSet::remove(qint64 row)
{
    if (const auto slot = m_base ? m_base->slotOf(row) : std::nullopt)
        kill(*slot);
    const auto known = m_freshSlots.find(row);
    if (known == m_freshSlots.end())
        return;
    // The last one takes its place.
    const std::size_t length = codeLength(std::size_t(m_kind.dimensions));
    const std::size_t hole = known->second;
    const std::size_t last = m_freshRows.size() - 1;
    m_freshSlots.erase(known);
    if (hole != last) {
        std::copy_n(m_freshCodes.begin() + qsizetype(last * length), length,
                    m_freshCodes.begin() + qsizetype(hole * length));
        m_freshScales[hole] = m_freshScales[last];
        m_freshRows[hole] = m_freshRows[last];
        m_freshSlots[m_freshRows[hole]] = hole;
    }
    m_freshCodes.resize(last * length);
    m_freshScales.pop_back();
    m_freshRows.pop_back();
}

void VectorSet::removeAllBut(const std::vector<VectorRow> &sorted)
{
    if (m_base) {
        std::size_t at = 0;
        for (const quint32 slot : m_base->byRow()) { // both ascend
            const qint64 row = m_base->rows()[slot];
            while (at < sorted.size() && sorted[at].row < row)
                ++at;
            if (at == sorted.size() || sorted[at].row != row)
                kill(slot);
        }
    }
    const std::vector<qint64> fresh = m_freshRows;
    for (const qint64 row : fresh) {
        const auto found = std::lower_bound(sorted.begin(), sorted.end(), row,
                                            [](const VectorRow &a, qint64 b) { return a.row < b; });
        if (found == sorted.end() || found->row != row)
            remove(row);
    }
}

CodeSpan VectorSet::freshCodes() const
{
    return {m_freshCodes.data(), m_freshScales.data(), codeLength(std::size_t(m_kind.dimensions)),
            m_freshRows.size()};
}

std::vector<NearestList::Entry> VectorSet::nearest(const VectorCode &query, std::size_t most,
                                                   const SearchTools &tools) const
{
    NearestList best(most);
    std::array<std::int32_t, kScanAtOnce> scores;
    const auto scan = [&](const CodeSpan &codes, std::span<const qint64> rows, std::size_t from,
                          const auto &counts) {
        for (std::size_t start = from; start < codes.count; start += kScanAtOnce) {
            const std::size_t some = std::min(kScanAtOnce, codes.count - start);
            tools.products.many(query.code.data(), codes.code(start), some, codes.length, scores.data());
            for (std::size_t i = 0; i < some; ++i) {
                const float cosine = static_cast<float>(scores[i]) * query.scale * codes.scales[start + i];
                if (best.wants(cosine) && counts(quint32(start + i)))
                    best.offer(cosine, rows[start + i]);
            }
        }
    };
    if (most == 0 || query.scale <= 0)
        return {};
    if (m_base) {
        const auto counts = [this](quint32 slot) { return isAlive(slot); };
        const VectorGraph &graph = m_base->graph();
        const std::size_t width = std::max(most, tools.width);
        const bool useGraph = width * kGraphGain < graph.points;
        if (useGraph) {
            for (const auto &[cosine, slot] :
                 tools.search.nearest(graph, m_base->codes(), query, width, counts, tools.products))
                best.offer(cosine, m_base->rows()[slot]);
        }
        scan(m_base->codes(), m_base->rows(), useGraph ? graph.points : 0, counts);
    }
    scan(freshCodes(), m_freshRows, 0, [](quint32) { return true; });
    return best.take();
}

std::optional<float> VectorSet::cosine(qint64 row, const VectorCode &query, const DotProducts &products) const
{
    const auto of = [&](const CodeSpan &codes, std::size_t slot) {
        return static_cast<float>(products.one(query.code.data(), codes.code(slot), codes.length))
               * query.scale * codes.scales[slot];
    };
    if (const auto known = m_freshSlots.find(row); known != m_freshSlots.end())
        return of(freshCodes(), known->second);
    const auto slot = m_base ? m_base->slotOf(row) : std::nullopt;
    if (slot && isAlive(*slot))
        return of(m_base->codes(), *slot);
    return std::nullopt;
}

std::size_t VectorSet::bytes() const
{
    constexpr std::size_t kHashEntry = 48;
    return (m_base ? std::size_t(m_base->bytes()) : 0) + m_freshCodes.capacity()
           + m_freshRows.capacity() * (sizeof(qint64) + sizeof(float)) + m_freshSlots.size() * kHashEntry
           + m_deadBits.capacity() * sizeof(quint64);
}

VectorContents VectorSet::contents(bool withDead) const
{
    VectorContents contents{m_kind, m_revision, {}, {}, {}};
    std::vector<qint64> rows; // of the slots, as they will be numbered
    std::vector<bool> alive;
    const auto addRun = [&](std::size_t from, std::size_t to) {
        if (from == to)
            return;
        const CodeSpan &codes = m_base->codes();
        contents.runs.push_back({{codes.code(from), (to - from) * codes.length},
                                 {codes.scales + from, to - from},
                                 m_base->rows().subspan(from, to - from)});
        for (std::size_t slot = from; slot < to; ++slot) {
            rows.push_back(m_base->rows()[slot]);
            alive.push_back(isAlive(quint32(slot)));
        }
    };
    if (m_base && withDead) {
        addRun(0, m_base->count());
        contents.graph = m_base->graph();
    } else if (m_base) {
        std::size_t from = 0;
        for (std::size_t slot = 0; slot < m_base->count(); ++slot) {
            if (!isAlive(quint32(slot))) {
                addRun(from, slot);
                from = slot + 1;
            }
        }
        addRun(from, m_base->count());
    }
    contents.runs.push_back({m_freshCodes, m_freshScales, m_freshRows});
    rows.insert(rows.end(), m_freshRows.begin(), m_freshRows.end());
    alive.resize(rows.size(), true);
    for (std::size_t slot = 0; slot < rows.size(); ++slot) {
        if (alive[slot])
            contents.byRow.push_back(quint32(slot));
    }
    std::sort(contents.byRow.begin(), contents.byRow.end(),
              [&rows](quint32 a, quint32 b) { return rows[a] < rows[b]; });
    return contents;
}

} // namespace CloneMemoria
