#pragma once

#include "core/archive/CharacterCard.h"
#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

#include <nlohmann/json_fwd.hpp>

#include <memory>

namespace CloneMemoria {

/// A character card as it was in a file.
struct CardSource
{
    std::shared_ptr<nlohmann::json> data;
    QByteArray picture; ///< PNG; empty where the card has none
};

/// Reads a card's JSON, or a PNG with one in it (of "ccv3" and "chara", the first that is there). Any thread; blocks on
/// the disk. Errors, with the file's name as subject: InvalidInput "not-an-archive", "card-missing" (a picture and no
/// more), "file-damaged", "file-too-large"; those of probeFile.
Result<CardSource> readCard(const QString &path);

/// Writes the card, as JSON or into the picture, as the name's suffix says; a picture of version 3 carries version 2 as
/// well, for who reads only that. Beside its place first, as every file. Its size. Errors: Storage "file-write",
/// "disk-full".
Result<qint64> writeCard(const QString &path, const nlohmann::json &data, CardVersion version,
                         const QByteArray &picture);

bool isPictureName(const QString &path); ///< whether it ends in .png

} // namespace CloneMemoria
