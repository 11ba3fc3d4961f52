#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace CloneMemoria {

/// A text as it was sent, in the encoding that it is said to be in.
struct MailPart
{
    QByteArray bytes = {};
    QByteArray charset = {};
    bool isFlowed = false;       ///< lines that end with a space go on in the next one
    bool isSpaceDropped = false; ///< and that space is no part of the text
};

/// A mail as it was sent, headers decoded.
struct Mail
{
    QString subject = {};
    QString from = {};
    QString fromName = {}; ///< of the first sender, without the address where there is a name
    QString to = {};
    QDateTime sentAt = {}; ///< the sender's clock time, as if it were UTC; invalid where it isn't told
    /// Headers have bytes that are neither ASCII nor UTF-8, and say no encoding: what came of them are the bytes themselves,
    /// one a character.
    bool isHeadUndeclared = false;
    QList<MailPart> texts = {};   ///< the plain parts
    MailPart html = {};           ///< the first one
    std::vector<Mail> mails = {}; ///< that are attached to it, as forwarded ones are
    QStringList attachments = {}; ///< the names of others
};

/// Takes the next mail, and how many bytes of the file were read. An error ends the reading.
using MailTaker = std::function<Result<void>(const Mail &mail, qint64 bytesRead)>;

} // namespace CloneMemoria

/// Reads a file with one mail, or an mbox with many, with GMime, in bounded memory. What is no mail is passed over. It
/// lives in a module of its own, which is loaded when first there is a mail to read: GMime and what it needs make every
/// start 3 ms longer. Module and program are always of one build. Errors: InvalidInput "file-unreadable"; what `take`
/// gives.
extern "C" Q_DECL_EXPORT void clonememoriaReadMails(const QString &path, bool isMbox,
                                                    const CloneMemoria::MailTaker &take,
                                                    CloneMemoria::Result<void> &result);
