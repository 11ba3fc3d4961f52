#include "core/knowledge/importers/ChatTime.h"

#include "core/knowledge/importers/DateFinder.h"

#include <QRegularExpression>
#include <QSet>
#include <QTimeZone>

#include <algorithm>
#include <cmath>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLongestHeader = 100;

const QRegularExpression &timeExpression()
{
    static const QRegularExpression expression(
        uR"((?<![\d:.,])(\d{1,2})(?:[:h]|\.(?=\d\d\s?[ap]\.?m))(\d{2})(?:[:m](\d{2})s?(?:[.,]\d{1,9})?)?(?:\s?([ap])\.?\s?m\b\.?)?(?:Z|\s?[+-]\d{2}:?\d{2}(?!\d))?(?![\d:]))"_s,
        QRegularExpression::CaseInsensitiveOption);
    return expression;
}

QTime timeOf(const QRegularExpressionMatch &match)
{
    int hour = match.capturedView(1).toInt();
    if (match.hasCaptured(4)) {
        if (hour < 1 || hour > 12)
            return {};
        const bool isAfternoon = match.capturedView(4).compare(u"p", Qt::CaseInsensitive) == 0;
        hour = hour % 12 + (isAfternoon ? 12 : 0);
    }
    return QTime(hour, match.capturedView(2).toInt(), match.capturedView(3).toInt());
}

// Words that may stand around a date without telling anything but the date.
const QSet<QString> &joints()
{
    static const QSet<QString> words = [] {
        const QString all =
            u"on of the at um uhr am den der le la el il du de del alle às à as t z utc gmt o clock date "
            u"datum fecha "
            "data time day tag session sitzung chat conversation part teil today "
            "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri "
            "sat sun "
            "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
            "lundi mardi mercredi jeudi vendredi samedi dimanche "
            "lunes martes miércoles jueves viernes sábado domingo segunda feira terça quarta quinta sexta "
            "lunedì martedì mercoledì giovedì venerdì sabato domenica "
            "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"_s;
        const QStringList list = all.split(u' ');
        return QSet<QString>(list.begin(), list.end());
    }();
    return words;
}

bool isLabel(const QString &word)
{
    static const QSet<QString> labels{u"session"_s, u"chat"_s,    u"conversation"_s, u"date"_s, u"datum"_s,
                                      u"day"_s,     u"sitzung"_s, u"gespräch"_s,     u"part"_s};
    return labels.contains(word);
}

QStringList wordsOf(const QString &text)
{
    static const QRegularExpression gaps(uR"([^\p{L}\p{M}]+)"_s);
    return text.toLower().split(gaps, Qt::SkipEmptyParts);
}
} // namespace

FoundMoment findMoment(const QString &text)
{
    FoundMoment moment{.date = {}, .time = {}, .rest = text};
    if (const std::optional<LocatedDate> found = locateDate(text)) {
        moment.date = found->date;
        moment.rest = text.left(found->start) + u' ' + text.mid(found->start + found->length);
    }
    const QRegularExpressionMatch match = timeExpression().match(moment.rest);
    if (!match.hasMatch())
        return moment;
    moment.time = timeOf(match);
    if (moment.time.isValid())
        moment.rest = moment.rest.left(match.capturedStart()) + u' ' + moment.rest.mid(match.capturedEnd());
    return moment;
}

bool isOnlyMoment(const FoundMoment &moment)
{
    if (!moment.date.isValid() && !moment.time.isValid())
        return false;
    const QStringList words = wordsOf(moment.rest);
    return std::all_of(words.begin(), words.end(),
                       [](const QString &word) { return joints().contains(word); });
}

std::optional<FoundMoment> dateHeader(const QString &line)
{
    constexpr qsizetype kMostWords = 5; // of a session that has a name
    const QString text = line.trimmed();
    if (text.size() > kLongestHeader
        || std::none_of(text.begin(), text.end(), [](QChar c) { return c.isDigit(); }))
        return std::nullopt;
    const FoundMoment moment = findMoment(text);
    if (!moment.date.isValid())
        return std::nullopt;
    if (isOnlyMoment(moment))
        return moment;
    const QStringList words = wordsOf(moment.rest);
    const QStringList all = wordsOf(text);
    if (isLabel(all.first()) && words.size() <= kMostWords)
        return moment;
    return std::nullopt;
}

QDateTime clockTime(const QDate &date, const QTime &time)
{
    if (!date.isValid())
        return {};
    return QDateTime(date, time.isValid() ? time : QTime(0, 0), Qt::UTC);
}

QDateTime timeFromText(const QString &text)
{
    bool isNumber = false;
    if (const double number = text.toDouble(&isNumber); isNumber)
        return timeFromSeconds(number);
    // The usual form, without the search: an export has millions.
    if (text.size() >= 19 && text.at(4) == u'-' && text.at(13) == u':') {
        const QDateTime clock = QDateTime::fromString(text.left(19), Qt::ISODate);
        if (clock.isValid())
            return clockTime(clock.date(), clock.time());
    }
    const FoundMoment moment = findMoment(text);
    return clockTime(moment.date, moment.time);
}

QDateTime timeFromSeconds(double seconds)
{
    constexpr double kMilliseconds = 1e11; // as seconds, these would be in the year 5138
    constexpr double kYear2200 = 7258118400;
    constexpr double kYear1971 = 31536000;
    if (std::abs(seconds) > kMilliseconds)
        seconds /= 1000;
    if (!(seconds >= kYear1971
          && seconds < kYear2200)) // also what is no number, and small counts that are no times
        return {};
    return QDateTime::fromSecsSinceEpoch(qint64(seconds), Qt::UTC);
}

} // namespace CloneMemoria
