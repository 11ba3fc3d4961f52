#pragma once

#include <QFont>

class QWidget;

namespace CloneMemoria {

/// The sizes of text: 13 px for controls is the platform's own font; the others stand in proportion to it (body 15,
/// detail 12, title 20 and semibold) and follow the system's and the program's text size.
enum class TextRole { Title, Body, Control, Detail };

QFont textRoleFont(TextRole role);

/// Gives the widget that font, now and whenever Theme changes the application's font. Calling it again changes the role.
void applyTextRole(QWidget *widget, TextRole role);

/// For Theme: a font set on a widget does not follow the application's, so it is set again on those that have a role.
void refreshTextRoles();

/// What QTextBlockFormat::ProportionalHeight needs for lines 1.5 times as high as the font's size.
int readingLineHeight(const QFont &font);

} // namespace CloneMemoria
