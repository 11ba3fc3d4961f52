#pragma once

#include <QString>
#include <QStringList>

namespace CloneMemoria::Cli {

/// Lines of at most `width` UTF-16 code units; a longer word has a line to itself. A single line break in `text` is a
/// blank, an empty line stays one.
QStringList wrapped(const QString &text, qsizetype width);

/// Without what could steer a terminal or make a line read as what it is not: control characters but for line breaks and
/// tabs, and overrides and isolates of direction.
QString withoutControls(const QString &text);

/// Of `words` the one that `typed` was most likely meant to be: a beginning, or one with a slip or two in it. Empty where
/// nothing is near.
QString nearest(const QString &typed, const QStringList &words);

} // namespace CloneMemoria::Cli
