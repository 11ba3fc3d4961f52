#include "ui/clones/AvatarImage.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImageReader>
#include <QPromise>
#include <QThreadPool>

#include <algorithm>
#include <memory>

namespace CloneMemoria
{

using namespace Qt::Literals::StringLiterals;

namespace
{
constexpr int kAvatarPixels = 256;
}

Result<QString> avatarFromFile(const QString &path)
{
    const QFileInfo file(path);
    if (!file.exists())
        return fail(ErrorKind::NotFound, path, u"file-missing"_s, file.fileName());
    QImageReader reader(path);
    reader.setAutoTransform(true);
    reader.setDecideFormatFromContent(true);
    // Scaled while it is read: a photograph of 50 megapixels must not take 200 MB first.
    const QSize size = reader.size();
    if (size.isValid() && std::min(size.width(), size.height()) > kAvatarPixels)
        reader.setScaledSize(size.scaled(kAvatarPixels, kAvatarPixels, Qt::KeepAspectRatioByExpanding));
    QImage image = reader.read();
    if (image.isNull())
        return fail(ErrorKind::InvalidInput, reader.errorString(), u"file-not-image"_s, file.fileName());
    const int side = std::min(image.width(), image.height());
    image = image.copy((image.width() - side) / 2, (image.height() - side) / 2, side, side)
                .scaled(kAvatarPixels, kAvatarPixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "PNG"))
        return fail(ErrorKind::InvalidInput, u"the picture could not be written as PNG"_s, u"file-not-image"_s, file.fileName());
    return QString::fromLatin1(png.toBase64());
}

QFuture<Result<QString>> loadAvatar(const QString &path)
{
    auto promise = std::make_shared<QPromise<Result<QString>>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, path] {
        promise->addResult(avatarFromFile(path));
        promise->finish();
    });
    return promise->future();
}

} // namespace CloneMemoria
