#include "core/knowledge/importers/MailImporter.h"

#include "core/knowledge/importers/Encoding.h"
#include "core/knowledge/importers/Html.h"
#include "core/knowledge/importers/MailText.h"
#include "core/knowledge/importers/TextDecoder.h"
#include "core/knowledge/importers/gmime/GmimeReader.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLibrary>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
using ReadMails = decltype(&clonememoriaReadMails);

// Beside the program where it was built, in a folder of its own where it was installed. Loaded once, and kept.
Result<ReadMails> loadMailReader()
{
    static const Result<ReadMails> loaded = []() -> Result<ReadMails> {
        const QString here = QCoreApplication::applicationDirPath();
        QString why;
        for (const QString &folder : {here, here + u"/../" CLONEMEMORIA_MODULE_DIR ""_s}) {
            QLibrary module(folder + u"/clonememoria-gmime"_s);
            if (const QFunctionPointer read = module.resolve("clonememoriaReadMails"))
                return reinterpret_cast<ReadMails>(read);
            why = module.errorString();
        }
        return fail(ErrorKind::Unsupported, why, u"no-mail-reader"_s);
    }();
    return loaded;
}

// What an undeclared header is most likely in: what the text is.
QByteArray charsetOf(const Mail &mail)
{
    const MailPart &part = mail.texts.isEmpty() ? mail.html : mail.texts.first();
    return part.charset.isEmpty() ? legacyEncoding(part.bytes) : part.charset;
}

QString headText(const QString &text, const Mail &mail)
{
    const auto isByte = [](QChar c) { return c.unicode() < 0x100; };
    if (!mail.isHeadUndeclared || !std::all_of(text.begin(), text.end(), isByte))
        return text;
    return decodeText(text.toLatin1(), charsetOf(mail)).value_or(text).simplified();
}

QString bodyOf(const Mail &mail, bool isMbox)
{
    QStringList texts;
    for (const MailPart &part : mail.texts) {
        QString text = cleanText(decodeText(part.bytes, part.charset).value_or(QString()));
        if (isMbox)
            text = withoutMboxQuotes(text);
        text = withoutArmour(text);
        texts.append(part.isFlowed ? unflowed(text, part.isSpaceDropped) : text);
    }
    texts.removeIf([](const QString &text) { return text.trimmed().isEmpty(); });
    if (texts.isEmpty() && !mail.html.bytes.isEmpty())
        texts.append(cleanText(htmlToText(mail.html.bytes, mail.html.charset)));
    return ownWords(texts.join("\n\n"_L1), isForwarding(mail.subject));
}

QString headOf(const Mail &mail)
{
    QString head;
    if (!mail.from.isEmpty())
        head += u"From: %1\n"_s.arg(headText(mail.from, mail));
    if (!mail.to.isEmpty())
        head += u"To: %1\n"_s.arg(shortened(headText(mail.to, mail), 300));
    if (mail.sentAt.isValid())
        head += u"Date: %1\n"_s.arg(QLocale::c().toString(mail.sentAt, u"d MMMM yyyy, HH:mm"_s));
    return head;
}

QString titleOfMail(const Mail &mail)
{
    if (!mail.subject.isEmpty())
        return headText(mail.subject, mail);
    return mail.fromName.isEmpty() ? u"Letter"_s : u"Letter from %1"_s.arg(headText(mail.fromName, mail));
}

QString attachmentsOf(const Mail &mail)
{
    QStringList names;
    for (const QString &name : mail.attachments)
        names.append(name.isEmpty() ? u"[attached: a file]"_s : u"[attached: %1]"_s.arg(name.simplified()));
    return names.join(u'\n');
}

// What it says, and what the mails say that are attached to it.
QStringList partsOf(const Mail &mail, bool isMbox)
{
    constexpr qsizetype kLongestBody = kMaxDocumentCharacters - 64 * 1024; // leaves room for the rest
    QStringList parts{bodyOf(mail, isMbox).left(kLongestBody)};
    for (const Mail &inner : mail.mails) {
        QStringList innerParts = partsOf(inner, isMbox);
        if (innerParts.isEmpty())
            parts.append(u"[attached: %1]"_s.arg(titleOfMail(inner)));
        else
            parts.append(u"[attached: %1]\n%2\n"_s.arg(titleOfMail(inner), headOf(inner))
                         + innerParts.join("\n\n"_L1));
    }
    parts.append(attachmentsOf(mail));
    parts.removeAll(QString());
    return parts;
}

