#include "ui/knowledge/MemoryDateEdit.h"

#include <QFontMetrics>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// As early as letters are kept; QDateEdit's own first date is 1752.
const QDate kEarliestDate(1000, 1, 1);
} // namespace

MemoryDateEdit::MemoryDateEdit(QWidget *parent) : QDateEdit(parent)
{
    setAccessibleName(tr("Date"));
    setCalendarPopup(true);
    setMinimumWidth(fontMetrics().horizontalAdvance(u"30 September 2026"_s) + 96);
    setDateRange(kEarliestDate, QDate(9999, 12, 31));
    // "03/05/61" could be any century's.
    setDisplayFormat(u"d MMMM yyyy"_s);
    setDate(QDate::currentDate());
}

QDateTime MemoryDateEdit::happenedAt() const
{
    return {date(), QTime(0, 0), Qt::UTC};
}

} // namespace CloneMemoria
