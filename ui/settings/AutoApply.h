#pragma once

#include <QObject>
#include <QTimer>

#include <functional>

class QWidget;

namespace CloneMemoria {

/// Applies a field by itself: 600 ms after the last change, or at once when the field is left or goes away.
class AutoApply : public QObject
{
    Q_OBJECT

public:
    AutoApply(QWidget *field, std::function<void()> apply);

    void touch();  ///< the field was changed by its user
    void flush();  ///< applies what waits
    void forget(); ///< what waits is not wanted any more
    bool isWaiting() const { return m_timer.isActive(); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    std::function<void()> m_apply;
    QTimer m_timer;
};

} // namespace CloneMemoria
