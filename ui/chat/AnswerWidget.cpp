#include "ui/chat/AnswerWidget.h"

#include "ui/chat/CitationChips.h"
#include "ui/chat/MarkdownBody.h"
#include "ui/chat/MessageActions.h"
#include "ui/chat/ThinkingDots.h"
#include "ui/chat/ThoughtsFold.h"
#include "ui/widgets/Avatar.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStyle>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kAnswerAvatar = 28;
constexpr int kAnswerIndent = 40;
constexpr int kAnswerActionsHeight = 32;
constexpr int kAnswerGap = 8;
constexpr int kAnswerAfter = 12;
constexpr int kNarrow = 420; // below this the picture stands above the words
} // namespace

AnswerWidget::AnswerWidget(QWidget *parent)
    : QWidget(parent)
    , m_avatar(new Avatar(kAnswerAvatar, this))
    , m_body(new MarkdownBody(MarkdownBody::Mode::Markdown, this))
    , m_dots(new ThinkingDots(this))
    , m_thoughts(new ThoughtsFold(this))
    , m_status(new QWidget(this))
    , m_chips(new CitationChips(this))
    , m_actions(new MessageActions(MessageActions::Kind::Answer, this))
{
    setObjectName(u"answer"_s);
    m_dots->hide();
    m_status->hide();
    m_chips->hide();
    connect(m_body, &MarkdownBody::heightChanged, this, &AnswerWidget::heightChanged);
    connect(m_thoughts, &ThoughtsFold::heightChanged, this, [this] {
        arrange(width(), true);
        Q_EMIT heightChanged();
    });
    connect(m_chips, &CitationChips::chosen, this,
            [this](const Citation &citation) { Q_EMIT citationChosen(m_message.id, citation); });
    connect(m_actions, &MessageActions::listenRequested, this,
            [this] { Q_EMIT listenRequested(m_message.id); });
    connect(m_actions, &MessageActions::againRequested, this,
            [this] { Q_EMIT againRequested(m_message.id); });
    connect(m_actions, &MessageActions::saveSoundRequested, this,
            [this] { Q_EMIT saveSoundRequested(m_message.id); });
    connect(m_actions, &MessageActions::rememberedRequested, this,
            [this] { Q_EMIT rememberedRequested(m_message.id); });
    connect(m_actions, &MessageActions::deleteRequested, this,
            [this] { Q_EMIT deleteRequested(m_message.id); });
    connect(m_actions, &MessageActions::copyRequested, this, [this] {
        QApplication::clipboard()->setText(m_message.content);
        m_actions->showCopied();
    });
    connect(m_actions, &MessageActions::variantRequested, this, [this](int step) {
        const QString other = m_variants.ids.value(m_variants.ids.indexOf(m_message.id) + step);
        if (!other.isEmpty())
            Q_EMIT variantRequested(m_message.id, other);
    });
}

void AnswerWidget::setClone(const Clone &clone)
{
    m_name = clone.name;
    m_avatar->setPerson(clone.name, clone.avatar);
}

void AnswerWidget::setMessage(const Message &message, const MessageVariants &variants)
{
    m_message = message;
    m_variants = variants;
    m_streaming = false;
    m_dots->hide();
    m_body->setAccessibleName(
        tr("%1 said, %2")
            .arg(m_name, QLocale().toString(message.createdAt.toLocalTime().time(), QLocale::ShortFormat)));
    m_avatar->setToolTip(QLocale().toString(message.createdAt.toLocalTime(), QLocale::ShortFormat));
    m_thoughts->setThoughts(message.reasoning);
    m_body->setVisible(!message.content.isEmpty());
    m_body->showText(message.content);
    m_chips->setCitations(message.content.isEmpty() ? QList<Citation>() : message.citations);
    m_actions->setVisible(!message.id.isEmpty());
    m_actions->setHasText(!message.content.isEmpty());
    m_actions->setVariants(int(variants.ids.indexOf(message.id)), int(variants.ids.size()));
    showStatus();
    if (testAttribute(Qt::WA_Resized)) // else it has no width of its own yet
        arrange(width(), true);
    Q_EMIT heightChanged();
}

void AnswerWidget::makeStatus()
{
    if (m_statusText)
        return;
    m_statusText = new QLabel(m_status);
    m_statusText->setObjectName(u"answerStatus"_s);
    m_statusText->setProperty("tone", u"muted"_s);
    applyTextRole(m_statusText, TextRole::Detail);
    auto *row = new QHBoxLayout(m_status);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_statusText);
    const auto addButton = [&](NextStep step, const QString &name) {
        auto *button = new QPushButton(nextStepText(step), m_status);
        button->setObjectName(name);
        button->setProperty("kind", u"quiet"_s);
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this,
                [this, step] { Q_EMIT nextStepRequested(m_message.id, step); });
        return button;
    };
    m_continueButton = addButton(NextStep::Continue, u"answerContinue"_s);
    m_statusButton = addButton(NextStep::Retry, u"answerRetry"_s);
    row->addStretch(1);
}

