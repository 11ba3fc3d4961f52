#include "ui/knowledge/DropHint.h"

#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"

#include <QPainter>

namespace CloneMemoria {

DropHint::DropHint(Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    applyTextRole(this, TextRole::Title);
    hide();
}

void DropHint::setSentence(const QString &sentence)
{
    m_sentence = sentence;
    update();
}

void DropHint::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = m_theme.color(Theme::Role::Paper);
    veil.setAlphaF(0.9F);
    painter.fillRect(rect(), veil);
    painter.setPen(QPen(m_theme.color(Theme::Role::Accent), 2, Qt::DashLine));
    const QRect frame = rect().adjusted(16, 16, -16, -16);
    painter.drawRoundedRect(frame, 14, 14);
    painter.setPen(m_theme.color(Theme::Role::Ink));
    painter.drawText(frame.adjusted(24, 24, -24, -24), int(Qt::AlignCenter) | Qt::TextWordWrap, m_sentence);
}

} // namespace CloneMemoria
