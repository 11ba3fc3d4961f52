#pragma once

#include <QDateTime>
#include <QString>

namespace CloneMemoria {

/// Now in UTC, cut to milliseconds: what is stored and read back compares equal.
QDateTime nowUtc();

/// UTC ISO 8601 with milliseconds ("2026-01-31T08:05:00.000Z"), the form of every time in the database; empty for an
/// invalid time.
QString toIso(const QDateTime &time);

/// The UTC time of an ISO 8601 text; invalid for an empty or malformed one. A time without a zone is read as UTC.
QDateTime fromIso(const QString &text);

/// Milliseconds on a clock that is never set, for how long something took or was unused.
qint64 monotonicMs();

} // namespace CloneMemoria
