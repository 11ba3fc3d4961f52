#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace CloneMemoria {

/// The first clear date in a title, a file's name or a line: "2026-01-31", "1957-06", "31 May 1957", "May 31st, 1957",
/// "June 1957", "31. Mai 1957", "31.05.1957", with month names in English, German, French, Spanish, Portuguese, Italian
/// and Dutch. Midnight UTC of that day, of the month's first where the day isn't told; invalid where there is none, or
/// where day and month could be read either way ("05/06/1957"). Any thread.
QDateTime findDate(const QString &text);

/// A date, and the slice of the text that tells it.
struct LocatedDate
{
    QDate date;
    qsizetype start = 0;
    qsizetype length = 0;
};

/// The same with its place, for whoever asks what else the text says. Any thread.
std::optional<LocatedDate> locateDate(const QString &text);

} // namespace CloneMemoria
