#include "ui/chat/UserBubble.h"

#include "ui/chat/MarkdownBody.h"
#include "ui/chat/MessageActions.h"

#include <QApplication>
#include <QClipboard>
#include <QFrame>
#include <QLocale>
#include <QStyle>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kBubblePaddingX = 16;
constexpr int kBubblePaddingY = 10;
constexpr int kBubbleMaximum = 560;
constexpr int kBubbleActionsHeight = 32;
constexpr int kBubbleGap = 4;
constexpr int kBubbleAfter = 20;
} // namespace

UserBubble::UserBubble(QWidget *parent)
    : QWidget(parent)
    , m_bubble(new QFrame(this))
    , m_body(new MarkdownBody(MarkdownBody::Mode::Plain, m_bubble))
    , m_actions(new MessageActions(MessageActions::Kind::Question, this))
{
    setObjectName(u"userBubble"_s);
    m_bubble->setProperty("role", u"bubble"_s);
    connect(m_body, &MarkdownBody::heightChanged, this, &UserBubble::heightChanged);
    connect(m_actions, &MessageActions::copyRequested, this, [this] {
        QApplication::clipboard()->setText(m_message.content);
        m_actions->showCopied();
    });
    connect(m_actions, &MessageActions::deleteRequested, this,
            [this] { Q_EMIT deleteRequested(m_message.id); });
}

void UserBubble::setMessage(const Message &message)
{
    const bool same = message.content == m_message.content && !message.content.isEmpty();
    m_message = message;
    m_actions->setVisible(!message.id.isEmpty()); // not stored yet: there is nothing to delete
    m_body->setAccessibleName(
        tr("You said, %1")
            .arg(QLocale().toString(message.createdAt.toLocalTime().time(), QLocale::ShortFormat)));
    m_bubble->setToolTip(QLocale().toString(message.createdAt.toLocalTime(), QLocale::ShortFormat));
    if (!same)
        m_body->showText(message.content);
}

void UserBubble::setRevealed(bool revealed)
{
    m_focused = revealed;
    updateRevealed();
}

void UserBubble::updateRevealed()
{
    m_actions->setRevealed(m_focused || underMouse());
}

int UserBubble::heightForWidth(int width) const
{
    return arrange(width, false);
}

int UserBubble::arrange(int width, bool apply) const
{
    const int actions = m_actions->sizeHint().width();
    const int most = std::min({kBubbleMaximum, width - actions - kBubbleGap,
                               m_body->readingWidth() + 2 * kBubblePaddingX})
                     - 2 * kBubblePaddingX;
    const int textWidth = m_body->naturalWidth(std::max(40, most));
    const int textHeight = m_body->heightForWidth(textWidth);
    const QSize bubble(textWidth + 2 * kBubblePaddingX, textHeight + 2 * kBubblePaddingY);
    if (apply) {
        const QRect all(0, 0, width, height());
        const auto place = [this, &all](const QRect &rect) {
            return QStyle::visualRect(layoutDirection(), all, rect);
        };
        m_bubble->setGeometry(place(QRect(QPoint(width - bubble.width(), 0), bubble)));
        m_body->setGeometry(kBubblePaddingX, kBubblePaddingY, textWidth, textHeight);
        // Beside the bubble, where they take no height.
        m_actions->setGeometry(
            place(QRect(width - bubble.width() - kBubbleGap - actions, 4, actions, kBubbleActionsHeight)));
    }
    return bubble.height() + kBubbleAfter;
}

void UserBubble::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange(width(), true);
}

void UserBubble::enterEvent(QEnterEvent *event)
{
    QWidget::enterEvent(event);
    updateRevealed();
}

void UserBubble::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    updateRevealed();
}

} // namespace CloneMemoria
