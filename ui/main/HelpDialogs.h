#pragma once

class QWidget;

namespace CloneMemoria {

/// The keyboard shortcuts, in a window of their own.
void showShortcuts(QWidget *parent);

/// Name, version and licence.
void showAboutProgram(QWidget *parent);

} // namespace CloneMemoria
