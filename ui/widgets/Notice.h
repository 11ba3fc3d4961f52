#pragma once

#include "core/base/ErrorText.h"

#include <QFrame>

#include <functional>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace CloneMemoria {

class IconButton;

/// A strip in the place where something happened: an icon, a sentence, up to two buttons, and the raw detail behind
/// "Details". Hidden until it has something to say; hidden again by clear(). Screen readers are told.
class Notice : public QFrame
{
    Q_OBJECT

public:
    enum class Kind { Info, Error };

    struct Button
    {
        QString text;
        std::function<void()> action;
    };

    explicit Notice(QWidget *parent = nullptr);

    /// At most two buttons; the first is the one to use.
    void showMessage(Kind kind, const QString &sentence, const QList<Button> &buttons = {},
                     const QString &detail = {});
    /// The failure in the user's words, its next step as a button where somebody is connected to actionRequested.
    void setError(const Error &error);
    /// The same with other steps than the failure's own; at most two.
    void showError(const QString &sentence, const QList<NextStep> &steps, const QString &detail);
    void clear();
    /// With a button that closes it (emits dismissed). Default: without.
    void setDismissable(bool dismissable);

    QString sentence() const;

Q_SIGNALS:
    void actionRequested(CloneMemoria::NextStep step);
    void dismissed();

private:
    QLabel *m_icon;
    QLabel *m_sentence;
    QPushButton *m_first;
    QPushButton *m_second;
    QPushButton *m_detailsButton;
    IconButton *m_close;
    QPlainTextEdit *m_details;
    QList<Button> m_buttons;

    void changeEvent(QEvent *event) override;
    void updateIcon();
    Kind m_kind = Kind::Info;
};

/// The words on the button for that step; empty for None.
QString nextStepText(NextStep step);

} // namespace CloneMemoria
