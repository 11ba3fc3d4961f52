#include "core/knowledge/importers/WhatsAppImporter.h"

#include "core/knowledge/importers/ChatComposer.h"
#include "core/knowledge/importers/LineReader.h"
#include "core/knowledge/importers/WhatsAppStamp.h"
#include "core/knowledge/importers/WhatsAppText.h"
#include "core/knowledge/importers/ZipArchive.h"

#include <QHash>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLongestSender = 80;

// Where a name ends from `from` on: a colon before a space, a mark or nothing.
qsizetype colonAfter(QStringView text, qsizetype from)
{
    const qsizetype limit = std::min(text.size(), kLongestSender);
    for (qsizetype i = from; i < limit; ++i) {
        if (text[i] == u':' && i > 0
            && (i + 1 == text.size() || text[i + 1].isSpace() || text[i + 1].unicode() == 0x200E
                || text[i + 1].unicode() == 0x200F))
            return i;
    }
    return -1;
}

// "Anna changed the subject to “Boats: 2023”": the colon is inside of a quotation.
bool isInQuotation(QStringView name)
{
    return name.count(u'"') % 2 == 1 || name.count(u'“') > name.count(u'”')
           || name.count(u'„') > name.count(u'“') + name.count(u'”') || name.count(u'«') > name.count(u'»');
}

// Names may have a colon in them: where everything of "Dr" goes on with "Dr: Anna", that is the name.
class Senders
{
public:
    void add(QStringView rest)
    {
        const qsizetype colon = colonAfter(rest, 0);
        if (colon < 0)
            return;
        const QString name = rest.left(colon).toString();
        if (m_longer.size() >= kMost && !m_longer.contains(name))
            return;
        const qsizetype second = colonAfter(rest, colon + 1);
        const QString longer = second > 0 ? rest.left(second).toString() : QString();
        Seen &seen = m_longer[name];
        if (seen.times++ == 0)
            seen.name = longer;
        else if (seen.name != longer)
            seen.name.clear();
    }

    // The length of the name at the beginning; -1 where nobody speaks.
    qsizetype nameLength(QStringView rest) const
    {
        const qsizetype colon = colonAfter(rest, 0);
        if (colon < 0 || isInQuotation(rest.left(colon)))
            return -1;
        const Seen seen = m_longer.value(rest.left(colon).toString());
        return seen.times >= kSure && !seen.name.isEmpty() ? seen.name.size() : colon;
    }

private:
    static constexpr int kSure = 3;
    static constexpr qsizetype kMost = 5000;
    struct Seen
    {
        qint64 times = 0;
        QString name = {};
    };
    QHash<QString, Seen> m_longer;
};

QStringView restOf(const QString &line, const WhatsAppStamp &stamp)
{
    return QStringView(line).sliced(stamp.end).trimmed();
}

struct Survey
{
    WhatsAppDates dates;
    Senders senders;
};

// Phones send a chat with its pictures as an archive. Only the text is read.
class ChatArchive
{
public:
    ChatArchive(const FileProbe &probe, DraftSink &sink) : m_probe(probe), m_zip(probe, sink) { }

    static bool isArchive(const FileProbe &probe)
    {
        return probe.head.startsWith("PK\x03\x04") && packageKind(probe) == PackageKind::None;
    }

    Result<QByteArray> text(qint64 most = kMaxUnpackedBytes)
    {
        CM_TRY(m_zip.open());
        QStringList texts = m_zip.names();
        texts.removeIf([](const QString &name) {
            return !name.endsWith(".txt"_L1, Qt::CaseInsensitive) || name.startsWith("__MACOSX/"_L1);
        });
        // iPhones name it alike, Android's has the archive's name. Texts that were sent are in there, too.
        const auto chat = std::find_if(texts.cbegin(), texts.cend(), [this](const QString &name) {
            const QString file = name.section(u'/', -1);
            return file == "_chat.txt"_L1 || file.chopped(4) == m_probe.name.chopped(4);
        });
        if (chat == texts.cend() && texts.size() != 1)
            return m_zip.refuse(u"file-type"_s, u"no chat in it"_s);
        return m_zip.read(chat == texts.cend() ? texts.first() : *chat, most);
    }

private:
    FileProbe m_probe;
    ZipArchive m_zip;
};

class NoSink final : public DraftSink
{
public:
    Result<void> take(DocumentDraft) override { return {}; }
    Result<void> progress(qint64) override { return {}; }
};

