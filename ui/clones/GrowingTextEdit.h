#pragma once

#include <QPlainTextEdit>

namespace CloneMemoria
{

/// A text field of several lines that is as high as its text, between bounds. Tab leaves it.
class GrowingTextEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    GrowingTextEdit(int fewestLines, int mostLines, QWidget *parent = nullptr);

Q_SIGNALS:
    void editingFinished(); ///< the field was left

protected:
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fit();

    int m_fewest;
    int m_most;
};

} // namespace CloneMemoria
