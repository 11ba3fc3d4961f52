#pragma once

#include <QDate>
#include <QString>
#include <QTime>

#include <optional>

namespace CloneMemoria {

/// A line of a chat as plain text that may begin a turn. Any thread.
struct ChatLine
{
    QString speaker;
    QString text;           ///< may be empty: what is said follows in the next lines
    QDate date = {};        ///< of the stamp in front; invalid where there is none
    QTime time = {};        ///< the same
    bool isStamped = false; ///< a date or a time stands in front
};

/// Reads "Anna: text", "**Anna:** text", "[13:56] Anna: text", "[8 May 2023, 13:56] Anna: text", "2023-05-08 13:56 Anna:
/// text", "(1:56 pm on 8 May, 2023) Anna: text", "[13:56] <Anna> text" and "Anna (13:56): text". Without a stamp, labels
/// as in letters, recipes and lists ("Subject:", "Note:", "Ingredients:", "Monday:") are no speakers. Whether the file is
/// a chat at all, ChatSurvey decides.
std::optional<ChatLine> parseChatLine(const QString &line);

} // namespace CloneMemoria
