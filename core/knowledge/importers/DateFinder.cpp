#include "core/knowledge/importers/DateFinder.h"

#include "core/knowledge/importers/MonthNames.h"

#include <QRegularExpression>
#include <QTimeZone>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kFirstYear = 1000;
constexpr int kLastYear = 2199;

QDate dateOf(int year, int month, int day)
{
    return year >= kFirstYear && year <= kLastYear ? QDate(year, month, day) : QDate();
}

QDate fromYearFirst(const QRegularExpressionMatch &match)
{
    const int day = match.hasCaptured(4) ? match.capturedView(4).toInt() : 1;
    return dateOf(match.capturedView(1).toInt(), match.capturedView(3).toInt(), day);
}

// 31.05.1957 and 31/05/1957; with slashes only where one of the two can't be a month.
QDate fromDayFirst(const QRegularExpressionMatch &match)
{
    const int first = match.capturedView(1).toInt();
    const int second = match.capturedView(3).toInt();
    const int year = match.capturedView(4).toInt();
    if (match.capturedView(2) == u".")
        return dateOf(year, second, first);
    if (first > 12 || first == second)
        return dateOf(year, second, first);
    return second > 12 ? dateOf(year, first, second) : QDate();
}

QDate fromNamedMonth(int day, const QString &name, int year)
{
    const int month = monthNumber(name.toLower());
    return month == 0 ? QDate() : dateOf(year, month, day);
}

struct DatePattern
{
    QRegularExpression expression;
    QDate (*read)(const QRegularExpressionMatch &match);
};

const QList<DatePattern> &datePatterns()
{
    static const QList<DatePattern> patterns{
        {QRegularExpression(uR"((?<!\d)(?<!\d[-./_])(\d{4})([-._/])(\d{1,2})\2(\d{1,2})(?![-./]?\d))"_s),
         fromYearFirst},
        {QRegularExpression(uR"((?<!\d)(?<!\d[-./_])(\d{4})([-_/])(\d{2})()(?![-./_]?\d))"_s),
         [](const QRegularExpressionMatch &match) {
             return dateOf(match.capturedView(1).toInt(), match.capturedView(3).toInt(), 1);
         }},
        {QRegularExpression(uR"((?<!\d)(?<!\d[-./_])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4})(?!\d))"_s),
         fromDayFirst},
        {QRegularExpression(
             uR"((?<![\d.,])(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s_-]+(?:of\s+|de\s+)?(\p{L}{3,})\.?,?[\s_-]+(?:de\s+|del\s+)?(\d{4})(?!\d))"_s,
             QRegularExpression::CaseInsensitiveOption),
         [](const QRegularExpressionMatch &match) {
             return fromNamedMonth(match.capturedView(1).toInt(), match.captured(2),
                                   match.capturedView(3).toInt());
         }},
        {QRegularExpression(
             uR"((?<!\p{L})(\p{L}{3,})\.?[\s_-]+(\d{1,2})(?:st|nd|rd|th)?(?:,\s*|[\s_-]+)(\d{4})(?!\d))"_s,
             QRegularExpression::CaseInsensitiveOption),
         [](const QRegularExpressionMatch &match) {
             return fromNamedMonth(match.capturedView(2).toInt(), match.captured(1),
                                   match.capturedView(3).toInt());
         }},
        {QRegularExpression(uR"((?<!\p{L})(\p{L}{3,})\.?,?[\s_-]+(?:de\s+|del\s+|of\s+)?(\d{4})(?!\d))"_s,
                            QRegularExpression::CaseInsensitiveOption),
         [](const QRegularExpressionMatch &match) {
             return fromNamedMonth(1, match.captured(1), match.capturedView(2).toInt());
         }},
    };
    return patterns;
}
} // namespace

std::optional<LocatedDate> locateDate(const QString &text)
{
    // Only what stands at the beginning of a long line can be its date, and expressions stay cheap.
    constexpr qsizetype kLongestSearched = 400;
    const QString searched = text.left(kLongestSearched);
    std::optional<LocatedDate> best;
    for (const DatePattern &pattern : datePatterns()) {
        QRegularExpressionMatchIterator matches = pattern.expression.globalMatch(searched);
        while (matches.hasNext()) {
            const QRegularExpressionMatch match = matches.next();
            // "31 May 1957" also holds "May 1957": the earlier start is the fuller date.
            if (best && match.capturedStart() >= best->start)
                break;
            const QDate date = pattern.read(match);
            if (date.isValid()) {
                best = LocatedDate{date, match.capturedStart(), match.capturedLength()};
                break;
            }
        }
    }
    return best;
}

QDateTime findDate(const QString &text)
{
    const std::optional<LocatedDate> found = locateDate(text);
    return found ? QDateTime(found->date, QTime(0, 0), Qt::UTC) : QDateTime();
}

} // namespace CloneMemoria
