#include "ui/knowledge/MemoryText.h"

#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"

#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTextBlock>
#include <QTextEdit>
#include <QTimer>

#include <algorithm>

namespace CloneMemoria
{

using namespace Qt::Literals::StringLiterals;

namespace
{
constexpr int kColumnCharacters = 72;
constexpr int kLeastMargin = 24;
constexpr qsizetype kPiece = 64 * 1024;

// Keeps the text in a readable column while the scroll bar stays at the edge.
template<typename Edit>
class ColumnEdit : public Edit
{
public:
    using Edit::Edit;

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        const int column = this->fontMetrics().averageCharWidth() * kColumnCharacters;
        const int side = std::max(kLeastMargin, (this->width() - column) / 2);
        // The margins resize the viewport, which comes back here: only when they change.
        const QMargins margins(side, 16, std::min(side, kLeastMargin), 16);
        if (this->viewportMargins() != margins)
            this->setViewportMargins(margins);
        Edit::resizeEvent(event);
    }
};

template<typename Edit>
Edit *makeMemoryEdit(QWidget *parent)
{
    auto *edit = new ColumnEdit<Edit>(parent);
    edit->setFrameShape(QFrame::NoFrame);
    edit->setProperty("frame", QStringLiteral("none"));
    applyTextRole(edit, TextRole::Body);
    edit->setReadOnly(true);
    edit->setTabChangesFocus(true);
    edit->document()->setDocumentMargin(0);
    edit->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return edit;
}
}

