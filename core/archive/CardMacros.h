#pragma once

#include <QString>

namespace CloneMemoria {

/// Who is meant by the names that stand for somebody in a character card.
struct CardNames
{
    QString character; ///< for {{char}}
    QString user;      ///< for {{user}}, as the profile calls them; may be empty
};

/// A text about the person: {{user}} becomes the user's name, or "the user".
QString describedText(const QString &text, const CardNames &names);
/// What the person says to the user: {{user}} becomes their name, or "you", and an address goes ("Hello, {{user}}!").
QString addressedText(const QString &text, const CardNames &names);
/// A dialogue: who speaks is "User" where the user has no name, and the marks between examples become blank lines.
QString dialogueText(const QString &text, const CardNames &names);

} // namespace CloneMemoria
