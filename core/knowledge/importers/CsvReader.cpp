#include "core/knowledge/importers/CsvReader.h"

#include <algorithm>
#include <array>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kSeparatorSample = 32 * 1024;
constexpr qsizetype kLongestCell = 1024 * 1024;
// A row that is longer than this is no row of a table, and is handed on in pieces.
constexpr qsizetype kMostCells = 16 * 1024;
constexpr qsizetype kLongestTableRow = 4 * kLongestCell;
} // namespace

QChar csvSeparator(const QString &head)
{
    constexpr std::array<char16_t, 4> kSeparators{u',', u';', u'\t', u'|'};
    constexpr int kLines = 20;
    // Best is the one that stands as often in each line as in the first.
    QChar best = u',';
    int bestScore = 0;
    for (const char16_t separator : kSeparators) {
        QList<int> counts{0};
        bool quoted = false;
        for (const QChar c : head) {
            if (c == u'"')
                quoted = !quoted;
            else if (!quoted && c == u'\n' && counts.size() >= kLines)
                break;
            else if (!quoted && c == u'\n')
                counts.append(0);
            else if (!quoted && c == separator)
                ++counts.last();
        }
        const int first = counts.first();
        const auto same = int(std::count(counts.cbegin(), counts.cend(), first));
        const int score = first == 0 ? 0 : 1000 * same + std::min(first, 999);
        if (score > bestScore) {
            bestScore = score;
            best = separator;
        }
    }
    return best;
}

CsvReader::CsvReader(Row row) : m_row(std::move(row)) { }

Result<void> CsvReader::feed(const QString &text)
{
    if (m_started)
        return take(text);
    m_head += text;
    return m_head.size() >= kSeparatorSample ? start() : Result<void>();
}

Result<void> CsvReader::start()
{
    m_started = true;
    QString head = std::exchange(m_head, {});
    // Excel says it itself.
    if (head.startsWith("sep="_L1) && head.size() > 4) {
        m_separator = head.at(4);
        const qsizetype end = head.indexOf(u'\n');
        head.remove(0, end < 0 ? head.size() : end + 1);
    } else {
        m_separator = csvSeparator(head.left(kSeparatorSample));
    }
    return take(head);
}

Result<void> CsvReader::finish()
{
    if (!m_started)
        CM_TRY(start());
    return endRow();
}

Result<void> CsvReader::take(QStringView text)
{
    for (const QChar c : text)
        CM_TRY(takeOne(c));
    return {};
}

Result<void> CsvReader::takeOne(QChar c)
{
    const bool afterReturn = std::exchange(m_afterReturn, false);
    if (m_state == State::Quoted) {
        if (c == u'"') {
            m_state = State::QuoteSeen;
            return {};
        }
        m_cell += c;
        if (m_cell.size() >= kLongestCell) { // its quote never ends
            endCell();
            m_state = State::Plain;
        }
        return {};
    }
    if (m_state == State::QuoteSeen) {
        if (c == u'"') {
            m_cell += c;
            m_state = State::Quoted;
            return {};
        }
        m_state = State::Plain;
    }
    if (c == m_separator) {
        endCell();
    } else if (c == u'\n' || c == u'\r') {
        if (c == u'\n' && afterReturn)
            return {};
        m_afterReturn = c == u'\r';
        return endRow();
    } else if (c == u'"' && m_state == State::CellStart) {
        m_state = State::Quoted;
    } else if (c == u' ' && m_state == State::CellStart) {
        // Space before a quote; before anything else it says nothing.
    } else {
        m_state = State::Plain;
        m_cell += c;
        if (m_cell.size() >= kLongestCell)
            endCell();
    }
    return m_cells.size() >= kMostCells || m_rowSize >= kLongestTableRow ? endRow() : Result<void>();
}

void CsvReader::endCell()
{
    m_rowSize += m_cell.size();
    m_cells.append(m_cell.trimmed());
    m_cell.clear();
    m_state = State::CellStart;
}

Result<void> CsvReader::endRow()
{
    endCell();
    m_rowSize = 0;
    const QStringList cells = std::exchange(m_cells, {});
    const bool isBlank = std::all_of(cells.cbegin(), cells.cend(),
                                     [](const QString &cell) { return cell.isEmpty(); });
    return isBlank ? Result<void>() : m_row(cells);
}

} // namespace CloneMemoria
