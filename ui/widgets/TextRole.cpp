#include "ui/widgets/TextRole.h"

#include <QApplication>
#include <QEvent>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QWidget>

namespace CloneMemoria
{

using namespace Qt::Literals::StringLiterals;

namespace
{
// Lives with its widget and gives it the right font again when the application's font has changed.
class TextRoleKeeper : public QObject
{
public:
    explicit TextRoleKeeper(QWidget *widget)
        : QObject(widget)
        , m_widget(widget)
    {
        setObjectName(u"textRoleKeeper"_s);
        widget->installEventFilter(this);
    }

    void setRole(TextRole role)
    {
        m_role = role;
        m_widget->setFont(textRoleFont(role));
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::ApplicationFontChange)
            m_widget->setFont(textRoleFont(m_role));
        return QObject::eventFilter(watched, event);
    }

private:
    QWidget *m_widget;
    TextRole m_role = TextRole::Control;
};
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
    QObject *found = widget->findChild<QObject *>(u"textRoleKeeper"_s, Qt::FindDirectChildrenOnly);
    auto *keeper = found ? static_cast<TextRoleKeeper *>(found) : new TextRoleKeeper(widget);
    keeper->setRole(role);
}

int readingLineHeight(const QFont &font)
{
    const double size = QFontInfo(font).pixelSize();
    const double natural = QFontMetricsF(font).height();
    return natural > 0 ? qRound(100 * 1.5 * size / natural) : 100;
}

} // namespace CloneMemoria
