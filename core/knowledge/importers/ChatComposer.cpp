#include "core/knowledge/importers/ChatComposer.h"

#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLongestPiece = 64 * 1024; // of one message, in characters
constexpr qsizetype kLongestName = 80;

bool isDirectionMark(QChar c)
{
    const char16_t u = c.unicode();
    return u == 0x200E || u == 0x200F || u == 0x061C || (u >= 0x202A && u <= 0x202E)
           || (u >= 0x2066 && u <= 0x2069);
}

// Where a text that is too long for one turn is cut: after a line, else after a word, else anywhere but within a
// character.
qsizetype pieceEnd(const QString &text, qsizetype start)
{
    if (text.size() - start <= kLongestPiece)
        return text.size();
    const qsizetype limit = start + kLongestPiece;
    for (const QChar separator : {QChar(u'\n'), QChar(u' ')}) {
        const qsizetype at = text.lastIndexOf(separator, limit - 1);
        if (at > start + kLongestPiece / 2)
            return at + 1;
    }
    return text.at(limit - 1).isHighSurrogate() ? limit - 1 : limit;
}
} // namespace

QString cleanSpeaker(const QString &name)
{
    QString clean = cleanText(name);
    clean.removeIf(isDirectionMark);
    return shortened(clean.simplified(), kLongestName);
}

QString chatTitleOf(const FileProbe &probe)
{
    QString title = QFileInfo(probe.name).completeBaseName();
    for (const QLatin1StringView app : {"WhatsApp "_L1, "WhatsApp-"_L1}) {
        if (title.startsWith(app, Qt::CaseInsensitive) && title.size() > app.size())
            title.remove(0, app.size());
    }
    if (title == "_chat"_L1) // its folder has the name
        return u"WhatsApp chat"_s;
    return title;
}

ChatComposer::ChatComposer(DraftSink &sink, QString title, const FileProbe &probe, Division division)
    : m_sink(sink)
    , m_title(std::move(title))
    , m_uri(QFileInfo(probe.path).absoluteFilePath())
    , m_isByMonth(division == Division::ByMonth)
{ }

Result<void> ChatComposer::add(ChatEntry entry)
{
    entry.speaker = cleanSpeaker(entry.speaker);
    const QString text = cleanText(entry.text).trimmed();
    for (qsizetype start = 0; start < text.size();) {
        const qsizetype end = pieceEnd(text, start);
        entry.text = text.sliced(start, end - start).trimmed();
        if (!entry.text.isEmpty())
            CM_TRY(addPiece(entry));
        start = end;
    }
    return {};
}

Result<void> ChatComposer::addPiece(ChatEntry entry)
{
    if (!m_isSmall)
        return place(entry);
    m_waitingCharacters += entry.speaker.size() + entry.text.size() + 3;
    if (const QDate day = entry.happenedAt.date(); day.isValid()) {
        m_firstDay = m_firstDay.isValid() ? std::min(m_firstDay, day) : day;
        m_lastDay = m_lastDay.isValid() ? std::max(m_lastDay, day) : day;
    }
    m_waiting.append(std::move(entry));
    m_isSmall = m_waitingCharacters < kSmallChatCharacters
                && (!m_firstDay.isValid() || m_firstDay.daysTo(m_lastDay) < kSmallChatDays);
    return m_isSmall ? Result<void>() : placeWaiting();
}

Result<void> ChatComposer::placeWaiting()
{
    const QList<ChatEntry> waiting = std::exchange(m_waiting, {});
    for (const ChatEntry &entry : waiting)
        CM_TRY(place(entry));
    return {};
}

Result<void> ChatComposer::finish()
{
    CM_TRY(placeWaiting());
    CM_TRY(flush());
    m_isSmall = true;
    m_month = {};
    m_waitingCharacters = 0;
    m_firstDay = {};
    m_lastDay = {};
    m_lastTitle.clear();
    return {};
}

// A message that arrives late stays where the export has it; one from another month altogether doesn't.
bool ChatComposer::beginsMonth(const QDate &day) const
{
    constexpr int kLateDays = 3;
    if (m_isSmall || !m_isByMonth || !day.isValid())
        return false;
    if (!m_month.isValid())
        return true;
    const bool isSameMonth = day.year() == m_month.year() && day.month() == m_month.month();
    return !isSameMonth && (day > m_month || day.daysTo(m_month) > kLateDays);
}

Result<void> ChatComposer::place(const ChatEntry &entry)
{
    constexpr qsizetype kDayLine = 32; // more than one takes
    const QDate day = entry.happenedAt.date();
    const qsizetype size = entry.speaker.size() + entry.text.size() + 3 + kDayLine;
    const bool isNew = beginsMonth(day);
    // What stands before the first date belongs to it.
    if ((isNew && m_month.isValid()) || m_draft.content.size() + size > kMaxDocumentCharacters)
        CM_TRY(flush());
    if (isNew)
        m_month = QDate(day.year(), day.month(), 1);
    write(entry);
    return {};
}

void ChatComposer::write(const ChatEntry &entry)
{
    QString &content = m_draft.content;
    const QDate day = entry.happenedAt.date();
    const bool isNewDay = day.isValid() && day != m_day;
    if (isNewDay) {
        if (!content.isEmpty())
            content += "\n\n"_L1;
        content += QLocale::c().toString(day, u"d MMMM yyyy"_s) + "\n\n"_L1;
        m_day = day;
    } else if (!content.isEmpty()) {
        content += entry.speaker.isEmpty() ? "\n\n"_L1 : "\n"_L1;
    }
    const qsizetype start = content.size();
    if (!entry.speaker.isEmpty())
        content += entry.speaker + ": "_L1;
    content += entry.text;
    if (entry.speaker.isEmpty()) {
        content += u'\n';
        return;
    }
    m_draft.turns.append(
        {.start = start, .end = content.size(), .speaker = entry.speaker, .happenedAt = entry.happenedAt});
    if (!m_draft.happenedAt.isValid())
        m_draft.happenedAt = entry.happenedAt;
}

QString ChatComposer::documentTitle()
{
    QString title = m_title;
    if (!m_isSmall && m_month.isValid())
        title += ", "_L1 + QLocale::c().toString(m_month, u"MMMM yyyy"_s);
    m_part = title == m_lastTitle ? m_part + 1 : 1;
    m_lastTitle = title;
    return m_part == 1 ? title : u"%1 (%2)"_s.arg(title).arg(m_part);
}

Result<void> ChatComposer::flush()
{
    DocumentDraft draft = std::exchange(m_draft, {});
    m_day = {};
    if (draft.content.isEmpty())
        return {};
    draft.title = documentTitle();
    draft.sourceType = SourceType::ChatExport;
    draft.sourceUri = m_uri;
    CM_TRY_ASSIGN(clean, cleanDraft(std::move(draft)));
    return m_sink.take(std::move(clean));
}

} // namespace CloneMemoria
