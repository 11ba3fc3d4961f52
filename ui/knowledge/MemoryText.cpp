#include "ui/knowledge/MemoryText.h"

#include "ui/knowledge/PassageGutter.h"
#include "ui/knowledge/TurnHighlighter.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"

#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTextBlock>
#include <QTextEdit>
#include <QTimer>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kColumnCharacters = 72;
constexpr int kLeastMargin = 24;
constexpr int kTurnGap = 8; // above each contribution to a chat
constexpr qsizetype kPiece = 64 * 1024;

// Keeps the text in a readable column while the scroll bar stays at the edge.
template <typename Edit>
class ColumnEdit : public Edit
{
public:
    using Edit::Edit;

    void useGutter(QWidget *gutter) { m_gutter = gutter; }

    void setGutterRoom(int room)
    {
        m_room = room;
        placeColumn();
        placeGutter();
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        placeColumn();
        Edit::resizeEvent(event);
        placeGutter();
    }

private:
    void placeColumn()
    {
        const int column = this->fontMetrics().averageCharWidth() * kColumnCharacters;
        // It begins under the title, whatever the width.
        const int near = kLeastMargin + m_room;
        const int rest = std::max(kLeastMargin, this->width() - column - near);
        const bool mirrored = this->layoutDirection() == Qt::RightToLeft;
        // The margins resize the viewport, which comes back here: only when they change.
        const QMargins margins(mirrored ? rest : near, 8, mirrored ? near : rest, 16);
        if (this->viewportMargins() != margins)
            this->setViewportMargins(margins);
    }

    void placeGutter()
    {
        if (!m_gutter)
            return;
        const QRect text = this->viewport()->geometry();
        const bool mirrored = this->layoutDirection() == Qt::RightToLeft;
        m_gutter->setGeometry(mirrored ? text.right() + 1 : text.left() - m_room, text.top(), m_room,
                              text.height());
    }

    QWidget *m_gutter = nullptr;
    int m_room = 0;
};

template <typename Edit>
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
} // namespace

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
    m_comfortableSide = makeSide(m_comfortable);
    m_largeSide = makeSide(m_large);
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
    connect(&m_theme, &Theme::changed, this, [this] {
        applyMarks();
        for (const Side &side : {m_comfortableSide, m_largeSide}) {
            if (!m_isLarge) // of a large one it would hold the window up; it is right when it is opened again
                side.turns->rehighlight();
            side.gutter->setFont(textRoleFont(TextRole::Detail));
        }
        arrangeGutter();
    });
}

template <typename Edit>
MemoryText::Side MemoryText::makeSide(Edit *edit)
{
    PassageGutter::Place place;
    place.rectAt = [edit](int position) {
        QTextCursor cursor(edit->document());
        cursor.setPosition(std::clamp(position, 0, edit->document()->characterCount() - 1));
        return edit->cursorRect(cursor);
    };
    place.positionAt = [edit](int y) { return edit->cursorForPosition(QPoint(0, y)).position(); };
    connect(edit->document(), &QTextDocument::undoAvailable, this, &MemoryText::undoAvailable);
    connect(edit->document(), &QTextDocument::redoAvailable, this, &MemoryText::redoAvailable);
    Side side;
    side.gutter = new PassageGutter(m_theme, place, edit);
    side.turns = new TurnHighlighter(m_theme, edit->document());
    auto *column = static_cast<ColumnEdit<Edit> *>(edit);
    column->useGutter(side.gutter);
    side.makeRoom = [column](int room) { column->setGutterRoom(room); };
    connect(edit->verticalScrollBar(), &QScrollBar::valueChanged, side.gutter, qOverload<>(&QWidget::update));
    connect(side.gutter, &PassageGutter::pointedAt, this, [this](int index) {
        m_pointedPassage = index;
        applyMarks();
    });
    return side;
}

PassageGutter *MemoryText::passageGutter() const
{
    return m_isLarge ? m_largeSide.gutter : m_comfortableSide.gutter;
}

