#include "ui/widgets/UndoBar.h"

#include "ui/widgets/ElidedLabel.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>

#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

UndoBar::UndoBar(QWidget *parent)
    : QFrame(parent)
    , m_text(new ElidedLabel(this))
    , m_button(new QPushButton(tr("Undo"), this))
{
    setProperty("role", u"undoBar"_s);
    setObjectName(u"undoBar"_s);
    m_button->setObjectName(u"undoButton"_s);
    m_button->installEventFilter(this);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 8, 8);
    row->setSpacing(16);
    row->addWidget(m_text, 1);
    row->addWidget(m_button);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &UndoBar::dismiss);
    connect(m_button, &QPushButton::clicked, this, [this] {
        const std::function<void()> undo = std::exchange(m_undo, nullptr);
        dismiss();
        if (undo)
            undo();
    });
    hide();
}

void UndoBar::offer(const QString &text, const std::function<void()> &undo)
{
    m_undo = undo;
    m_text->setText(text);
    setAccessibleName(text);
    m_button->setAccessibleDescription(text);
    m_left = 0;
    m_timer.start(m_duration);
    show();
    raise();
    QAccessibleEvent told(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&told);
}

void UndoBar::setDuration(int milliseconds)
{
    m_duration = milliseconds;
}

void UndoBar::dismiss()
{
    m_timer.stop();
    m_undo = nullptr;
    if (isHidden())
        return;
    hide();
    Q_EMIT closed();
}

void UndoBar::enterEvent(QEnterEvent *event)
{
    if (m_timer.isActive()) {
        m_left = m_timer.remainingTime();
        m_timer.stop();
    }
    QFrame::enterEvent(event);
}

void UndoBar::leaveEvent(QEvent *event)
{
    resumeIfLeft();
    QFrame::leaveEvent(event);
}

bool UndoBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn && m_timer.isActive()) {
        m_left = m_timer.remainingTime();
        m_timer.stop();
    } else if (event->type() == QEvent::FocusOut) {
        QMetaObject::invokeMethod(this, &UndoBar::resumeIfLeft, Qt::QueuedConnection);
    }
    return QFrame::eventFilter(watched, event);
}

void UndoBar::resumeIfLeft()
{
    if (m_timer.isActive() || !m_undo || m_button->hasFocus() || underMouse())
        return;
    // Whoever was on it a moment ago gets the time to come back.
    m_timer.start(std::max(m_left, 2'000));
}

} // namespace CloneMemoria
