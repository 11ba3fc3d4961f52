#pragma once

#include "core/domain/Message.h"

#include <QWidget>

class QFrame;

namespace CloneMemoria {

class MarkdownBody;
class MessageActions;

/// What the user said: a bubble at the right, as wide as its words need.
class UserBubble : public QWidget
{
    Q_OBJECT

public:
    explicit UserBubble(QWidget *parent = nullptr);

    void setMessage(const Message &message);
    QString messageId() const { return m_message.id; }
    void setRevealed(bool revealed); ///< its actions, for the keyboard; the pointer does it itself
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void heightChanged();
    void deleteRequested(const QString &messageId);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    int arrange(int width, bool apply) const;
    void updateRevealed();

    Message m_message;
    QFrame *m_bubble;
    MarkdownBody *m_body;
    MessageActions *m_actions;
    bool m_focused = false;
};

} // namespace CloneMemoria
