#include "ui/widgets/ThemedIcon.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QLoggingCategory>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

void initUiWidgetsResources();

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
QPixmap drawIcon(const QString &name, const QColor &color, QSize devicePixels)
{
    const QString key = u"cm-icon/%1/%2/%3x%4"_s.arg(name)
                            .arg(color.rgba())
                            .arg(devicePixels.width())
                            .arg(devicePixels.height());
    QPixmap pixmap;
    if (devicePixels.isEmpty() || QPixmapCache::find(key, &pixmap))
        return pixmap;
    QFile file(u":/icons/"_s + name + u".svg"_s);
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("There is no icon called %s", qUtf8Printable(name));
        return pixmap;
    }
    QByteArray svg = file.readAll();
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    QSvgRenderer renderer(svg);
    QImage image(devicePixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setOpacity(color.alphaF());
    const int side = std::min(devicePixels.width(), devicePixels.height());
    renderer.render(&painter, QRectF((devicePixels.width() - side) / 2, (devicePixels.height() - side) / 2,
                                     side, side));
    painter.end();
    pixmap = QPixmap::fromImage(image);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class ThemedIconEngine : public QIconEngine
{
public:
    ThemedIconEngine(const QString &name, QPalette::ColorRole role) : m_name(name), m_role(role) { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1;
        QPixmap drawn = pixmap(rect.size() * ratio, mode, state);
        painter->drawPixmap(rect, drawn);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        QColor color = QApplication::palette().color(m_role);
        if (mode == QIcon::Disabled)
            color.setAlphaF(0.4F);
        return drawIcon(m_name, color, size);
    }

    QIconEngine *clone() const override { return new ThemedIconEngine(*this); }
    QString key() const override { return u"clonememoria"_s; }
    bool isNull() override { return false; }

private:
    QString m_name;
    QPalette::ColorRole m_role;
};
} // namespace

QIcon themedIcon(const QString &name, Theme::Role role)
{
    initUiWidgetsResources();
    if (!QFile::exists(u":/icons/"_s + name + u".svg"_s)) {
        qWarning("There is no icon called %s", qUtf8Printable(name));
        return {};
    }
    return QIcon(new ThemedIconEngine(name, Theme::paletteRole(role)));
}

QPixmap themedPixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio)
{
    initUiWidgetsResources();
    QPixmap pixmap = drawIcon(name, color, QSize(size, size) * devicePixelRatio);
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

} // namespace CloneMemoria
