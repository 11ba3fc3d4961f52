#pragma once

#include "core/base/Result.h"

#include <QFuture>
#include <QString>

namespace CloneMemoria
{

/// The middle square of the picture in that file, 256 pixels wide, as PNG in base64: what Clone::avatar holds. Turned
/// as the camera was held. Errors, with the file's name as subject: NotFound "file-missing"; InvalidInput
/// "file-not-image". Any thread.
Result<QString> avatarFromFile(const QString &path);
/// The same on a pool thread: photographs take their time.
QFuture<Result<QString>> loadAvatar(const QString &path);

} // namespace CloneMemoria
