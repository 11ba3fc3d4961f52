#pragma once

#include <QTimer>
#include <QWidget>

namespace CloneMemoria {

/// Three quiet dots while an answer is on its way: nothing for the first 300 ms, and they stand still where the system
/// asks for no motion.
class ThinkingDots : public QWidget
{
    Q_OBJECT

public:
    explicit ThinkingDots(QWidget *parent = nullptr);

    QSize sizeHint() const override { return {48, 24}; }
    bool dotsShown() const { return m_shown; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QTimer m_delay;
    QTimer m_beat;
    int m_step = 0;
    bool m_shown = false;
};

} // namespace CloneMemoria
