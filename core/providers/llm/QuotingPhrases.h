#pragma once

#include <QString>
#include <QStringList>

namespace CloneMemoria {

/// What the offline provider says around its quotes, in one language. A text with several variants has them separated
/// by '|'; {title}, {date} and {speaker} are filled in. {date} is " (2 June 1957)" or nothing.
struct QuotingPhrases
{
    QStringView language; ///< primary subtag
    QStringView dateFormat;
    QStringView ownWritten;
    QStringView ownSaid;
    QStringView neutral;
    QStringView otherSaid;
    QStringView more;      ///< before a second quote, from another memory
    QStringView moreOther; ///< the same, where somebody else is quoted
    QStringView moreSame;  ///< before a second quote, from the same memory
    QStringView loosely;   ///< before the quote, where no word of the question is in it
    QStringView nothing;   ///< no memory was found
    QStringView untitled;

    QStringView greetingHeard; ///< what a user says, folded to lower case without accents
    QStringView greeting;      ///< what is answered
    QStringView thanksHeard;
    QStringView thanks;
    QStringView farewellHeard;
    QStringView farewell;
    QStringView affectionHeard;
    QStringView affection;
    QStringView wellBeingHeard;
    QStringView wellBeing;
    QStringView identityHeard;
    QStringView identity;

    QStringView firstPerson; ///< words by which somebody speaks of themselves
    QStringView stopWords;   ///< words that say nothing about what a question is about
};

/// The phrases of a BCP 47 language; English where there are none.
const QuotingPhrases &quotingPhrases(const QString &language);

} // namespace CloneMemoria
