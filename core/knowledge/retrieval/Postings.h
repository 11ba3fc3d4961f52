#pragma once

#include <QByteArray>

#include <QtEndian>
#include <algorithm>
#include <span>

namespace CloneMemoria {

/// Which passages have a term, and how often. Passages are counted off in blocks of 4096, whose scores fit into the
/// processor's nearest cache. A block in which the term is has a head of two numbers (which block, how many passages) and
/// a number for each passage: its place in the block, and in the upper four bits how often less one, 15 at most. Numbers
/// have 16 bits: two bytes a passage, and six where it is alone in its block.
class Postings
{
public:
    static constexpr quint32 kBlock = 4096;   ///< passages
    static constexpr quint32 kMostTimes = 16; ///< more says nothing more

    struct Posting
    {
        explicit Posting(quint16 number) : place(number % kBlock), times(1U + number / kBlock) { }

        quint32 place; ///< in the block
        quint32 times;
    };

    Postings() = default;
    /// Of a file: `head` is where the last block begins. Whatever the bytes are, nothing beyond them is read; places may be
    /// past the last passage.
    Postings(QByteArray bytes, quint32 head, quint32 passages) : m_passages(passages)
    {
        if (bytes.size() < kHeadBytes)
            return;
        m_head = std::min<qsizetype>(head, bytes.size() - kHeadBytes);
        m_bytes = std::move(bytes);
    }

    /// Places ascend.
    void append(quint32 place, quint32 times)
    {
        const auto block = quint16(place / kBlock);
        if (m_bytes.isEmpty() || number(m_head) != block) {
            m_head = m_bytes.size();
            appendNumber(block);
            appendNumber(0);
        }
        setNumber(m_head + 2, quint16(number(m_head + 2) + 1));
        appendNumber(quint16(place % kBlock + (std::min(times, kMostTimes) - 1) * kBlock));
        ++m_passages;
    }

    quint32 passages() const { return m_passages; }
    const QByteArray &bytes() const { return m_bytes; }
    quint32 head() const { return quint32(m_head); }

    /// Goes through the blocks.
    class Cursor
    {
    public:
        Cursor() = default;
        explicit Cursor(const Postings &postings)
            : m_rest(reinterpret_cast<const quint16 *>(postings.m_bytes.constData()),
                     std::size_t(postings.m_bytes.size()) / sizeof(quint16))
        { }

        bool atEnd() const { return m_rest.size() < 2; }
        quint32 block() const { return m_rest[0]; } ///< not at the end
        /// The numbers of the block that it is at; then it is at the next.
        std::span<const quint16> take()
        {
            const std::size_t count = std::min<std::size_t>(m_rest[1], m_rest.size() - 2);
            const auto taken = m_rest.subspan(2, count);
            m_rest = m_rest.subspan(2 + count);
            return taken;
        }

    private:
        std::span<const quint16> m_rest;
    };

private:
    static constexpr qsizetype kHeadBytes = 4;

    quint16 number(qsizetype at) const { return qFromUnaligned<quint16>(m_bytes.constData() + at); }
    void setNumber(qsizetype at, quint16 value) { qToUnaligned(value, m_bytes.data() + at); }
    void appendNumber(quint16 value) { m_bytes.append(reinterpret_cast<const char *>(&value), sizeof value); }

    QByteArray m_bytes;
    qsizetype m_head = 0; ///< of the last block
    quint32 m_passages = 0;
};

} // namespace CloneMemoria
