#pragma once

#include <QWidget>

class QToolButton;

namespace CloneMemoria {

class MarkdownBody;

/// What a model thought before it answered: one quiet line above the answer that unfolds. Text that comes while it is
/// folded costs nothing. As high as it must be (see heightForWidth).
class ThoughtsFold : public QWidget
{
    Q_OBJECT

public:
    explicit ThoughtsFold(QWidget *parent = nullptr);

    /// The whole of them; hidden where there are none.
    void setThoughts(const QString &thoughts);
    void append(const QString &thoughts);
    /// Says that it goes on, until the answer begins.
    void setThinking(bool thinking);

    bool isOpen() const;
    void setOpen(bool open);
    QString thoughts() const { return m_thoughts; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void heightChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void arrange();
    void updateHead();

    QString m_thoughts;
    QToolButton *m_head;
    MarkdownBody *m_body;
    bool m_thinking = false;
};

} // namespace CloneMemoria
