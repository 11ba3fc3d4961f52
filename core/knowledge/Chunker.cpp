#include "core/knowledge/Chunker.h"

#include "core/knowledge/SentenceSplitter.h"

#include <algorithm>

namespace CloneMemoria {

namespace {
class PassageCutting
{
public:
    PassageCutting(const QString &text, const ChunkerOptions &options)
        : m_text(text)
        , m_max(std::max(options.maxCharacters, 2))
        , m_target(std::clamp<qsizetype>(options.targetCharacters, 1, m_max))
        , m_overlap(std::clamp<qsizetype>(options.overlapCharacters, 0, m_target / 2))
        , m_units(splitSentences(text, static_cast<int>(m_max)))
    { }

    QList<Passage> run()
    {
        qsizetype fresh = 0; // the first unit that is in no passage yet
        while (fresh < m_units.size()) {
            const qsizetype first = withOverlap(fresh);
            const qsizetype last = lastUnit(first, fresh);
            append(first, last);
            m_previousFirst = first;
            fresh = last + 1;
        }
        return std::move(m_passages);
    }

private:
    qsizetype length(qsizetype first, qsizetype last) const
    {
        return m_units[last].end - m_units[first].start;
    }

    // Whole sentences before `fresh` that are told again, so that what spans two passages is found in one.
    qsizetype withOverlap(qsizetype fresh) const
    {
        if (m_units[fresh].heading)
            return fresh; // a new section
        qsizetype first = fresh;
        while (first > m_previousFirst + 1) { // never a whole passage again, and none before the first
            const TextUnit &before = m_units[first - 1];
            if (before.heading || !before.whole || m_units[fresh].start - before.start > m_overlap
                || length(first - 1, fresh) > m_max)
                break;
            --first;
        }
        return first;
    }

    // The last unit of the passage that begins with `first` and has at least `fresh` in it.
    qsizetype lastUnit(qsizetype first, qsizetype fresh) const
    {
        const qsizetype count = m_units.size();
        qsizetype last = fresh;
        qsizetype paragraph = -1; // the last paragraph's end that is far enough along
        while (last + 1 < count && length(first, last + 1) <= m_max) {
            if (m_units[last].paragraphEnd && !m_units[last].heading && length(first, last) >= m_target / 2) {
                paragraph = last;
                if (length(first, last) >= m_target)
                    break;
            }
            ++last;
        }
        if (last + 1 == count)
            return splitTail(first, last, paragraph);
        if (m_units[last].paragraphEnd && !m_units[last].heading)
            return last;
        if (paragraph >= fresh)
            return paragraph;
        // No paragraph ends here: the sentence that comes closest to the target, and no heading at the end.
        while (last > fresh && (length(first, last) > m_target || m_units[last].heading))
            --last;
        return last;
    }

    // What is left fits into one passage; two where it is much more than the target and a paragraph parts it.
    qsizetype splitTail(qsizetype first, qsizetype last, qsizetype paragraph) const
    {
        const bool worthIt = length(first, last) > m_target + m_target / 4 && paragraph >= 0
                             && paragraph < last && length(paragraph + 1, last) >= m_target / 4;
        return worthIt ? paragraph : last;
    }

    void append(qsizetype first, qsizetype last)
    {
        Passage passage;
        passage.chunkIndex = static_cast<int>(m_passages.size());
        passage.startOffset = static_cast<int>(m_units[first].start);
        passage.endOffset = static_cast<int>(m_units[last].end);
        passage.content = m_text.mid(passage.startOffset, passage.endOffset - passage.startOffset);
        m_passages.append(std::move(passage));
    }

    const QString &m_text;
    const qsizetype m_max;
    const qsizetype m_target;
    const qsizetype m_overlap;
    const QList<TextUnit> m_units;
    qsizetype m_previousFirst = -1;
    QList<Passage> m_passages;
};
} // namespace

QList<Passage> chunkProse(const QString &text, const ChunkerOptions &options)
{
    return PassageCutting(text, options).run();
}

} // namespace CloneMemoria
