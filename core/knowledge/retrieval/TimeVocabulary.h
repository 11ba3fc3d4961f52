#pragma once

#include <QHash>
#include <QList>
#include <QString>

namespace CloneMemoria {

/// What a word can be in an expression of time. The value beside it, where there is one, is told in brackets.
enum class TimeRole {
    Join, // "of the", skipped between parts
    In,   // makes a number a year
    Before,
    After,
    Since,
    Until,
    Between,
    To,
    And,
    Part,   // early, mid, late [1 to 3]
    Season, // spring to winter [1 to 4]
    Unit,   // [TimeUnit]
    Last,
    This,
    Few, // [the most it can be]
    About,
    Article,  // "a year ago" is one
    AgoFirst, // vor drei Jahren
    AgoAfter, // three years ago
    Eve,      // l'altro ieri: one more day back
    Weekday,  // [1 to 7]
    DayAgo,   // today, yesterday, the day before [0 to 2]
    Number,   // [itself]
    Ordinal,  // third [itself]
    OrdinalMark,
    Decade,     // sixties [60]
    DecadeLead, // les années 60
    DecadeTail, // 1960s, 1960er
    Feast,      // [1 Christmas, 2 Easter, 3 the last night of a year]
    FeastTail,  // Christmas Eve
    When,
    Was,
    Pronoun, // of the person the memories are of
    Possessive,
    AgeLead,     // the age of twelve
    AgeLeadWeak, // mit zwölf Jahren: an age only where years follow
    Old,
    AgeDecade, // la vingtaine [20]
    Small,     // a little girl
    StageLead, // as a child
    Stage,     // [first age * 100 + last age]
    StageNoun, // childhood [the same]
    Birthday,
    Measure, // 1962 pounds is no year
    People,  // 1962 people is none, but "in 1962 people…" is
    Label,   // page 1962 is none
    Kin,     // somebody else
    Born,
};

enum class TimeUnit { Day = 1, Night, Week, Weekend, Month, Year, Decade };

struct TimeMeaning
{
    TimeRole role = TimeRole::Join;
    int value = 0;
};

using TimeVocabulary = QHash<QString, QList<TimeMeaning>>;

/// The words of time of a language (a BCP 47 tag; English where it is empty or there are no words for it): lower case,
/// without accents. Months are in MonthNames.h. Any thread.
const TimeVocabulary &timeVocabulary(const QString &language);

/// Lower case without accents, as the words of a vocabulary are. Any thread.
QString foldedTimeWord(const QString &lowerCaseWord);

} // namespace CloneMemoria
