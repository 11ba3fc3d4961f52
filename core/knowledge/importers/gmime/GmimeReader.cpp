#include "core/knowledge/importers/gmime/GmimeReader.h"

#include "core/knowledge/importers/gmime/MboxCutter.h"

#include <QFile>
#include <QTimeZone>

#include <fcntl.h>
#include <gmime/gmime.h>

#include <memory>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kDeepestPart = 32;                 // multiparts within each other
constexpr int kDeepestMail = 3;                  // mails attached to each other
constexpr gint64 kLargestText = 8 * 1024 * 1024; // of one part, in bytes; no person writes that much

struct Unref
{
    void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

QString fromGlib(const char *text)
{
    return text ? QString::fromUtf8(text) : QString();
}

QString takenFromGlib(char *text)
{
    const QString copy = fromGlib(text);
    g_free(text);
    return copy;
}

QString addresses(GMimeMessage *message, GMimeAddressType type)
{
    InternetAddressList *list = g_mime_message_get_addresses(message, type);
    return list ? takenFromGlib(internet_address_list_to_string(list, nullptr, FALSE)).simplified()
                : QString();
}

QString firstName(GMimeMessage *message)
{
    InternetAddressList *list = g_mime_message_get_addresses(message, GMIME_ADDRESS_TYPE_FROM);
    if (!list || internet_address_list_length(list) == 0)
        return {};
    InternetAddress *address = internet_address_list_get_address(list, 0);
    const QString name = fromGlib(internet_address_get_name(address));
    if (!name.isEmpty() || !INTERNET_ADDRESS_IS_MAILBOX(address))
        return name;
    return fromGlib(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
}

QDateTime sentAt(GMimeMessage *message)
{
    GDateTime *date = g_mime_message_get_date(message);
    if (!date)
        return {};
    const QDate day(g_date_time_get_year(date), g_date_time_get_month(date),
                    g_date_time_get_day_of_month(date));
    const QTime time(g_date_time_get_hour(date), g_date_time_get_minute(date), g_date_time_get_second(date));
    constexpr int kFirstYear = 1971; // what is no date is read as the beginning of time
    constexpr int kLastYear = 2199;  // or as a far future
    return day.isValid() && day.year() >= kFirstYear && day.year() <= kLastYear
               ? QDateTime(day, time, Qt::UTC)
               : QDateTime();
}

QByteArray decodedBytes(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (!content)
        return {};
    GMimeStream *raw = g_mime_data_wrapper_get_stream(content);
    if (!raw || g_mime_stream_length(raw) > kLargestText)
        return {};
    const Owned<GMimeStream> memory(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(content, memory.get());
    const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
    return QByteArray(reinterpret_cast<const char *>(bytes->data), qsizetype(bytes->len));
}

MailPart partOf(GMimePart *part)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    const char *format = g_mime_content_type_get_parameter(type, "format");
    const char *drop = g_mime_content_type_get_parameter(type, "delsp");
    return {.bytes = decodedBytes(part),
            .charset = g_mime_content_type_get_parameter(type, "charset"),
            .isFlowed = format && g_ascii_strcasecmp(format, "flowed") == 0,
            .isSpaceDropped = drop && g_ascii_strcasecmp(drop, "yes") == 0};
}

// Neither ASCII nor UTF-8.
bool isUndeclared(GMimeMessage *message)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    for (const char *name : {"Subject", "From", "To"}) {
        GMimeHeader *header = g_mime_header_list_get_header(headers, name);
        const char *raw = header ? g_mime_header_get_raw_value(header) : nullptr;
        if (raw && !g_utf8_validate(raw, -1, nullptr))
            return true;
    }
    return false;
}

Mail mailOf(GMimeMessage *message, int depth);

class MailBody
{
public:
    MailBody(Mail &mail, int depth) : m_mail(mail), m_depth(depth) { }

    void add(GMimeObject *part, int depth = 0)
    {
        if (!part || depth > kDeepestPart)
            return;
        if (GMIME_IS_MULTIPART(part)) {
            GMimeMultipart *parts = GMIME_MULTIPART(part);
            for (int i = 0; i < g_mime_multipart_get_count(parts); ++i)
                add(g_mime_multipart_get_part(parts, i), depth + 1);
        } else if (GMIME_IS_MESSAGE_PART(part)) {
            addMail(g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)));
        } else if (GMIME_IS_PART(part)) {
            addPart(GMIME_PART(part));
        }
    }

private:
    void addMail(GMimeMessage *message)
    {
        if (message && m_depth < kDeepestMail)
            m_mail.mails.push_back(mailOf(message, m_depth + 1));
        else
            m_mail.attachments.append(message ? fromGlib(g_mime_message_get_subject(message)) : QString());
    }

    void addPart(GMimePart *part)
    {
        GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
        const bool isAttachment = g_mime_part_is_attachment(part);
        if (!isAttachment && g_mime_content_type_is_type(type, "text", "plain")) {
            m_mail.texts.append(partOf(part));
        } else if (!isAttachment && g_mime_content_type_is_type(type, "text", "html")) {
            if (m_mail.html.bytes.isEmpty())
                m_mail.html = partOf(part);
        } else if (const char *name = g_mime_part_get_filename(part)) {
            m_mail.attachments.append(fromGlib(name));
        } else if (isAttachment) {
            m_mail.attachments.append(QString());
        }
    }

    Mail &m_mail;
    int m_depth;
};

Mail mailOf(GMimeMessage *message, int depth)
{
    Mail mail{.subject = fromGlib(g_mime_message_get_subject(message)).simplified(),
              .from = addresses(message, GMIME_ADDRESS_TYPE_FROM),
              .fromName = firstName(message),
              .to = addresses(message, GMIME_ADDRESS_TYPE_TO),
              .sentAt = sentAt(message),
              .isHeadUndeclared = isUndeclared(message)};
    MailBody(mail, depth).add(g_mime_message_get_mime_part(message));
    return mail;
}

Result<void> readOne(GMimeStream *stream, gint64 start, gint64 end, const MailTaker &take)
{
    const Owned<GMimeStream> part(g_mime_stream_substream(stream, start, end));
    const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(part.get()));
    g_mime_parser_set_persist_stream(parser.get(), TRUE); // large parts stay in the file
    const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
    return message ? take(mailOf(message.get(), 0), end) : Result<void>();
}

Result<void> readAll(const QString &path, bool isMbox, const MailTaker &take)
{
    static const bool isStarted = [] {
        g_mime_init(); // counts how often, and knows no threads
        return true;
    }();
    Q_UNUSED(isStarted);
    GError *error = nullptr;
    const Owned<GMimeStream> stream(g_mime_stream_fs_open(path.toUtf8().constData(), O_RDONLY, 0, &error));
    if (!stream) {
        const QString why = error ? fromGlib(error->message) : QString();
        g_clear_error(&error);
        return fail(ErrorKind::InvalidInput, why, u"file-unreadable"_s);
    }
    if (!isMbox)
        return readOne(stream.get(), 0, g_mime_stream_length(stream.get()), take);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::InvalidInput, file.errorString(), u"file-unreadable"_s);
    // Cut here and not by GMime, which ends at the first mail that is damaged.
    return eachMail(file, [&](qint64 start, qint64 end) { return readOne(stream.get(), start, end, take); });
}
} // namespace

} // namespace CloneMemoria

void clonememoriaReadMails(const QString &path, bool isMbox, const CloneMemoria::MailTaker &take,
                           CloneMemoria::Result<void> &result)
{
    result = CloneMemoria::readAll(path, isMbox, take);
}
