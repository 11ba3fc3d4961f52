#include "ui/settings/AutoApply.h"

#include <QEvent>
#include <QWidget>

namespace CloneMemoria {

namespace {
constexpr int kApplyDelayMs = 600;
}

AutoApply::AutoApply(QWidget *field, std::function<void()> apply) : QObject(field), m_apply(std::move(apply))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kApplyDelayMs);
    connect(&m_timer, &QTimer::timeout, this, [this] { m_apply(); });
    field->installEventFilter(this);
    const QList<QWidget *> parts = field->findChildren<QWidget *>();
    for (QWidget *part : parts)
        part->installEventFilter(this);
}

void AutoApply::touch()
{
    m_timer.start();
}

void AutoApply::flush()
{
    if (!m_timer.isActive())
        return;
    m_timer.stop();
    m_apply();
}

void AutoApply::forget()
{
    m_timer.stop();
}

bool AutoApply::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut || event->type() == QEvent::Hide)
        flush();
    return QObject::eventFilter(watched, event);
}

} // namespace CloneMemoria
