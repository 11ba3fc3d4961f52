#pragma once

#include <QString>

namespace CloneMemoria {

/// What the sender of a mail wrote: without what is quoted ("> ", "On … wrote:", "-----Original Message-----", a block
/// of "From:", "Sent:", "To:") and without the signature below "-- ". What is forwarded is kept: below a line that says
/// so, below the first head of another mail if the whole mail `isForwarding`, or where the sender added nothing to it.
/// Several languages. Any thread.
QString ownWords(const QString &body, bool isForwarding = false);

/// Whether a subject says that something is forwarded: "Fwd: Boats", "WG: Boote".
bool isForwarding(const QString &subject);

/// Joins the lines of a mail that is "format=flowed" (RFC 3676), with "delsp=yes" without the space; quoted lines stay.
QString unflowed(const QString &text, bool isSpaceDropped = false);

/// Takes out what only programs read: PGP's signatures and encrypted texts, and files that were sent in the text as old
/// programs did ("begin 644 boat.jpg"), of which the name stays.
QString withoutArmour(const QString &text);

/// Takes off what an mbox puts in front of lines that begin with "From ".
QString withoutMboxQuotes(const QString &text);

} // namespace CloneMemoria
