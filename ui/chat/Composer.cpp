#include "ui/chat/Composer.h"

#include "core/chat/ChatService.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/TextRole.h"

#include <QAbstractTextDocumentLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStyle>

#include <cmath>
#include <functional>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kComposerLines = 10;

class ComposerInput final : public QPlainTextEdit
{
public:
    explicit ComposerInput(QWidget *parent) : QPlainTextEdit(parent) { }

    std::function<void(const QString &)> tooLong;

protected:
    void insertFromMimeData(const QMimeData *source) override
    {
        // Megabytes in a text field would stop the window for seconds, and no message may be as long.
        if (source->hasText() && source->text().size() > kMaxMessageLength)
            tooLong(source->text());
        else
            QPlainTextEdit::insertFromMimeData(source);
    }
};
} // namespace

Composer::Composer(QWidget *parent)
    : QFrame(parent)
    , m_input(nullptr)
    , m_button(new IconButton(u"send-horizontal"_s, tr("Send"), this, Theme::Role::OnAccent))
{
    setProperty("role", u"composer"_s);
    setObjectName(u"composer"_s);
    auto *input = new ComposerInput(this);
    input->tooLong = [this](const QString &text) { Q_EMIT longTextPasted(text); };
    m_input = input;
    m_input->setObjectName(u"composerInput"_s);
    m_input->setProperty("frame", u"none"_s);
    m_input->setFrameShape(QFrame::NoFrame);
    m_input->setTabChangesFocus(true);
    m_input->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_input->document()->setDocumentMargin(2);
    m_input->viewport()->setAutoFillBackground(false);
    m_input->installEventFilter(this);
    applyTextRole(m_input, TextRole::Body);
    m_button->setObjectName(u"sendButton"_s);
    m_button->setProperty("kind", u"primary"_s);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 7, 7, 7);
    row->setSpacing(8);
    row->addWidget(m_input, 1, Qt::AlignVCenter);
    row->addWidget(m_button, 0, Qt::AlignBottom);

    connect(m_input->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            &Composer::fitHeight);
    connect(m_input, &QPlainTextEdit::textChanged, this, [this] {
        updateButton();
        Q_EMIT textChanged();
    });
    connect(m_button, &QToolButton::clicked, this, [this] {
        if (m_answering)
            Q_EMIT stopRequested();
        else
            Q_EMIT sendRequested(text());
    });
    fitHeight();
    updateButton();
}

void Composer::setPerson(const QString &name)
{
    const QString words = name.isEmpty() ? tr("Write a message …")
                                         : tr("Write to %1 …").arg(name.simplified());
    m_input->setPlaceholderText(words);
    m_input->setAccessibleName(words);
}

void Composer::setAnswering(bool answering)
{
    m_answering = answering;
    updateButton();
}

QString Composer::text() const
{
    return m_input->toPlainText();
}

void Composer::setText(const QString &text)
{
    m_input->setPlainText(text);
    m_input->moveCursor(QTextCursor::End);
}

void Composer::focusInput()
{
    m_input->setFocus(Qt::ShortcutFocusReason);
}

bool Composer::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && !(key->modifiers() & (Qt::ShiftModifier | Qt::AltModifier))) {
            if (!key->isAutoRepeat())
                Q_EMIT sendRequested(text());
            return true;
        }
    } else if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        setProperty("active", event->type() == QEvent::FocusIn);
        style()->unpolish(this);
        style()->polish(this);
    }
    return QFrame::eventFilter(watched, event);
}

void Composer::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fitHeight();
}

void Composer::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (m_input && (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange))
        fitHeight();
}

void Composer::fitHeight()
{
    // QPlainTextEdit's document measures itself in lines.
    const int lines = std::clamp(int(std::ceil(m_input->document()->size().height())), 1, kComposerLines);
    const int height = lines * m_input->fontMetrics().lineSpacing()
                       + int(2 * m_input->document()->documentMargin()) + 4;
    m_input->setVerticalScrollBarPolicy(m_input->document()->size().height() > kComposerLines
                                            ? Qt::ScrollBarAsNeeded
                                            : Qt::ScrollBarAlwaysOff);
    if (m_input->height() != height || m_input->minimumHeight() != height)
        m_input->setFixedHeight(height);
}

void Composer::updateButton()
{
    if (m_answering)
        m_button->setMeaning(u"square"_s, tr("Stop"));
    else
        m_button->setMeaning(u"send-horizontal"_s, tr("Send"));
    m_button->setEnabled(m_answering || !m_input->document()->isEmpty());
}

} // namespace CloneMemoria
