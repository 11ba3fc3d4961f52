#pragma once

#include "core/speech/SpeechWords.h"

#include <QHash>
#include <QSet>
#include <QString>

namespace CloneMemoria {

/// What is inside one paragraph, heading, item or cell of Markdown, for the ear: the second half of speechText().
/// Made for one text and used once. Takes time linear in the text, whatever marks are in it.
class SpeechInline
{
public:
    /// `references`: the names of the document's link definitions, folded to lower case.
    SpeechInline(QStringView text, const SpeechWords &words, const QSet<QString> &references);

    QString spoken();

private:
    void findPairs();
    bool readEscape();
    bool readCode();
    bool readBracket();
    bool readAngle();
    bool readAddress();
    bool readEntity();
    bool readEmphasis();
    void readCharacter();

    void append(QStringView text);
    void appendLink(QStringView address);
    void drop();
    bool isCitation(QStringView inside) const;
    QChar at(qsizetype index) const;
    qsizetype runEnd(qsizetype from) const;

    QStringView m_text;
    const SpeechWords &m_words;
    const QSet<QString> &m_references;
    qsizetype m_at = 0;
    QString m_out;
    bool m_dropped = false; ///< something has just gone: the space before it may have to go too

    QHash<qsizetype, qsizetype> m_pairs;     ///< from an opening bracket or parenthesis to its closing one
    QHash<qsizetype, qsizetype> m_jumps;     ///< from the end of a link's text to the end of the link
    QHash<qsizetype, qsizetype> m_lastTicks; ///< where the last run of that many backticks begins
    bool m_hasTagEnd = false;
};

} // namespace CloneMemoria
