#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace CloneMemoria {

/// What an empty page shows: an icon, what belongs here, and the button that puts it there.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    /// An empty `button` leaves the button out.
    EmptyState(const QString &icon, const QString &title, const QString &sentence, const QString &button,
               QWidget *parent = nullptr);

    void setTexts(const QString &title, const QString &sentence, const QString &button);

Q_SIGNALS:
    void buttonClicked();

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateIcon();

    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_sentence;
    QPushButton *m_button;
};

} // namespace CloneMemoria
