#pragma once

#include <QString>

namespace CloneMemoria {

/// What the sender of a mail wrote: without what is quoted ("> ", "On … wrote:", "-----Original Message-----", a block
/// of "From:", "Sent:", "To:") and without the signature below "-- ". A forwarded mail that the sender added nothing to
/// is kept. Several languages. Any thread.
QString ownWords(const QString &body);

/// Joins the lines of a mail that is "format=flowed" (RFC 3676); quoted lines stay.
QString unflowed(const QString &text);

/// Takes off what an mbox puts in front of lines that begin with "From ".
QString withoutMboxQuotes(const QString &text);

} // namespace CloneMemoria
