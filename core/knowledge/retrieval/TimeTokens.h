#pragma once

#include "core/knowledge/retrieval/TimeVocabulary.h"

#include <optional>

namespace CloneMemoria {

/// A text as the words, numbers and marks in which times are told, with what each word can mean in the text's language.
/// Every question about a place past the end, or before the beginning, is answered with no. Linear in the text. Any
/// thread, one object a thread.
class TimeTokens
{
public:
    /// A value and the first token after it.
    struct Read
    {
        int value = 0;
        qsizetype next = 0;
    };

    TimeTokens(const QString &text, const QString &language);

    qsizetype size() const { return m_tokens.size(); }
    bool is(qsizetype at, TimeRole role) const { return value(at, role).has_value(); }
    bool isUnit(qsizetype at, TimeUnit unit) const;
    bool isMark(qsizetype at, QStringView anyOf) const;
    bool isDash(qsizetype at) const { return isMark(at, u"-–"); }
    /// A word with no meaning here: a name perhaps.
    bool isPlainWord(qsizetype at) const;
    /// Without a blank before it.
    bool isGlued(qsizetype at) const;
    std::optional<int> value(qsizetype at, TimeRole role) const;
    /// The word in lower case with its accents; empty where there is none.
    QString word(qsizetype at) const;
    /// The month that the word names, 1 to 12, or 0.
    int month(qsizetype at) const;
    /// Whether an expression of time can begin here: it can't with most words and marks.
    bool canBegin(qsizetype at) const;
    /// How many digits a number written in digits has; 0 for all else.
    int digits(qsizetype at) const;
    /// Of a number of up to nine digits; -1 for all else.
    int digitsValue(qsizetype at) const;
    /// In digits (up to nine) or words: "12", "twelve", "twenty-one", "quatre-vingt-deux".
    std::optional<Read> number(qsizetype at) const;
    /// Past up to `most` tokens of the role.
    qsizetype skip(qsizetype at, TimeRole role, int most = 2) const;
    /// Past "of the", "de l'" and the like.
    qsizetype skipJoins(qsizetype at) const;

private:
    struct Token
    {
        QString word;
        const QList<TimeMeaning> *meanings = nullptr; // the vocabulary's
        int month = 0;
        int digits = 0;
        int number = -1;
        QChar mark;
        bool glued = false;
    };

    const Token *token(qsizetype at) const;

    QList<Token> m_tokens;
};

} // namespace CloneMemoria
