#pragma once

#include <QFrame>

class QPlainTextEdit;

namespace CloneMemoria {

class IconButton;

/// Where a message is written: one to ten lines, Enter sends, Shift+Enter begins a new line. Its one button sends, or
/// stops the answer that is on its way. A text too long for a message is not taken in: `longTextPasted` says so.
class Composer : public QFrame
{
    Q_OBJECT

public:
    explicit Composer(QWidget *parent = nullptr);

    void setPerson(const QString &name);
    void setAnswering(bool answering);
    QString text() const;
    void setText(const QString &text);
    void focusInput();

Q_SIGNALS:
    void sendRequested(const QString &text); ///< also of an empty one: the answer to that is a sentence
    void stopRequested();
    void textChanged();
    void longTextPasted(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fitHeight();
    void updateButton();

    QPlainTextEdit *m_input;
    IconButton *m_button;
    bool m_answering = false;
};

} // namespace CloneMemoria
