#pragma once

#include "core/domain/Clone.h"

#include <span>

namespace CloneMemoria {

/// A text of a clone's by the name of its column, for command line and local API alike.
struct CloneText
{
    QLatin1StringView name;
    QString &(*of)(Clone &);
};

/// All of them, in the order they are shown.
std::span<const CloneText> cloneTexts();

/// As it is stored: a name on one line, any other text without blanks around it.
void setCloneText(Clone &clone, const CloneText &text, const QString &value);

} // namespace CloneMemoria
