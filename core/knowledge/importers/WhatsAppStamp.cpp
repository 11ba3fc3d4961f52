#include "core/knowledge/importers/WhatsAppStamp.h"

#include <QSet>
#include <QTimeZone>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kStampCharacters = 72;

// The beginning of a line with plain spaces and digits and without marks, and where each character comes from.
class StampText
{
public:
    explicit StampText(const QString &line)
    {
        const qsizetype size = std::min<qsizetype>(line.size(), kStampCharacters);
        for (qsizetype i = 0; i < size; ++i) {
            const QChar c = line.at(i);
            const char16_t u = c.unicode();
            if (u == 0x200E || u == 0x200F || u == 0x061C || (u >= 0x202A && u <= 0x202E) || u == 0xFEFF)
                continue;
            if (c.isDigit())
                m_text += QChar(char16_t(u'0' + c.digitValue()));
            else if (c.isSpace())
                m_text += u' ';
            else
                m_text += u == 0x060C ? u',' : c;
            m_places.append(i);
        }
    }

    bool take(char16_t c)
    {
        if (peek() != c)
            return false;
        ++m_at;
        return true;
    }
    void skipSpaces()
    {
        while (take(u' ')) { }
    }
    // Nothing where there are no digits, or more than `most`.
    std::optional<int> number(int most, int *digits = nullptr)
    {
        int value = 0;
        int count = 0;
        while (peek() >= u'0' && peek() <= u'9') {
            if (++count > most)
                return std::nullopt;
            value = value * 10 + (peek() - u'0');
            ++m_at;
        }
        if (digits)
            *digits = count;
        return count > 0 ? std::optional(value) : std::nullopt;
    }
    // Letters, marks, dots and spaces: what stands around a time.
    QString words()
    {
        constexpr qsizetype kMost = 24;
        QString all;
        while (m_at < m_text.size() && all.size() < kMost) {
            const QChar c = m_text.at(m_at);
            if (!c.isLetter() && !c.isMark() && c != u'.' && c != u' ')
                break;
            if (c.isLetter() || c.isMark())
                all += c.toLower();
            ++m_at;
        }
        return all;
    }
    // Rather than a date: "13:56", "1:56 PM".
    bool isTimeNext() const
    {
        qsizetype at = m_at;
        while (at < m_text.size() && at < m_at + 2 && m_text.at(at).isDigit())
            ++at;
        return at > m_at && at < m_text.size() && m_text.at(at) == u':';
    }
    char16_t peek() const { return m_at < m_text.size() ? m_text.at(m_at).unicode() : u'\0'; }
    char16_t previous() const { return m_at > 0 ? m_text.at(m_at - 1).unicode() : u'\0'; }
    // In the line, of what was taken last.
    qsizetype place() const { return m_places.at(m_at - 1); }

private:
    QString m_text;
    QList<qsizetype> m_places;
    qsizetype m_at = 0;
};

bool isAfternoon(const QString &word)
{
    static const QSet<QString> words{u"pm"_s,      u"p"_s,     u"nachm"_s, u"nachmittags"_s, u"abends"_s,
                                     u"mittags"_s, u"午後"_s,  u"오후"_s,  u"下午"_s,        u"晚上"_s,
                                     u"中午"_s,    u"م"_s,     u"مساء"_s,  u"μμ"_s,          u"ch"_s,
                                     u"em"_s,      u"ip"_s,    u"odp"_s,   u"du"_s,          u"ös"_s,
                                     u"अपराह्न"_s,  u"popol"_s, u"पीएम"_s,  u"datarde"_s,     u"danoite"_s};
    return words.contains(word);
}

bool isMorning(const QString &word)
{
    static const QSet<QString> words{u"am"_s,     u"a"_s,      u"vorm"_s, u"vormittags"_s, u"morgens"_s,
                                     u"nachts"_s, u"午前"_s,   u"오전"_s, u"上午"_s,       u"凌晨"_s,
                                     u"早上"_s,   u"清晨"_s,   u"ص"_s,    u"صباحا"_s,      u"πμ"_s,
                                     u"sa"_s,     u"fm"_s,     u"ap"_s,   u"dop"_s,        u"de"_s,
                                     u"öö"_s,     u"पूर्वाह्न"_s, u"dop"_s,  u"एएम"_s,        u"damanhã"_s};
    return words.contains(word);
}

bool readDate(StampText &text, WhatsAppStamp &stamp)
{
    int digits = 0;
    const std::optional<int> first = text.number(4, &digits);
    if (!first || digits == 3)
        return false;
    stamp.isYearFirst = digits == 4;
    const char16_t separator = text.peek();
    if ((separator != u'/' && separator != u'.' && separator != u'-') || !text.take(separator))
        return false;
    text.skipSpaces();
    const std::optional<int> second = text.number(2);
    if (!second || !text.take(separator))
        return false;
    text.skipSpaces();
    const std::optional<int> third = text.number(4, &digits);
    if (!third || digits == 3 || (stamp.isYearFirst && digits > 2))
        return false;
    stamp.figures = {*first, *second, *third};
    stamp.isSlashed = separator == u'/';
    text.take(u'.');
    text.take(u',');
    return true;
}

