#include "ui/chat/GreetingWidget.h"

#include "ui/chat/MarkdownBody.h"
#include "ui/widgets/Avatar.h"

#include <QPushButton>
#include <QStyle>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kGreetingAvatar = 28;
constexpr int kGreetingIndent = 40;
constexpr int kSuggestionGap = 8;
} // namespace

GreetingWidget::GreetingWidget(QWidget *parent)
    : QWidget(parent)
    , m_avatar(new Avatar(kGreetingAvatar, this))
    , m_body(new MarkdownBody(MarkdownBody::Mode::Plain, this))
{
    setObjectName(u"greeting"_s);
    for (const QString &text : {tr("Tell me about your childhood."), tr("What made you laugh?"),
                                tr("What should I never forget?")}) {
        auto *button = new QPushButton(text, this);
        button->setProperty("kind", u"suggestion"_s);
        button->setObjectName(u"suggestion"_s);
        connect(button, &QPushButton::clicked, this, [this, text] { Q_EMIT suggestionChosen(text); });
        m_suggestions.append(button);
    }
}

void GreetingWidget::setClone(const Clone &clone)
{
    m_avatar->setPerson(clone.name, clone.avatar);
    m_body->setAccessibleName(tr("%1's greeting").arg(clone.name));
    m_body->showText(clone.greeting.trimmed().isEmpty() ? tr("Hello. What would you like to talk about?")
                                                        : clone.greeting.trimmed());
}

void GreetingWidget::setSuggestionsShown(bool shown)
{
    m_suggestionsShown = shown;
    for (QPushButton *button : m_suggestions)
        button->setVisible(shown);
}

int GreetingWidget::heightForWidth(int width) const
{
    return arrange(width, false);
}

int GreetingWidget::arrange(int width, bool apply) const
{
    const QRect all(0, 0, width, height());
    const auto put = [&](QWidget *widget, const QRect &rect) {
        if (apply)
            widget->setGeometry(QStyle::visualRect(layoutDirection(), all, rect));
    };
    const int room = width - kGreetingIndent;
    const int textWidth = std::min(room, m_body->readingWidth());
    const int textHeight = m_body->heightForWidth(textWidth);
    put(m_avatar, QRect(0, 0, kGreetingAvatar, kGreetingAvatar));
    put(m_body, QRect(kGreetingIndent, 2, textWidth, textHeight));
    int y = std::max(kGreetingAvatar, 2 + textHeight) + 20;
    if (!m_suggestionsShown)
        return y;
    int x = kGreetingIndent;
    int row = 0;
    for (QPushButton *button : m_suggestions) {
        const QSize size(std::min(button->sizeHint().width(), room), button->sizeHint().height());
        if (x > kGreetingIndent && x + size.width() > width) {
            x = kGreetingIndent;
            y += row + kSuggestionGap;
        }
        put(button, QRect(QPoint(x, y), size));
        x += size.width() + kSuggestionGap;
        row = size.height();
    }
    return y + row + 24;
}

void GreetingWidget::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange(width(), true);
}

} // namespace CloneMemoria