// A chat's lines, from the file or from what was in it.
struct ChatText
{
    FileProbe probe;
    std::optional<QByteArray> unpacked = {};

    LineReader reader() const { return unpacked ? LineReader(probe, *unpacked) : LineReader(probe); }
    // In bytes of the file.
    qint64 placeOf(const LineReader &reader) const
    {
        const qint64 read = reader.bytesRead();
        return unpacked ? qint64(double(read) / double(unpacked->size() + 1) * double(probe.size)) : read;
    }
};

Result<Survey> surveyed(const ChatText &chat)
{
    Survey survey;
    LineReader reader = chat.reader();
    QString line;
    while (true) {
        CM_TRY_ASSIGN(more, reader.next(line));
        if (!more)
            return survey;
        if (const auto stamp = parseWhatsAppStamp(line)) {
            survey.dates.add(*stamp);
            survey.senders.add(restOf(line, *stamp));
        }
    }
}

bool isNamedSo(const FileProbe &probe)
{
    return probe.suffix == "zip"_L1 && probe.name.contains("WhatsApp"_L1, Qt::CaseInsensitive);
}

ChatEntry entryOf(const QString &line, const WhatsAppStamp &stamp, const Survey &survey)
{
    const QStringView rest = restOf(line, stamp);
    const qsizetype length = survey.senders.nameLength(rest);
    if (length < 0)
        return {};
    QString name = cleanSpeaker(rest.left(length).toString());
    if (name.startsWith(u'~')) // not among the contacts
        name = name.sliced(1).trimmed();
    return {.speaker = name,
            .text = rest.sliced(length + 1).trimmed().toString(),
            .happenedAt = survey.dates.momentOf(stamp)};
}

Result<void> put(ChatEntry entry, ChatComposer &composer)
{
    if (entry.speaker.isEmpty())
        return {};
    entry.text = whatsAppText(entry.text);
    return composer.add(std::move(entry));
}
} // namespace

QString WhatsAppImporter::format() const
{
    return u"whatsapp"_s;
}

Fit WhatsAppImporter::fit(const FileProbe &probe) const
{
    if (ChatArchive::isArchive(probe)) {
        NoSink none;
        const Result<QByteArray> head = ChatArchive(probe, none).text(kProbeBytes);
        if (!head) // it may be one that is damaged or locked
            return head.error().code != "file-type"_L1 && isNamedSo(probe) ? Fit::Named : Fit::No;
        return fit({.path = probe.path,
                    .name = probe.name,
                    .suffix = u"txt"_s,
                    .head = head->first(std::min<qsizetype>(head->size(), kProbeBytes)),
                    .size = head->size()});
    }
    if (probe.suffix != "txt"_L1 && probe.suffix != "text"_L1 && !probe.suffix.isEmpty())
        return Fit::No;
    int stamped = 0;
    int spoken = 0;
    bool isFirst = true;
    for (const QString &line : linesOfHead(probe)) {
        if (line.trimmed().isEmpty())
            continue;
        const auto stamp = parseWhatsAppStamp(line);
        if (isFirst && !stamp)
            return Fit::No;
        isFirst = false;
        stamped += stamp.has_value();
        spoken += stamp && colonAfter(restOf(line, *stamp), 0) > 0;
    }
    return spoken > 0 && spoken * 5 >= stamped ? Fit::Exact : Fit::No;
}

Result<void> WhatsAppImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    constexpr qsizetype kLongestEntry = 1024 * 1024; // what follows belongs to no message that a person wrote
    ChatText chat{.probe = probe};
    if (ChatArchive::isArchive(probe)) {
        CM_TRY_ASSIGN(text, ChatArchive(probe, sink).text());
        chat.unpacked = std::move(text);
    }
    CM_TRY_ASSIGN(survey, surveyed(chat));
    ChatComposer composer(sink, chatTitleOf(probe), probe);
    LineReader reader = chat.reader();
    ChatEntry entry;
    QString line;
    while (true) {
        CM_TRY_ASSIGN(more, reader.next(line));
        if (!more)
            break;
        CM_TRY(sink.progress(chat.placeOf(reader)));
        if (const auto stamp = parseWhatsAppStamp(line)) {
            CM_TRY(put(std::exchange(entry, {}), composer));
            entry = entryOf(line, *stamp, survey);
        } else if (!entry.speaker.isEmpty() && entry.text.size() < kLongestEntry) {
            entry.text += u'\n' + line;
        }
    }
    CM_TRY(put(std::move(entry), composer));
    return composer.finish();
}

} // namespace CloneMemoria
