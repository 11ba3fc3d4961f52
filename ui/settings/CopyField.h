#pragma once

#include <QWidget>

class QLineEdit;

namespace CloneMemoria {

class IconButton;

/// A text that is there to be copied: selectable, with a button for it. One that is secret is shown as dots until its
/// owner wants to see it.
class CopyField : public QWidget
{
    Q_OBJECT

public:
    enum class Shown { Plain, Dots };

    /// `name` is what the text is, for screen readers and the button: "address".
    CopyField(const QString &name, Shown shown, QWidget *parent);

    void setText(const QString &text); ///< empty: nothing to copy
    QString text() const;

private:
    void copy();
    void reveal(bool revealed);

    QString m_name;
    QLineEdit *m_edit;
    IconButton *m_copy;
    IconButton *m_reveal = nullptr;
};

} // namespace CloneMemoria
