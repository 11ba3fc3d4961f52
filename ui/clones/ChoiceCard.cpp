#include "ui/clones/ChoiceCard.h"

#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace CloneMemoria
{

namespace
{
constexpr int kChoicePadding = 24;
constexpr int kChoiceIcon = 32;
constexpr int kChoiceRadius = 14;
constexpr int kChoiceGap = 16;
constexpr int kChoiceWidth = 272;

QFont choiceTitleFont()
{
    QFont font = textRoleFont(TextRole::Body);
    font.setWeight(QFont::DemiBold);
    return font;
}

int wrappedHeight(const QFont &font, const QString &text, int width)
{
    return QFontMetrics(font).boundingRect(0, 0, width, 10'000, Qt::TextWordWrap, text).height();
}
}

ChoiceCard::ChoiceCard(const QString &icon, const QString &title, const QString &sentence, QWidget *parent)
    : QAbstractButton(parent)
    , m_icon(icon)
    , m_sentence(sentence)
{
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

int ChoiceCard::heightForWidth(int width) const
{
    const int inside = std::max(80, width - 2 * kChoicePadding);
    return 2 * kChoicePadding + kChoiceIcon + kChoiceGap + wrappedHeight(choiceTitleFont(), text(), inside) + 4
        + wrappedHeight(textRoleFont(TextRole::Control), m_sentence, inside);
}

QSize ChoiceCard::sizeHint() const
{
    return {kChoiceWidth, heightForWidth(kChoiceWidth)};
}

QSize ChoiceCard::minimumSizeHint() const
{
    return {180, heightForWidth(180)};
}

bool ChoiceCard::event(QEvent *event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave)
        update();
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        updateGeometry();
    return QAbstractButton::event(event);
}

void ChoiceCard::paintEvent(QPaintEvent *)
{
    const auto color = [this](Theme::Role role) { return palette().color(Theme::paletteRole(role)); };
    const bool lit = isEnabled() && (underMouse() || hasFocus());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(lit ? Theme::Role::Accent : Theme::Role::Line), hasFocus() ? 2 : 1));
    painter.setBrush(color(isDown() ? Theme::Role::Sunken : Theme::Role::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kChoiceRadius, kChoiceRadius);

    const QRect inside = rect().adjusted(kChoicePadding, kChoicePadding, -kChoicePadding, -kChoicePadding);
    const Qt::Alignment side = QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft);
    const QRect icon = QStyle::visualRect(layoutDirection(), rect(), QRect(inside.topLeft(), QSize(kChoiceIcon, kChoiceIcon)));
    painter.drawPixmap(icon.topLeft(), themedPixmap(m_icon, color(isEnabled() ? Theme::Role::Accent : Theme::Role::Muted), kChoiceIcon, devicePixelRatioF()));
    QRect words = inside.adjusted(0, kChoiceIcon + kChoiceGap, 0, 0);
    painter.setFont(choiceTitleFont());
    painter.setPen(color(isEnabled() ? Theme::Role::Ink : Theme::Role::Muted));
    painter.drawText(words, int(side | Qt::AlignTop) | Qt::TextWordWrap, text());
    words.adjust(0, wrappedHeight(choiceTitleFont(), text(), words.width()) + 4, 0, 0);
    painter.setFont(textRoleFont(TextRole::Control));
    painter.setPen(color(Theme::Role::Muted));
    painter.drawText(words, int(side | Qt::AlignTop) | Qt::TextWordWrap, m_sentence);
}

} // namespace CloneMemoria
