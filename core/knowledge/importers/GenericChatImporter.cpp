#include "core/knowledge/importers/GenericChatImporter.h"

#include "core/knowledge/importers/ChatComposer.h"
#include "core/knowledge/importers/ChatSurvey.h"
#include "core/knowledge/importers/ChatTime.h"
#include "core/knowledge/importers/DateFinder.h"
#include "core/knowledge/importers/LineReader.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
bool isPlainText(const FileProbe &probe)
{
    return QStringList{u""_s, u"txt"_s, u"text"_s, u"md"_s, u"markdown"_s, u"log"_s, u"chat"_s}.contains(
        probe.suffix);
}

Result<ChatSurvey> survey(const FileProbe &probe)
{
    ChatSurvey survey;
    LineReader reader(probe);
    QString line;
    while (true) {
        CM_TRY_ASSIGN(more, reader.next(line));
        if (!more)
            return survey;
        survey.add(line);
    }
}

// Makes entries of the lines: what belongs to a turn, and when it was.
class Transcript
{
public:
    Transcript(ChatComposer &composer, const ChatSurvey &survey, const QDate &date)
        : m_composer(composer)
        , m_survey(survey)
        , m_date(date)
    { }

    Result<void> add(const QString &line)
    {
        constexpr qsizetype kLongestEntry = 256 * 1024; // characters, then a turn goes on in another one
        const std::optional<ChatLine> turn = parseChatLine(line);
        if (turn && m_survey.isTurn(*turn)) {
            CM_TRY(finish());
            m_entry = {.speaker = turn->speaker, .text = turn->text, .happenedAt = momentOf(*turn)};
            return {};
        }
        if (!turn) {
            if (const std::optional<FoundMoment> header = dateHeader(line)) {
                CM_TRY(finish());
                m_date = header->date;
                m_time = header->time;
                m_lastTime = {};
                return {};
            }
        }
        if (m_entry.text.size() > kLongestEntry) {
            const ChatEntry next{.speaker = m_entry.speaker, .text = {}, .happenedAt = m_entry.happenedAt};
            CM_TRY(finish());
            m_entry = next;
        }
        if (!m_entry.text.isEmpty())
            m_entry.text += u'\n';
        m_entry.text += line;
        return {};
    }

    Result<void> finish() { return m_composer.add(std::exchange(m_entry, {})); }

private:
    QDateTime momentOf(const ChatLine &turn)
    {
        if (turn.date.isValid()) {
            m_date = turn.date;
            m_time = {};
            m_lastTime = turn.time;
            return clockTime(turn.date, turn.time);
        }
        if (!turn.time.isValid())
            return clockTime(m_date, m_time);
        // Only times in front, and it was nearly midnight: this is the next day.
        constexpr int kHalfDay = 12 * 3600;
        if (m_lastTime.isValid() && m_date.isValid() && turn.time.secsTo(m_lastTime) > kHalfDay)
            m_date = m_date.addDays(1);
        m_lastTime = turn.time;
        return clockTime(m_date, turn.time);
    }

    ChatComposer &m_composer;
    const ChatSurvey &m_survey;
    ChatEntry m_entry;
    QDate m_date;
    QTime m_time; // of the session
    QTime m_lastTime;
};
} // namespace

QString GenericChatImporter::format() const
{
    return u"chat"_s;
}

Fit GenericChatImporter::fit(const FileProbe &probe) const
{
    if (!isPlainText(probe))
        return Fit::No;
    ChatSurvey survey;
    for (const QString &line : linesOfHead(probe))
        survey.add(line);
    return survey.isChat() ? Fit::Content : Fit::No;
}

Result<void> GenericChatImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    CM_TRY_ASSIGN(seen, survey(probe));
    ChatComposer composer(sink, chatTitleOf(probe), probe);
    Transcript transcript(composer, seen, findDate(probe.name).date());
    LineReader reader(probe);
    QString line;
    while (true) {
        CM_TRY_ASSIGN(more, reader.next(line));
        if (!more)
            break;
        CM_TRY(sink.progress(reader.bytesRead()));
        CM_TRY(transcript.add(line));
    }
    CM_TRY(transcript.finish());
    return composer.finish();
}

} // namespace CloneMemoria
