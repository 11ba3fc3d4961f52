#pragma once

#include "core/knowledge/importers/ChatLine.h"

#include <QHash>
#include <QSet>

namespace CloneMemoria {

/// What a text looks like, line by line, to tell a chat from prose, plays, lists and letters with colons in them, and its
/// speakers from what only looks like one. Bounded memory. One thread at a time.
class ChatSurvey
{
public:
    void add(const QString &line);

    /// Most lines are turns of few speakers who speak again and again, or have a time in front.
    bool isChat() const;
    /// Whether a line that could be a turn of this chat is one.
    bool isTurn(const ChatLine &line) const;

private:
    bool isStampedChat() const;
    bool isPlay() const;
    qint64 recurringTurns() const;

    QHash<QString, qint64> m_speakers; // without a stamp
    qint64 m_lines = 0;                // that aren't blank
    qint64 m_turns = 0;                // without a stamp
    qint64 m_stampedTurns = 0;
    qint64 m_datedTurns = 0; // of those: with a day and a time
    QSet<QString> m_stampedSpeakers;
    qint64 m_paragraphs = 0;
    qint64 m_turnParagraphs = 0; // that begin with a turn
    qint64 m_headers = 0;
    qint64 m_playHeadings = 0;   // "ACT I"
    qint64 m_playDirections = 0; // "Exeunt"
    bool m_isAfterBlank = true;
};

} // namespace CloneMemoria
