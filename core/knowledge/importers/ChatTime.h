#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace CloneMemoria {

/// A date, a time of day or both, in a few words such as "1:56 pm on 8 May, 2023" or "2023-05-08 13:56:01", and what
/// else these words say. All of it by the clock of whoever wrote it, so UTC to us. Any thread.
struct FoundMoment
{
    QDate date;   ///< invalid where there is none
    QTime time;   ///< invalid where there is none
    QString rest; ///< the text without them
};

/// See locateDate for dates. Times have hours and minutes: "13:56", "1:56 pm", "1.56 p.m.", "13:56:01".
FoundMoment findMoment(const QString &text);

/// Whether nothing but joints is left of a text that told a moment: "on", "at", "Monday", "Session 3".
bool isOnlyMoment(const FoundMoment &moment);

/// The moment that a line is about that stands between the turns of a chat: "8 May 2023", "--- Monday, 8 May 2023 ---",
/// "Session 3 - 1:56 pm on 8 May, 2023", "DATE: 8 May 2023". Nothing where the line says something else as well.
std::optional<FoundMoment> dateHeader(const QString &line);

/// Both together, as UTC; midnight where there is no time; invalid without a date.
QDateTime clockTime(const QDate &date, const QTime &time);

/// A time as data has it: "2023-05-08T13:56:01Z", "May 8, 2023 1:56pm", "2023-05-08@13h56m01s", and in figures the
/// seconds or milliseconds since 1970. An offset is not applied. Invalid where it is none.
QDateTime timeFromText(const QString &text);
QDateTime timeFromSeconds(double seconds);

} // namespace CloneMemoria
