#pragma once

#include <QDateTime>
#include <QString>

#include <array>
#include <optional>

namespace CloneMemoria {

/// The time in front of a line of a WhatsApp export: "12/31/22, 9:05 PM - ", "[31.12.22, 21:05:11] ",
/// "2022. 12. 31. 오후 9:05 - "; of old ones, "31/12/22 21:05:11: "; of messages that were copied in the browser,
/// "[21:05, 31.12.2022] ". Which figure is the day, only the whole file tells (see WhatsAppDates).
struct WhatsAppStamp
{
    std::array<int, 3> figures = {}; ///< of the date, in the line's order
    bool isYearFirst = false;        ///< the first figure has four digits
    bool isSlashed = false;
    bool isTwelveHours = false;
    bool hasSeconds = false;
    QTime time;
    qsizetype end = 0; ///< where the rest of the line begins
};

/// Marks of direction, unusual spaces and digits of any script are read over. Nothing where the line begins otherwise.
/// Any thread.
std::optional<WhatsAppStamp> parseWhatsAppStamp(const QString &line);

/// Decides a file's order of day, month and year: by what is no date the other way round, then by the order of the
/// lines, then by whether the year first makes far shorter times between them, then by habit (month first with slashes and a twelve-hour clock, else day first). One thread at a time.
class WhatsAppDates
{
public:
    void add(const WhatsAppStamp &stamp);
    /// Invalid where the figures are no date in the file's order.
    QDateTime momentOf(const WhatsAppStamp &stamp) const;

private:
    enum Order { DayFirst, MonthFirst, YearFirst };
    struct Vote
    {
        qint64 impossible = 0;
        qint64 backwards = 0;
        qint64 days = 0; // from message to message, in all
        QDate last = {};
    };

    static QDate dateOf(const WhatsAppStamp &stamp, Order order);
    Order order() const;

    std::array<Vote, 3> m_votes = {};
    bool m_isAmerican = false;
};

} // namespace CloneMemoria
