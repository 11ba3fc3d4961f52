#pragma once

#include <QStringList>

namespace CloneMemoria {

/// What has come of an answer: pieces of the text and of what was thought before it, none empty, none with half a
/// surrogate pair.
struct ChatPieces
{
    QStringList thoughts;
    QStringList deltas;
};

} // namespace CloneMemoria
