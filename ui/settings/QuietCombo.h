#pragma once

#include <QComboBox>
#include <QWheelEvent>

namespace CloneMemoria {

/// A combo box that the mouse wheel scrolls past: on a page of many fields, scrolling must not change one.
class QuietCombo : public QComboBox
{
    Q_OBJECT

public:
    explicit QuietCombo(QWidget *parent = nullptr) : QComboBox(parent)
    {
        setMinimumHeight(32);
        setMinimumContentsLength(6); // narrow pages have buttons beside it
        setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    }

protected:
    void wheelEvent(QWheelEvent *event) override { event->ignore(); }
};

} // namespace CloneMemoria
