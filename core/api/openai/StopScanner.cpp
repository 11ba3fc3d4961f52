#include "core/api/openai/StopScanner.h"

#include <algorithm>
#include <utility>

namespace CloneMemoria {

namespace {
// How much of the text's end may be a sequence's beginning.
qsizetype beginningAtEnd(QStringView text, QStringView sequence)
{
    for (qsizetype size = std::min(text.size(), sequence.size() - 1); size > 0; --size) {
        if (text.endsWith(sequence.first(size)))
            return size;
    }
    return 0;
}
} // namespace

QString StopScanner::feed(const QString &text)
{
    if (m_found)
        return {};
    m_held += text;
    // The one that is complete first, as it would be if the text came letter by letter; of two, the longer one.
    qsizetype end = m_held.size();
    qsizetype completeAt = 0;
    for (const QString &sequence : std::as_const(m_sequences)) {
        const qsizetype at = m_held.indexOf(sequence);
        const qsizetype complete = at + sequence.size();
        if (at < 0 || (m_found && (complete > completeAt || (complete == completeAt && at > end))))
            continue;
        m_found = true;
        end = at;
        completeAt = complete;
    }
    if (!m_found) {
        qsizetype held = 0;
        for (const QString &sequence : std::as_const(m_sequences))
            held = std::max(held, beginningAtEnd(m_held, sequence));
        end -= held;
        // Half of a character is no text.
        if (end > 0 && end < m_held.size() && m_held.at(end - 1).isHighSurrogate())
            --end;
    }
    const QString out = m_held.left(end);
    m_held = m_found ? QString() : m_held.mid(end);
    return out;
}

QString StopScanner::finish()
{
    return std::exchange(m_held, {});
}

} // namespace CloneMemoria