// Nothing where nobody wrote anything.
std::optional<DocumentDraft> draftOf(const Mail &mail, const FileProbe &probe, bool isMbox)
{
    const QStringList parts = partsOf(mail, isMbox);
    if (parts.isEmpty())
        return std::nullopt;
    return DocumentDraft{.title = titleOfMail(mail),
                         .content = shortened(headOf(mail) + u'\n' + parts.join("\n\n"_L1),
                                              kMaxDocumentCharacters),
                         .sourceType = SourceType::File,
                         .sourceUri = QFileInfo(probe.path).absoluteFilePath(),
                         .happenedAt = mail.sentAt};
}

Result<void> readMails(const FileProbe &probe, DraftSink &sink, bool isMbox)
{
    CM_TRY_ASSIGN(read, loadMailReader());
    Result<void> result;
    read(
        probe.path, isMbox,
        [&](const Mail &mail, qint64 bytesRead) -> Result<void> {
            CM_TRY(sink.progress(bytesRead));
            std::optional<DocumentDraft> draft = draftOf(mail, probe, isMbox);
            if (!draft)
                return {};
            Result<DocumentDraft> clean = cleanDraft(*std::move(draft));
            return clean ? sink.take(*std::move(clean)) : Result<void>(); // damage: the others go on
        },
        result);
    if (!result && result.error().subject.isEmpty())
        result.error().subject = probe.name;
    return result;
}

// How many of the fields that mails have stand at the beginning, and whether there are some that only mails have.
bool beginsWithMailHead(QByteArrayView head)
{
    static const QRegularExpression field(uR"(^([A-Za-z][A-Za-z0-9-]{1,40}):)"_s);
    static const QStringList usual{u"from"_s, u"to"_s, u"subject"_s, u"date"_s, u"cc"_s, u"reply-to"_s};
    static const QStringList telling{u"received"_s,         u"return-path"_s,  u"message-id"_s,
                                     u"mime-version"_s,     u"delivered-to"_s, u"content-type"_s,
                                     u"x-mozilla-status"_s, u"x-gm-thrid"_s,   u"dkim-signature"_s};
    int fields = 0;
    int certain = 0;
    const QString text = QString::fromLatin1(head.first(std::min<qsizetype>(head.size(), 16 * 1024)));
    for (QString line : text.split(u'\n')) {
        if (line.trimmed().isEmpty())
            break;
        if (line.front().isSpace())
            continue;
        const QRegularExpressionMatch match = field.match(line);
        if (!match.hasMatch())
            return false;
        const QString name = match.captured(1).toLower();
        fields += usual.contains(name);
        certain += telling.contains(name);
    }
    return certain > 0 && fields + certain >= 3;
}
} // namespace

QString EmlImporter::format() const
{
    return u"eml"_s;
}

Fit EmlImporter::fit(const FileProbe &probe) const
{
    if (beginsWithMailHead(probe.head))
        return Fit::Content;
    return probe.suffix == "eml"_L1 ? Fit::Named : Fit::No;
}

Result<void> EmlImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    return readMails(probe, sink, false);
}

QString MboxImporter::format() const
{
    return u"mbox"_s;
}

Fit MboxImporter::fit(const FileProbe &probe) const
{
    const qsizetype lineEnd = probe.head.indexOf('\n');
    if (!probe.head.startsWith("From ") || lineEnd < 0)
        return Fit::No;
    if (beginsWithMailHead(QByteArrayView(probe.head).sliced(lineEnd + 1)))
        return Fit::Content;
    return probe.suffix == "mbox"_L1 || probe.suffix == "mbx"_L1 ? Fit::Named : Fit::No;
}

Result<void> MboxImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    return readMails(probe, sink, true);
}

} // namespace CloneMemoria
