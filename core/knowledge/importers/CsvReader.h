#pragma once

#include "core/base/Result.h"

#include <QString>
#include <QStringList>

#include <functional>

namespace CloneMemoria {

/// Reads a table with separators (RFC 4180, and what programs write that never read it) as it comes, row by row.
/// Separators are told by the beginning: a comma, a semicolon, a tab or a bar. Quotes that never end are taken for
/// characters of a field. One thread.
class CsvReader
{
public:
    using Row = std::function<Result<void>(const QStringList &cells)>;

    explicit CsvReader(Row row);

    /// Text as it comes, cut anywhere.
    Result<void> feed(const QString &text);
    Result<void> finish();

private:
    enum class State { CellStart, Plain, Quoted, QuoteSeen };

    Result<void> start();
    Result<void> take(QStringView text);
    Result<void> takeOne(QChar c);
    void endCell();
    Result<void> endRow();

    Row m_row;
    QString m_head; ///< until the separator is known
    bool m_started = false;
    QChar m_separator = u',';
    QStringList m_cells;
    QString m_cell;
    qsizetype m_rowSize = 0; ///< in characters, so far
    State m_state = State::CellStart;
    bool m_afterReturn = false;
};

/// The separator that a table beginning like this has.
QChar csvSeparator(const QString &head);

} // namespace CloneMemoria
