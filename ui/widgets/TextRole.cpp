#include "ui/widgets/TextRole.h"

#include <QApplication>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QWidget>

namespace CloneMemoria {

namespace {
constexpr char kTextRoleProperty[] = "cmTextRole";
}

QFont textRoleFont(TextRole role)
{
    QFont font = QApplication::font();
    double factor = 1;
    switch (role) {
    case TextRole::Title:
        factor = 20.0 / 13;
        font.setWeight(QFont::DemiBold);
        break;
    case TextRole::Body:
        factor = 15.0 / 13;
        break;
    case TextRole::Control:
        break;
    case TextRole::Detail:
        factor = 12.0 / 13;
        break;
    }
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(qRound(font.pixelSize() * factor));
    return font;
}

void applyTextRole(QWidget *widget, TextRole role)
{
    widget->setProperty(kTextRoleProperty, int(role));
    widget->setFont(textRoleFont(role));
}

void refreshTextRoles()
{
    for (QWidget *widget : QApplication::allWidgets()) {
        const QVariant role = widget->property(kTextRoleProperty);
        if (role.isValid())
            widget->setFont(textRoleFont(TextRole(role.toInt())));
    }
}

int readingLineHeight(const QFont &font)
{
    const double size = QFontInfo(font).pixelSize();
    const double natural = QFontMetricsF(font).height();
    return natural > 0 ? qRound(100 * 1.5 * size / natural) : 100;
}

} // namespace CloneMemoria