// Why it ended before its end, and what can be done: quietly where its reader stopped it or its length was reached.
void AnswerWidget::showStatus()
{
    const bool hasText = !m_message.content.isEmpty();
    const bool partial = m_message.status == MessageStatus::Partial;
    const bool failed = m_message.status == MessageStatus::Failed || (partial && !hasText);
    const bool stopped = (partial || failed)
                         && (!m_message.error || m_message.error->kind == ErrorKind::Cancelled);
    const bool full = m_message.status == MessageStatus::Complete
                      && m_message.stopReason == StopReason::Length;
    m_status->setVisible(stopped || full);
    if (stopped || full) {
        makeStatus();
        m_statusText->setText(
            full ? tr("The answer reached its greatest length.")
                 : describe(m_message.error.value_or(Error{ErrorKind::Cancelled, {}, 0, {}, {}, -1}))
                       .sentence);
        m_continueButton->setVisible(hasText);
        m_statusButton->setVisible(stopped);
    }
    if (m_message.error && !stopped) {
        if (!m_notice) {
            m_notice = new Notice(this);
            m_notice->setObjectName(u"answerNotice"_s);
            connect(m_notice, &Notice::actionRequested, this,
                    [this](NextStep step) { Q_EMIT nextStepRequested(m_message.id, step); });
            m_notice->installEventFilter(this);
        }
        const ErrorText text = describe(*m_message.error);
        QList<NextStep> steps{text.nextStep};
        if (partial && hasText && text.nextStep == NextStep::Retry)
            steps.prepend(NextStep::Continue);
        m_notice->showError(text.sentence, steps, m_message.error->detail);
    } else if (m_notice) {
        m_notice->clear();
    }
}

void AnswerWidget::startStreaming(const QString &textSoFar, const QString &thoughtsSoFar)
{
    m_streaming = true;
    m_message = {};
    m_message.role = MessageRole::Clone;
    m_body->setAccessibleName(tr("%1 is answering").arg(m_name));
    m_dots->setVisible(textSoFar.isEmpty());
    m_thoughts->setThoughts(thoughtsSoFar);
    m_thoughts->setThinking(textSoFar.isEmpty());
    m_body->setVisible(!textSoFar.isEmpty());
    m_actions->hide();
    m_status->hide();
    if (m_notice)
        m_notice->clear();
    m_chips->hide();
    m_body->showText({});
    if (!textSoFar.isEmpty())
        appendText(textSoFar);
}

void AnswerWidget::appendThoughts(const QString &thoughts)
{
    m_message.reasoning += thoughts;
    const bool first = m_thoughts->isHidden();
    m_thoughts->append(thoughts);
    if (first && !m_thoughts->isHidden()) {
        arrange(width(), true);
        Q_EMIT heightChanged();
    }
}

void AnswerWidget::appendText(const QString &text)
{
    m_message.content += text;
    m_thoughts->setThinking(false);
    if (!m_dots->isHidden()) {
        m_dots->hide();
        m_body->show();
        arrange(width(), true);
    }
    m_body->appendText(text);
}

void AnswerWidget::setRevealed(bool revealed)
{
    m_focused = revealed;
    updateRevealed();
}

void AnswerWidget::setLast(bool last)
{
    m_last = last;
    updateRevealed();
}

void AnswerWidget::setSpeaking(bool speaking)
{
    m_actions->setSpeaking(speaking);
}

void AnswerWidget::setOpenDocument(const QString &documentId)
{
    m_chips->setOpenDocument(documentId);
}

void AnswerWidget::updateRevealed()
{
    m_actions->setRevealed(m_focused || m_last || underMouse());
}

int AnswerWidget::heightForWidth(int width) const
{
    return arrange(width, false);
}

int AnswerWidget::arrange(int width, bool apply) const
{
    const bool narrow = width < kNarrow;
    const int indent = narrow ? 0 : kAnswerIndent;
    const int room = width - indent;
    const int textWidth = std::min(room, m_body->readingWidth());
    const QRect all(0, 0, width, height());
    const auto put = [&](QWidget *widget, int x, int y, int w, int h) {
        if (apply)
            widget->setGeometry(QStyle::visualRect(layoutDirection(), all, QRect(x, y, w, h)));
    };
    put(m_avatar, 0, 0, kAnswerAvatar, kAnswerAvatar);
    int y = narrow ? kAnswerAvatar + 4 : 2;
    if (!m_thoughts->isHidden()) {
        const int h = m_thoughts->heightForWidth(textWidth);
        put(m_thoughts, indent - 6, y, textWidth + 6, h);
        y += h + (m_thoughts->isOpen() ? kAnswerGap : 4);
    }
    if (!m_body->isHidden()) {
        const int h = m_body->heightForWidth(textWidth);
        put(m_body, indent, y, textWidth, h);
        y += h + kAnswerGap;
    }
    if (!m_dots->isHidden()) {
        const QSize size = m_dots->sizeHint();
        put(m_dots, indent, y, size.width(), size.height());
        y += size.height() + kAnswerGap;
    }
    if (!m_status->isHidden()) {
        const int h = m_status->sizeHint().height();
        put(m_status, indent, y, room, h);
        y += h + 4;
    }
    if (m_notice && !m_notice->isHidden()) {
        const int w = std::min(room, textWidth);
        const int h = m_notice->layout()->hasHeightForWidth() ? m_notice->layout()->totalHeightForWidth(w)
                                                              : m_notice->sizeHint().height();
        put(m_notice, indent, y, w, h);
        y += h + kAnswerGap;
    }
    if (!m_chips->isHidden()) {
        const int h = m_chips->heightForWidth(room);
        put(m_chips, indent, y, room, h);
        y += h + 4;
    }
    // While it streams its place is kept: the end of an answer moves nothing.
    put(m_actions, indent - 7, y, std::min(room + 7, m_actions->sizeHint().width()), kAnswerActionsHeight);
    return y + kAnswerActionsHeight + kAnswerAfter;
}

void AnswerWidget::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange(width(), true);
}

bool AnswerWidget::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_notice && event->type() == QEvent::LayoutRequest) // its details were unfolded
        Q_EMIT heightChanged();
    return QWidget::eventFilter(watched, event);
}

void AnswerWidget::enterEvent(QEnterEvent *event)
{
    QWidget::enterEvent(event);
    updateRevealed();
}

void AnswerWidget::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    updateRevealed();
}

} // namespace CloneMemoria
