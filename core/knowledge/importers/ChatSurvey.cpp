#include "core/knowledge/importers/ChatSurvey.h"

#include "core/knowledge/importers/ChatTime.h"

#include <QRegularExpression>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kMostSpeakers = 2000; // beyond this it is no chat, and need not be remembered
constexpr qsizetype kLongestHeading = 80; // of a play

// "ACT I", "## Scene 2. A street.", "Erster Aufzug", "Acte premier"
bool isPlayHeading(const QString &line)
{
    static const QRegularExpression counted(
        uR"(^[\s#*_\[(]*(acte?|scène|scene|akt|szene|aufzug|auftritt|act[ou]|escena|atto|scena|ato|cena|bedrijf|toneel|действие|явление|сцена)\s+(\d+|[ivx]+|one|two|three|four|five|the (first|second|third|fourth|fifth|last)|premi(er|ère)|deuxième|seconde?|troisième|primer[oa]|segund[oa]|tercer[oa]|prim[oa]|second[oa]|terz[oa]|первое|второе|третье)\b)"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    static const QRegularExpression ordered(
        uR"(^[\s#*_\[(]*(first|second|third|fourth|fifth|erster?|zweiter?|dritter?|vierter?|fünfter?|primer|eerste|tweede)\s+(act|scene|akt|szene|aufzug|auftritt|acto|bedrijf|toneel)\b)"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return line.size() <= kLongestHeading
           && (counted.match(line).hasMatch() || ordered.match(line).hasMatch());
}

// "[Enter HORATIO]", "Exeunt", "(Vorhang)"
bool isPlayDirection(const QString &line)
{
    static const QRegularExpression words(
        uR"(^\s*[\[(_*]*\s*((Re-)?[Ee]nter:? \p{Lu}|Exit\b|Exeunt\b|EXIT\b|EXEUNT\b|Curtain\b|CURTAIN\b|Vorhang\b|Rideau\b|Telón\b|Sipario\b|Занавес\b|Dramatis person|DRAMATIS PERSON))"_s,
        QRegularExpression::UseUnicodePropertiesOption);
    return line.size() <= kLongestHeading && words.match(line).hasMatch();
}

bool isInCapitals(const QString &name)
{
    const auto letters = std::count_if(name.begin(), name.end(), [](QChar c) { return c.isLetter(); });
    return letters > 1 && name == name.toUpper() && name != name.toLower();
}
} // namespace

void ChatSurvey::add(const QString &line)
{
    if (line.trimmed().isEmpty()) {
        m_isAfterBlank = true;
        return;
    }
    const bool isAfterBlank = std::exchange(m_isAfterBlank, false);
    ++m_lines;
    m_playHeadings += isPlayHeading(line);
    m_playDirections += isPlayDirection(line);
    const std::optional<ChatLine> turn = parseChatLine(line);
    if (!turn && dateHeader(line)) {
        ++m_headers;
        m_isAfterBlank = true;
        return;
    }
    m_paragraphs += isAfterBlank;
    if (!turn)
        return;
    m_turnParagraphs += isAfterBlank;
    if (turn->isStamped) {
        ++m_stampedTurns;
        m_datedTurns += turn->date.isValid() && turn->time.isValid();
        if (m_stampedSpeakers.size() < kMostSpeakers)
            m_stampedSpeakers.insert(turn->speaker);
        return;
    }
    ++m_turns;
    if (m_speakers.size() < kMostSpeakers || m_speakers.contains(turn->speaker))
        ++m_speakers[turn->speaker];
}

bool ChatSurvey::isStampedChat() const
{
    // So short a chat that not everybody spoke twice: told by what little else has a day and a time in front.
    constexpr qsizetype kFew = 4;
    const bool isShort = m_datedTurns == m_stampedTurns && m_stampedSpeakers.size() <= kFew;
    return m_stampedTurns >= 2 && m_stampedTurns > m_turns && m_stampedTurns * 3 >= m_lines - m_headers
           && (m_stampedSpeakers.size() * 2 <= m_stampedTurns || m_stampedSpeakers.size() <= 2 || isShort);
}

qint64 ChatSurvey::recurringTurns() const
{
    qint64 turns = 0;
    for (const qint64 count : m_speakers)
        turns += count > 1 ? count : 0;
    return turns;
}

// People write their names in capitals in an interview, too; in a play there are more of them. Where days are told, it is no
// play.
bool ChatSurvey::isPlay() const
{
    if (m_headers > 0 || m_stampedTurns > 0)
        return false;
    if (m_playHeadings > 0 || m_playDirections > 1)
        return true;
    qint64 recurring = 0;
    for (auto speaker = m_speakers.begin(); speaker != m_speakers.end(); ++speaker) {
        if (speaker.value() < 2)
            continue;
        if (!isInCapitals(speaker.key()))
            return false;
        ++recurring;
    }
    return recurring > 2;
}

bool ChatSurvey::isChat() const
{
    if (isStampedChat())
        return true;
    if (isPlay())
        return false;
    const qint64 others = m_lines - m_headers - m_turns;
    const bool isNothingElse = others == 0;
    // So short that nobody could speak again and again.
    if (isNothingElse && m_headers > 0 && m_turns >= 2 && m_speakers.size() <= 3)
        return true;
    if (isNothingElse && m_turns >= 3 && m_speakers.size() * 2 <= m_turns + 1)
        return m_speakers.size() <= 2 || recurringTurns() * 2 >= m_turns;
    const auto recurring = std::count_if(m_speakers.begin(), m_speakers.end(),
                                         [](qint64 count) { return count > 1; });
    const qint64 turns = recurringTurns();
    if (recurring < 2 || turns < 4 || m_speakers.size() * 2 > m_turns)
        return false;
    const bool fillsLines = turns * 2 > m_lines - m_headers;
    const bool fillsParagraphs = m_turnParagraphs * 4 >= m_paragraphs * 3 && turns * 4 >= m_paragraphs * 3;
    return fillsLines || fillsParagraphs;
}

bool ChatSurvey::isTurn(const ChatLine &line) const
{
    if (isStampedChat())
        return line.isStamped;
    if (line.isStamped)
        return true;
    if (m_speakers.value(line.speaker) > 1)
        return true;
    // Who spoke once: a person, unless there are more of them than of the others ("Milk: two litres").
    const auto once = std::count(m_speakers.begin(), m_speakers.end(), 1);
    return once <= 1 || once * 2 <= m_speakers.size() - once || once == m_speakers.size();
}

} // namespace CloneMemoria