MemoryText::MemoryText(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_stack(new QStackedLayout(this))
    , m_comfortable(makeMemoryEdit<QTextEdit>(this))
    , m_large(makeMemoryEdit<QPlainTextEdit>(this))
    , m_loader(new QTimer(this))
{
    m_comfortable->setObjectName(u"memoryText"_s);
    m_comfortable->setAcceptRichText(false);
    m_large->setObjectName(u"memoryTextLarge"_s);
    m_stack->addWidget(m_comfortable);
    m_stack->addWidget(m_large);
    // Files dropped on the text belong to the page, which imports them.
    m_comfortable->setAcceptDrops(false);
    m_large->setAcceptDrops(false);

    m_loader->setInterval(0);
    connect(m_loader, &QTimer::timeout, this, &MemoryText::loadPiece);
    const auto onChange = [this] {
        if (!m_loading)
            Q_EMIT edited();
    };
    connect(m_comfortable, &QTextEdit::textChanged, this, onChange);
    connect(m_large, &QPlainTextEdit::textChanged, this, onChange);
    connect(&m_theme, &Theme::changed, this, &MemoryText::applyHighlight);
}

QTextDocument *MemoryText::document() const
{
    return m_isLarge ? m_large->document() : m_comfortable->document();
}

void MemoryText::setText(const QString &text)
{
    m_loader->stop();
    m_loading = true;
    clearHighlight();
    m_source = text;
    m_loadedUpTo = 0;
    for (QTextDocument *each : {m_comfortable->document(), m_large->document()}) {
        each->setUndoRedoEnabled(false);
        each->clear();
    }
    setEditable(false);
    m_isLarge = text.size() > kComfortLimit;
    m_stack->setCurrentIndex(m_isLarge ? 1 : 0);
    if (m_isLarge) {
        loadPiece();
        if (isLoading())
            m_loader->start();
        return;
    }
    m_comfortable->setPlainText(text);
    styleLines();
    m_loadedUpTo = text.size();
    finishLoading();
}

void MemoryText::styleLines()
{
    QTextBlockFormat lines;
    lines.setLineHeight(readingLineHeight(m_comfortable->font()), QTextBlockFormat::ProportionalHeight);
    QTextCursor all(m_comfortable->document());
    all.select(QTextCursor::Document);
    all.mergeBlockFormat(lines);
}

void MemoryText::loadPiece()
{
    // Pieces end with a line: growing a line again and again would lay it out again each time.
    qsizetype end = std::min(m_loadedUpTo + kPiece, m_source.size());
    if (end < m_source.size()) {
        const qsizetype lineEnd = m_source.indexOf(u'\n', end);
        end = lineEnd < 0 ? m_source.size() : lineEnd + 1;
    }
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(m_source.sliced(m_loadedUpTo, end - m_loadedUpTo));
    m_loadedUpTo = end;
    if (m_highlightStart >= 0 && m_loadedUpTo >= m_highlightEnd)
        applyHighlight();
    if (!isLoading())
        finishLoading();
}

void MemoryText::finishLoading()
{
    m_loader->stop();
    m_source.squeeze();
    document()->setModified(false);
    document()->setUndoRedoEnabled(true);
    m_loading = false;
    if (m_highlightStart < 0 && document()->characterCount() > 0) {
        m_comfortable->verticalScrollBar()->setValue(0);
    }
    Q_EMIT loaded();
}

QString MemoryText::text() const
{
    if (isLoading() || !isModified())
        return m_source; // exactly as it came, whatever a text view makes of rare characters
    // Not toPlainText(), which turns no-break spaces into plain ones.
    QString raw = document()->toRawText();
    raw.replace(QChar::ParagraphSeparator, u'\n');
    raw.replace(QChar::LineSeparator, u'\n');
    return raw;
}

void MemoryText::setEditable(bool editable)
{
    const bool can = editable && !isLoading();
    const auto flags = can ? Qt::TextInteractionFlags(Qt::TextEditorInteraction)
                           : Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard;
    m_comfortable->setTextInteractionFlags(flags);
    m_large->setTextInteractionFlags(flags);
}

bool MemoryText::isModified() const
{
    return document()->isModified();
}

void MemoryText::highlight(int start, int end)
{
    m_highlightStart = start;
    m_highlightEnd = end;
    m_mustScroll = true;
    if (m_loadedUpTo >= end || !isLoading())
        applyHighlight();
}

void MemoryText::clearHighlight()
{
    m_highlightStart = m_highlightEnd = -1;
    m_comfortable->setExtraSelections({});
    m_large->setExtraSelections({});
}

QString MemoryText::highlightedText() const
{
    const QList<QTextEdit::ExtraSelection> marked = m_isLarge ? m_large->extraSelections() : m_comfortable->extraSelections();
    return marked.isEmpty() ? QString() : marked.first().cursor.selectedText();
}

void MemoryText::applyHighlight()
{
    if (m_highlightStart < 0)
        return;
    const int last = document()->characterCount() - 1;
    const int start = std::clamp(m_highlightStart, 0, last);
    const int end = std::clamp(m_highlightEnd, start, last);
    QTextEdit::ExtraSelection mark;
    mark.cursor = QTextCursor(document());
    mark.cursor.setPosition(start);
    mark.cursor.setPosition(end, QTextCursor::KeepAnchor);
    mark.format.setBackground(m_theme.color(Theme::Role::Bubble));
    mark.format.setForeground(m_theme.color(Theme::Role::Ink));
    if (m_isLarge)
        m_large->setExtraSelections({mark});
    else
        m_comfortable->setExtraSelections({mark});
    if (!m_mustScroll || !isVisible())
        return;
    m_mustScroll = false;
    QTextCursor place(document());
    place.setPosition(start);
    if (m_isLarge) {
        m_large->setTextCursor(place);
        m_large->centerCursor();
        return;
    }
    m_comfortable->setTextCursor(place);
    // A third from the top: what came before it can be read too.
    QScrollBar *bar = m_comfortable->verticalScrollBar();
    bar->setValue(bar->value() + m_comfortable->cursorRect().top() - m_comfortable->viewport()->height() / 3);
}

void MemoryText::setAccessibleTextName(const QString &name)
{
    m_comfortable->setAccessibleName(name);
    m_large->setAccessibleName(name);
}

void MemoryText::focusText()
{
    if (m_isLarge)
        m_large->setFocus();
    else
        m_comfortable->setFocus();
}

void MemoryText::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    // Before it is shown its width isn't known, nor where the passage is.
    QTimer::singleShot(0, this, &MemoryText::applyHighlight);
}

} // namespace CloneMemoria
