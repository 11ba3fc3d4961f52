#include "ui/chat/ThinkingDots.h"

#include "ui/widgets/Theme.h"

#include <QPainter>
#include <QStyle>

namespace CloneMemoria {

namespace {
constexpr int kDotsDelayMs = 300; // an answer that comes at once needs no sign of waiting
constexpr int kDotsBeatMs = 400;
} // namespace

ThinkingDots::ThinkingDots(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("An answer is on its way"));
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDotsDelayMs);
    m_beat.setInterval(kDotsBeatMs);
    connect(&m_delay, &QTimer::timeout, this, [this] {
        m_shown = true;
        if (style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0)
            m_beat.start();
        update();
    });
    connect(&m_beat, &QTimer::timeout, this, [this] {
        m_step = (m_step + 1) % 3;
        update();
    });
}

void ThinkingDots::showEvent(QShowEvent *event)
{
    m_shown = false;
    m_delay.start();
    QWidget::showEvent(event);
}

void ThinkingDots::hideEvent(QHideEvent *event)
{
    m_delay.stop();
    m_beat.stop();
    m_shown = false;
    QWidget::hideEvent(event);
}

void ThinkingDots::paintEvent(QPaintEvent *)
{
    if (!m_shown)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < 3; ++i) {
        QColor color = palette().color(Theme::paletteRole(Theme::Role::Muted));
        color.setAlphaF(!m_beat.isActive() || i == m_step ? 0.9F : 0.4F);
        painter.setBrush(color);
        const int x = layoutDirection() == Qt::RightToLeft ? width() - 12 - i * 12 : 4 + i * 12;
        painter.drawEllipse(QRectF(x, height() / 2.0 - 3, 6, 6));
    }
}

} // namespace CloneMemoria
