#pragma once

#include "core/knowledge/importers/Importer.h"

#include <QDate>
#include <QList>

namespace CloneMemoria {

/// What somebody wrote in a chat, as an export has it.
struct ChatEntry
{
    QString speaker = {}; ///< empty: not a turn, but a line about the chat
    QString text = {};    ///< may have several lines
    QDateTime happenedAt =
        {}; ///< the clock time of the export, as if it were UTC; invalid where it isn't told
};

/// Makes documents of a chat as its entries come: "Anna: text" line by line, a line with the day where a day begins, and
/// the place of each turn. A chat is divided by calendar month, so that a later, longer export of it leaves whole months
/// as they were; one that is short and within kSmallChatDays stays one document. What has no time is divided by size
/// only. Holds the current document, no more. One thread at a time.
class ChatComposer
{
public:
    enum class Division { ByMonth, BySize };

    /// `title` names the chat; its documents come from the probed file.
    ChatComposer(DraftSink &sink, QString title, const FileProbe &probe,
                 Division division = Division::ByMonth);

    /// Errors: what the sink gives.
    Result<void> add(ChatEntry entry);
    /// Gives what is left to the sink; then another chat may follow, with its own title.
    Result<void> finish();
    void setTitle(const QString &title) { m_title = title; }

    static constexpr qsizetype kSmallChatCharacters = 20'000;
    static constexpr int kSmallChatDays = 31;

private:
    Result<void> addPiece(ChatEntry entry);
    Result<void> place(const ChatEntry &entry);
    Result<void> placeWaiting();
    Result<void> flush();
    bool beginsMonth(const QDate &day) const;
    void write(const ChatEntry &entry);
    QString documentTitle();

    DraftSink &m_sink;
    QString m_title;
    QString m_uri;
    bool m_isByMonth;

    QList<ChatEntry> m_waiting; // until it is clear that the chat isn't small
    qsizetype m_waitingCharacters = 0;
    QDate m_firstDay;
    QDate m_lastDay;
    bool m_isSmall = true;

    DocumentDraft m_draft;
    QDate m_month; // the first of it
    QDate m_day;
    QString m_lastTitle;
    int m_part = 1;
};

/// A speaker's name without marks of direction, line ends and the like.
QString cleanSpeaker(const QString &name);

/// "Chat with Anna" from "WhatsApp Chat with Anna.txt"; other names of files as they are, without their suffix.
QString chatTitleOf(const FileProbe &probe);

} // namespace CloneMemoria
