#pragma once

#include <QFrame>
#include <QTimer>

#include <functional>

class QPushButton;

namespace CloneMemoria {

class ElidedLabel;

/// Says what was just done and takes it back on request, for ten seconds; the time stands still while the pointer or
/// the keyboard is on it. A new offer replaces the one before, which can't be undone from here any more then.
class UndoBar : public QFrame
{
    Q_OBJECT

public:
    explicit UndoBar(QWidget *parent = nullptr);

    void offer(const QString &text, const std::function<void()> &undo);
    void setDuration(int milliseconds); ///< for tests; 10,000 unless set
    void dismiss();

Q_SIGNALS:
    void closed();

protected:
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void resumeIfLeft();

    ElidedLabel *m_text;
    QPushButton *m_button;
    QTimer m_timer;
    int m_duration = 10'000;
    int m_left = 0; ///< ms, while it stands still
    std::function<void()> m_undo;
};

} // namespace CloneMemoria
