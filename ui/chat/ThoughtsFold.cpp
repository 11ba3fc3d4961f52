#include "ui/chat/ThoughtsFold.h"

#include "ui/chat/MarkdownBody.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/ThemedIcon.h"

#include <QEvent>
#include <QStyle>
#include <QToolButton>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kHeadHeight = 32;
constexpr int kThoughtsIndent = 24; // under the words of the head

QString withoutFirstBlanks(const QString &text)
{
    qsizetype at = 0;
    while (at < text.size() && text.at(at).isSpace())
        ++at;
    return text.sliced(at);
}
} // namespace

ThoughtsFold::ThoughtsFold(QWidget *parent)
    : QWidget(parent)
    , m_head(new QToolButton(this))
    , m_body(new MarkdownBody(MarkdownBody::Mode::Plain, this))
{
    setObjectName(u"thoughtsFold"_s);
    m_head->setObjectName(u"thoughtsHead"_s);
    m_head->setProperty("tone", u"muted"_s);
    m_head->setCheckable(true);
    m_head->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_head->setIconSize({14, 14});
    applyTextRole(m_head, TextRole::Detail);
    m_body->setObjectName(u"thoughtsText"_s);
    m_body->setProperty("tone", u"muted"_s);
    m_body->setAccessibleName(tr("Thoughts before the answer"));
    applyTextRole(m_body, TextRole::Control);
    m_body->hide();
    connect(m_head, &QToolButton::toggled, this, &ThoughtsFold::setOpen);
    connect(m_body, &MarkdownBody::heightChanged, this, [this] {
        if (isOpen())
            Q_EMIT heightChanged();
    });
    updateHead();
    hide();
}

void ThoughtsFold::setThoughts(const QString &thoughts)
{
    m_thoughts = thoughts.trimmed();
    m_thinking = false;
    if (isOpen())
        m_body->showText(m_thoughts);
    updateHead();
    setVisible(!m_thoughts.isEmpty());
    if (m_thoughts.isEmpty())
        setOpen(false);
}

void ThoughtsFold::append(const QString &thoughts)
{
    // Models begin with blank lines.
    const QString piece = m_thoughts.isEmpty() ? withoutFirstBlanks(thoughts) : thoughts;
    if (piece.isEmpty())
        return;
    m_thoughts += piece;
    if (isOpen())
        m_body->appendText(piece);
    show();
}

void ThoughtsFold::setThinking(bool thinking)
{
    if (thinking == m_thinking)
        return;
    m_thinking = thinking;
    updateHead();
}

bool ThoughtsFold::isOpen() const
{
    return m_head->isChecked();
}

void ThoughtsFold::setOpen(bool open)
{
    m_head->setChecked(open);
    if (open == !m_body->isHidden())
        return;
    if (open)
        m_body->showText(m_thoughts);
    m_body->setVisible(open);
    updateHead();
    arrange();
    Q_EMIT heightChanged();
}

void ThoughtsFold::updateHead()
{
    m_head->setText(m_thinking ? tr("Thinking …") : tr("Thoughts"));
    m_head->setIcon(
        themedIcon(isOpen() ? u"chevron-down"_s : (isRightToLeft() ? u"chevron-left"_s : u"chevron-right"_s),
                   Theme::Role::Muted));
    m_head->setToolTip(isOpen() ? tr("Hide what the model thought before it answered")
                                : tr("Show what the model thought before it answered"));
    arrange(); // its words may be longer now
}

int ThoughtsFold::heightForWidth(int width) const
{
    return m_body->isHidden()
               ? kHeadHeight
               : kHeadHeight + m_body->heightForWidth(std::max(80, width - kThoughtsIndent)) + 4;
}

void ThoughtsFold::arrange()
{
    const auto put = [this](QWidget *widget, const QRect &place) {
        widget->setGeometry(QStyle::visualRect(layoutDirection(), rect(), place));
    };
    put(m_head, QRect(0, 0, std::min(width(), m_head->sizeHint().width()), kHeadHeight));
    put(m_body, QRect(kThoughtsIndent, kHeadHeight, std::max(80, width() - kThoughtsIndent),
                      std::max(0, height() - kHeadHeight - 4)));
}

void ThoughtsFold::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ThoughtsFold::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LayoutDirectionChange)
        updateHead();
}

} // namespace CloneMemoria
