#pragma once

#include <QtGlobal>
#include <algorithm>
#include <vector>

namespace CloneMemoria {

/// Keeps the `most` best of what it is offered.
class NearestList
{
public:
    struct Entry
    {
        float cosine = 0;
        qint64 row = 0;

        friend bool operator>(const Entry &a, const Entry &b)
        {
            return a.cosine != b.cosine ? a.cosine > b.cosine : a.row < b.row;
        }
    };

    explicit NearestList(std::size_t most) : m_most(most) { m_entries.reserve(most); }

    /// Below it nothing is taken any more: asked before the row is looked up.
    bool wants(float cosine) const
    {
        return m_entries.size() < m_most || (m_most > 0 && cosine >= m_entries.front().cosine);
    }

    void offer(float cosine, qint64 row)
    {
        const Entry entry{cosine, row};
        if (m_entries.size() == m_most) {
            if (m_most == 0 || !(entry > m_entries.front()))
                return;
            std::pop_heap(m_entries.begin(), m_entries.end(), std::greater<>());
            m_entries.pop_back();
        }
        m_entries.push_back(entry);
        std::push_heap(m_entries.begin(), m_entries.end(), std::greater<>()); // the worst of them in front
    }

    /// Best first.
    std::vector<Entry> take()
    {
        std::sort_heap(m_entries.begin(), m_entries.end(), std::greater<>());
        return std::move(m_entries);
    }

private:
    std::size_t m_most;
    std::vector<Entry> m_entries;
};

} // namespace CloneMemoria
