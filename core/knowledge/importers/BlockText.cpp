#include "core/knowledge/importers/BlockText.h"

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLongestRow = 4000;        // of a table that is one
constexpr qsizetype kLongestBlock = 64 * 1024; // longer ones are handed on in pieces
constexpr qsizetype kMostBlocksInCell = 6;

// Marks where a word may be divided, and what a page is filled with.
bool isInvisible(QChar c)
{
    const char16_t u = c.unicode();
    return u == 0x00AD || u == 0x200B || u == 0x2060 || u == 0x034F;
}
} // namespace

BlockText::BlockText(Out out) : m_out(std::move(out)) { }

void BlockText::beginParagraph(const QString &prefix)
{
    begin(Kind::Paragraph, prefix);
}

void BlockText::beginHeading(int level)
{
    begin(Kind::Heading, QString(std::clamp(level, 1, 6), u'#') + u' ');
}

void BlockText::beginItem(int depth, const QString &mark)
{
    constexpr int kDeepest = 16; // indents of text that nobody sees any more
    begin(Kind::Item, QString(2 * std::clamp(depth, 0, kDeepest), u' ') + mark);
}

void BlockText::beginLine()
{
    begin(Kind::Line, {});
}

void BlockText::begin(Kind kind, const QString &prefix)
{
    // <li><p>: the item is the paragraph.
    if (kind == Kind::Paragraph && prefix.isEmpty() && m_block.text.isEmpty()
        && (m_block.kind == Kind::Item || m_block.kind == Kind::Heading))
        return;
    finishBlock();
    m_block.kind = kind;
    m_block.prefix = prefix;
}

void BlockText::endBlock()
{
    finishBlock();
    if (m_asides.isEmpty() && !isInCell())
        flushNotes();
}

void BlockText::add(QStringView text)
{
    for (const QChar c : text) {
        if (c.isSpace()) {
            m_block.spacePending = true;
        } else if (!isInvisible(c)) {
            if (m_block.spacePending && !m_block.text.isEmpty() && m_block.text.back() != u'\n')
                m_block.text += u' ';
            m_block.spacePending = false;
            m_block.text += c;
        }
    }
    handOnBeginning();
}

void BlockText::handOnBeginning()
{
    if (m_block.text.size() <= kLongestBlock || !m_asides.isEmpty() || isInCell())
        return;
    const qsizetype space = m_block.text.lastIndexOf(u' ');
    const qsizetype size = space > 0 ? space : m_block.text.size();
    const QString beginning = m_block.text.first(size);
    m_block.text.remove(0, size);
    if (std::exchange(m_block.isContinued, true))
        m_out(beginning);
    else
        put(m_block.kind, std::exchange(m_block.prefix, {}) + beginning);
}

void BlockText::addVerbatim(QStringView text)
{
    if (m_block.spacePending && !m_block.text.isEmpty())
        m_block.text += u' ';
    m_block.spacePending = false;
    m_block.text += text;
    handOnBeginning();
}

void BlockText::breakLine()
{
    m_block.spacePending = false;
    if (!m_block.text.isEmpty())
        m_block.text += u'\n';
}

void BlockText::beginTable()
{
    finishBlock();
    if (isInCell()) {
        m_rows.last().isLayout = true;
        flushRow();
    }
    m_rows.append(Row());
}

void BlockText::endTable()
{
    if (m_rows.isEmpty())
        return;
    endRow();
    m_rows.removeLast();
}

void BlockText::beginRow()
{
    if (m_rows.isEmpty())
        m_rows.append(Row());
    endRow();
    m_rows.last() = Row();
    m_rows.last().isOpen = true;
}

void BlockText::endRow()
{
    finishBlock();
    if (m_rows.isEmpty() || !m_rows.last().isOpen)
        return;
    flushRow();
    m_rows.last().isOpen = false;
    if (m_asides.isEmpty() && !isInCell())
        flushNotes();
}

void BlockText::beginCell()
{
    finishBlock();
    if (m_rows.isEmpty() || !m_rows.last().isOpen)
        beginRow();
    m_rows.last().cells.append(QStringList());
}

void BlockText::beginAside(const QString &mark)
{
    m_asides.append(
        {.interrupted = std::exchange(m_block, {}), .rows = m_rows.size(), .blocks = {}, .mark = mark});
}

void BlockText::endAside()
{
    if (m_asides.isEmpty())
        return;
    finishBlock();
    while (m_rows.size() > m_asides.last().rows)
        endTable();
    const Aside aside = m_asides.takeLast();
    m_block = aside.interrupted;
    if (!aside.blocks.isEmpty())
        m_notes.append(aside.mark + aside.blocks.join(aside.mark.isEmpty() ? u'\n' : u' '));
}

void BlockText::finish()
{
    while (!m_asides.isEmpty())
        endAside();
    finishBlock();
    while (!m_rows.isEmpty())
        endTable();
    flushNotes();
}

bool BlockText::isInCell() const
{
    return !m_rows.isEmpty() && m_rows.last().isOpen && !m_rows.last().cells.isEmpty();
}

void BlockText::finishBlock()
{
    const Block block = std::exchange(m_block, {});
    qsizetype size = block.text.size();
    while (size > 0 && block.text.at(size - 1).isSpace())
        --size;
    if (size == 0)
        return;
    if (block.isContinued) {
        m_out(block.text.first(size));
        return;
    }
    const QString text = block.prefix + block.text.first(size);
    if (!isInCell() || m_rows.last().isLayout) {
        put(block.kind, text);
        return;
    }
    Row &row = m_rows.last();
    row.size += text.size();
    row.cells.last().append(text);
    const bool isLong = row.cells.last().size() > kMostBlocksInCell || row.size > kLongestRow;
    if (isLong && m_asides.isEmpty()) {
        row.isLayout = true;
        flushRow();
    }
}

void BlockText::flushRow()
{
    Row &row = m_rows.last();
    const QList<QStringList> cells = std::exchange(row.cells, {QStringList()});
    row.size = 0;
    const auto filled = std::count_if(cells.cbegin(), cells.cend(),
                                      [](const auto &cell) { return !cell.isEmpty(); });
    if (filled == 0)
        return;
    if (row.isLayout || filled == 1) {
        for (const QStringList &cell : cells) {
            for (const QString &text : cell)
                put(cells.size() == 1 || row.isLayout ? Kind::Paragraph : Kind::Row, text);
        }
        return;
    }
    QStringList columns;
    for (const QStringList &cell : cells)
        columns.append(cell.join(u' ').replace(u'\n', u' '));
    put(Kind::Row, columns.join(u" | "_s));
}

void BlockText::put(Kind kind, const QString &text)
{
    if (!m_asides.isEmpty()) {
        m_asides.last().blocks.append(text);
        return;
    }
    if (m_any) {
        const bool together = (kind == m_last && (kind == Kind::Item || kind == Kind::Row))
                              || kind == Kind::Line;
        m_out(together ? u"\n"_s : u"\n\n"_s);
    }
    m_out(text);
    m_last = kind;
    m_any = true;
}

void BlockText::flushNotes()
{
    for (const QString &note : std::exchange(m_notes, {}))
        put(Kind::Paragraph, note);
}

} // namespace CloneMemoria