bool readTime(StampText &text, WhatsAppStamp &stamp)
{
    const QString before = text.words();
    if (before == u't') // ISO 8601, which WhatsApp doesn't write
        return false;
    const std::optional<int> hour = text.number(2);
    const char16_t separator = text.peek();
    if (!hour || (separator != u':' && separator != u'.') || !text.take(separator))
        return false;
    const std::optional<int> minute = text.number(2);
    std::optional<int> second = 0;
    stamp.hasSeconds = text.take(separator);
    if (stamp.hasSeconds)
        second = text.number(2);
    if (!minute || !second)
        return false;
    const QString word = before.isEmpty() || !(isAfternoon(before) || isMorning(before)) ? text.words()
                                                                                         : before;
    if (word == before)
        text.words();
    int hours = *hour;
    if (isAfternoon(word) && hours < 12)
        hours += 12;
    else if (isMorning(word) && hours == 12)
        hours = 0;
    stamp.isTwelveHours = isAfternoon(word) || isMorning(word);
    stamp.time = QTime(hours, *minute, *second);
    return stamp.time.isValid();
}
// "13:56, 8.5.2023", as the program in the browser copies messages.
bool readCopied(StampText &text, WhatsAppStamp &stamp)
{
    if (!readTime(text, stamp) || !text.take(u','))
        return false;
    text.skipSpaces();
    return readDate(text, stamp);
}
} // namespace

std::optional<WhatsAppStamp> parseWhatsAppStamp(const QString &line)
{
    StampText text(line);
    text.skipSpaces();
    const bool isBracketed = text.take(u'[');
    WhatsAppStamp stamp;
    if (isBracketed && text.isTimeNext() ? !readCopied(text, stamp)
                                         : !readDate(text, stamp) || !readTime(text, stamp))
        return std::nullopt;
    if (isBracketed) {
        // Other programs put ISO 8601 there; this one always with seconds.
        if ((stamp.isYearFirst && !stamp.hasSeconds) || !text.take(u']'))
            return std::nullopt;
    } else {
        const bool isSpaced = text.previous() == u' ';
        const bool isRuled = isSpaced && (text.take(u'-') || text.take(u'–'));
        // Old iPhones: "28/02/14 20:31:28: "
        const bool isOld = !isRuled && stamp.hasSeconds && !stamp.isYearFirst && text.take(u':')
                           && text.peek() == u' ';
        if (!isRuled && !isOld)
            return std::nullopt;
    }
    stamp.end = text.place() + 1;
    return stamp;
}

QDate WhatsAppDates::dateOf(const WhatsAppStamp &stamp, Order order)
{
    constexpr int kBuddhist = 2400; // years from here on are of the Thai calendar
    const auto &[first, second, third] = stamp.figures;
    const bool isYearFirst = order == YearFirst;
    int year = isYearFirst ? first : third;
    if (year < 100)
        year += 2000;
    else if (year >= kBuddhist)
        year -= 543;
    if (year < 1990 || year > 2199)
        return {};
    if (isYearFirst)
        return QDate(year, second, third);
    return order == DayFirst ? QDate(year, second, first) : QDate(year, first, second);
}

void WhatsAppDates::add(const WhatsAppStamp &stamp)
{
    m_isAmerican = m_isAmerican || (stamp.isSlashed && stamp.isTwelveHours);
    for (const Order order : {DayFirst, MonthFirst, YearFirst}) {
        Vote &vote = m_votes[order];
        const QDate date = dateOf(stamp, order);
        if (!date.isValid()) {
            ++vote.impossible;
            continue;
        }
        vote.backwards += vote.last.isValid() && date < vote.last;
        vote.days += vote.last.isValid() ? std::abs(vote.last.daysTo(date)) : 0;
        vote.last = date;
    }
}

WhatsAppDates::Order WhatsAppDates::order() const
{
    const std::array<Order, 3> byHabit = m_isAmerican ? std::array{MonthFirst, DayFirst, YearFirst}
                                                      : std::array{DayFirst, MonthFirst, YearFirst};
    const auto faults = [this](Order order) {
        return std::pair(m_votes[order].impossible, m_votes[order].backwards);
    };
    const Order best = *std::min_element(byHabit.begin(), byHabit.end(),
                                         [&faults](Order a, Order b) { return faults(a) < faults(b); });
    // The days of a month look like years, if the year that stands first looks like a day.
    constexpr qint64 kFar = 10;
    const bool isFar = m_votes[best].days > kFar * std::max<qint64>(m_votes[YearFirst].days, 1);
    return isFar && faults(YearFirst) == faults(best) ? YearFirst : best;
}

QDateTime WhatsAppDates::momentOf(const WhatsAppStamp &stamp) const
{
    const QDate date = dateOf(stamp, stamp.isYearFirst ? YearFirst : order());
    return date.isValid() ? QDateTime(date, stamp.time, Qt::UTC) : QDateTime();
}

} // namespace CloneMemoria
