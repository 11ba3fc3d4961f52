#include "ui/widgets/Avatar.h"

#include "ui/widgets/Theme.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <QImageReader>
#include <QPainter>
#include <QPainterPath>
#include <QPixmapCache>
#include <QTextBoundaryFinder>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// Pictures are decoded while they are painted, and those from elsewhere can be a few bytes that become gigabytes.
constexpr qint64 kMostPixels = 16 * 1024 * 1024;

// A letter with what belongs to it (accents, surrogates), not a code unit.
QString firstGrapheme(const QString &word)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, word);
    const qsizetype end = finder.toNextBoundary();
    return end > 0 ? word.left(end) : QString();
}

QColor avatarBlend(const QColor &one, const QColor &other, double share)
{
    const auto mix = [share](float a, float b) { return float(a * share + b * (1 - share)); };
    return QColor::fromRgbF(mix(one.redF(), other.redF()), mix(one.greenF(), other.greenF()),
                            mix(one.blueF(), other.blueF()));
}

// The accent turned around the colour circle by the name, mixed into the paper: all of them belong to one family.
QColor avatarGround(const QString &name, const QPalette &palette)
{
    const QByteArray hash = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Md5);
    const QColor accent = palette.color(Theme::paletteRole(Theme::Role::Accent));
    const int turn = (uchar(hash.at(0)) % 12) * 30;
    const QColor turned = QColor::fromHsl((std::max(0, accent.hslHue()) + turn) % 360, accent.hslSaturation(),
                                          accent.lightness());
    return avatarBlend(turned, palette.color(Theme::paletteRole(Theme::Role::Paper)), 0.28);
}

QPixmap avatarPicture(const QString &picture, int devicePixels)
{
    if (picture.isEmpty())
        return {};
    const QByteArray bytes = picture.toLatin1();
    const QString key = u"cm-avatar/%1/%2"_s.arg(
        QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex()),
        QString::number(devicePixels));
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QByteArray data = QByteArray::fromBase64(bytes);
    QBuffer buffer(&data);
    QImageReader reader(&buffer);
    const QSize size = reader.size();
    if (!size.isValid() || qint64(size.width()) * size.height() > kMostPixels)
        return {};
    QImage image = reader.read();
    if (image.isNull())
        return {};
    image = image.scaled(devicePixels, devicePixels, Qt::KeepAspectRatioByExpanding,
                         Qt::SmoothTransformation);
    image = image.copy((image.width() - devicePixels) / 2, (image.height() - devicePixels) / 2, devicePixels,
                       devicePixels);
    pixmap = QPixmap::fromImage(image);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}
} // namespace

QString initialsOf(const QString &name)
{
    QStringList words;
    for (const QString &word : name.split(u' ', Qt::SkipEmptyParts)) {
        if (word.at(0).isLetterOrNumber() || word.at(0).isHighSurrogate())
            words += word;
    }
    if (words.isEmpty())
        return firstGrapheme(name.trimmed()).toUpper();
    QString initials = firstGrapheme(words.first());
    // Scripts that join their letters look broken as a pair: one letter is enough for them.
    const QChar::Script script = words.first().at(0).script();
    const bool pairs = script == QChar::Script_Latin || script == QChar::Script_Cyrillic
                       || script == QChar::Script_Greek;
    if (words.size() > 1 && pairs)
        initials += firstGrapheme(words.last());
    return initials.toUpper();
}

void paintAvatar(QPainter &painter, const QRectF &rect, const QString &name, const QString &picture,
                 const QPalette &palette)
{
    painter.save();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const qreal ratio = painter.device() ? painter.device()->devicePixelRatioF() : 1;
    const QPixmap photo = avatarPicture(picture, qRound(rect.width() * ratio));
    QPainterPath circle;
    circle.addEllipse(rect);
    if (!photo.isNull()) {
        painter.setClipPath(circle);
        painter.drawPixmap(rect, photo, photo.rect());
    } else {
        painter.fillPath(circle, avatarGround(name, palette));
        QFont font = painter.font();
        font.setPixelSize(std::max(1, qRound(rect.height() * 0.4)));
        font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(palette.color(Theme::paletteRole(Theme::Role::Ink)));
        painter.drawText(rect, Qt::AlignCenter, initialsOf(name));
    }
    painter.restore();
}

Avatar::Avatar(int diameter, QWidget *parent) : QWidget(parent), m_diameter(diameter)
{
    setFixedSize(diameter, diameter);
}

void Avatar::setPerson(const QString &name, const QString &picture)
{
    m_name = name;
    m_picture = picture;
    setAccessibleName(tr("Picture of %1").arg(name));
    update();
}

void Avatar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintAvatar(painter, rect(), m_name, m_picture, palette());
}

} // namespace CloneMemoria