void MemoryText::setPassagesVisible(bool visible)
{
    m_passagesVisible = visible;
    arrangeGutter();
}

void MemoryText::arrangeGutter()
{
    const bool shown = m_passagesVisible && !m_editable && !m_passages.isEmpty() && !isLoading();
    for (const Side &side : {m_comfortableSide, m_largeSide}) {
        const bool here = shown && side.gutter == passageGutter();
        side.gutter->setVisible(here);
        side.makeRoom(here ? side.gutter->widthWanted() : 0);
    }
    if (!shown)
        m_pointedPassage = -1;
    applyMarks();
}

QTextDocument *MemoryText::document() const
{
    return m_isLarge ? m_large->document() : m_comfortable->document();
}

void MemoryText::setText(const QString &text, const QList<PassageMark> &passages)
{
    m_loader->stop();
    m_loading = true;
    clearHighlight();
    m_source = text;
    m_loadedUpTo = 0;
    m_passages = passages;
    m_pointedPassage = -1;
    QSet<QString> speakers;
    for (const PassageMark &mark : passages) {
        if (!mark.speaker.isEmpty())
            speakers.insert(mark.speaker);
    }
    for (const Side &side : {m_comfortableSide, m_largeSide}) {
        side.gutter->setPassages(passages);
        side.turns->setSpeakers(speakers);
    }
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
    lines.setTopMargin(kTurnGap);
    for (QTextBlock block = m_comfortable->document()->begin(); block.isValid(); block = block.next()) {
        if (m_comfortableSide.turns->nameLength(block.text()) > 0)
            QTextCursor(block).mergeBlockFormat(lines);
    }
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
    arrangeGutter();
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
    m_comfortable->setPlaceholderText(can ? tr("Write here …") : QString());
    m_comfortable->setTextInteractionFlags(flags);
    m_large->setTextInteractionFlags(flags);
    if (m_editable != can) {
        m_editable = can;
        arrangeGutter();
    }
}

bool MemoryText::isModified() const
{
    return document()->isModified();
}

void MemoryText::undo()
{
    m_isLarge ? m_large->undo() : m_comfortable->undo();
}

void MemoryText::redo()
{
    m_isLarge ? m_large->redo() : m_comfortable->redo();
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
    applyMarks();
}

QString MemoryText::highlightedText() const
{
    if (m_highlightStart < 0)
        return {};
    const QList<QTextEdit::ExtraSelection> marked = m_isLarge ? m_large->extraSelections()
                                                              : m_comfortable->extraSelections();
    return marked.isEmpty() ? QString() : marked.last().cursor.selectedText();
}

void MemoryText::applyMarks()
{
    QList<QTextEdit::ExtraSelection> marks;
    const int last = document()->characterCount() - 1;
    const auto mark = [&](int from, int to, Theme::Role background) {
        QTextEdit::ExtraSelection made;
        made.cursor = QTextCursor(document());
        made.cursor.setPosition(std::clamp(from, 0, last));
        made.cursor.setPosition(std::clamp(to, std::clamp(from, 0, last), last), QTextCursor::KeepAnchor);
        made.format.setBackground(m_theme.color(background));
        marks.append(made);
    };
    if (m_pointedPassage >= 0 && m_pointedPassage < m_passages.size())
        mark(m_passages[m_pointedPassage].start, m_passages[m_pointedPassage].end, Theme::Role::Sunken);
    if (m_highlightStart >= 0) {
        mark(m_highlightStart, m_highlightEnd, Theme::Role::Bubble);
        marks.last().format.setForeground(m_theme.color(Theme::Role::Ink));
    }
    if (m_isLarge)
        m_large->setExtraSelections(marks);
    else
        m_comfortable->setExtraSelections(marks);
}

void MemoryText::applyHighlight()
{
    if (m_highlightStart < 0)
        return;
    applyMarks();
    const int start = std::clamp(m_highlightStart, 0, document()->characterCount() - 1);
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
