#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

namespace CloneMemoria {

/// A portrait, as Clone::avatar holds it.
struct CardPortrait
{
    QString avatar; ///< PNG in base64
    bool reduced = false;
};

/// The picture alone, empty where it is the plain square, without what is written in it, and no larger than a portrait has to be: a window with fifty of them
/// has them all in memory. Any thread. Errors: InvalidInput "file-not-image"; "file-too-large" before it takes memory.
Result<CardPortrait> portraitFrom(const QByteArray &png);

/// The PNG that a card is put into: the clone's picture, or a plain square.
Result<QByteArray> cardPicture(const QString &avatar);

} // namespace CloneMemoria
