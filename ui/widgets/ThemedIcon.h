#pragma once

#include "ui/widgets/Theme.h"

#include <QIcon>
#include <QPixmap>

namespace CloneMemoria {

/// The stroke icon ":/icons/NAME.svg" in the palette's colour for `role`, drawn for the pixels of the screen it is on;
/// a change of theme changes it. Empty, with a warning in the log, where there is no such icon.
QIcon themedIcon(const QString &name, Theme::Role role = Theme::Role::Ink);

/// One picture of it, for painters. `size` in device-independent pixels.
QPixmap themedPixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio);

} // namespace CloneMemoria
