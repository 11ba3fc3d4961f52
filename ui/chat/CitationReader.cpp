#include "ui/chat/CitationReader.h"

#include "core/base/Futures.h"
#include "core/storage/StorageThread.h"
#include "ui/chat/CitationChips.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/ThemedIcon.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextEdit>
#include <QTextFrame>
#include <QTimer>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kReaderWidth = 360;
// Longer documents are shown around the passage: laying out megabytes would hold up the window, and "Open in memories"
// has all of it.
constexpr int kReaderWhole = 60'000;
constexpr int kReaderAround = 20'000;

QString readerDate(const QDateTime &time)
{
    return time.isValid()
               ? QLocale().toString(time.toUTC().date(), CitationReader::tr("d MMMM yyyy", "a full date"))
               : QString();
}
} // namespace

CitationReader::CitationReader(StorageThread &storage, QWidget *parent)
    : QFrame(parent)
    , m_storage(storage)
    , m_title(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_notice(new Notice(this))
    , m_text(new QTextEdit(this))
    , m_open(new QPushButton(tr("Open in memories"), this))
{
    setProperty("role", u"reader"_s);
    setObjectName(u"citationReader"_s);
    setAccessibleName(tr("The memory behind the answer"));
    m_title->setObjectName(u"readerTitle"_s);
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    applyTextRole(m_title, TextRole::Body);
    m_detail->setObjectName(u"readerDetail"_s);
    m_detail->setProperty("tone", u"muted"_s);
    m_detail->setTextFormat(Qt::PlainText);
    m_detail->setWordWrap(true);
    applyTextRole(m_detail, TextRole::Detail);
    m_text->setObjectName(u"readerText"_s);
    m_text->setProperty("frame", u"none"_s);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Text of the memory"));
    m_text->viewport()->setAutoFillBackground(false);
    m_text->document()->setDocumentMargin(0);
    m_text->document()->setUndoRedoEnabled(false);
    applyTextRole(m_text, TextRole::Body);
    m_open->setObjectName(u"readerOpen"_s);
    m_open->setIcon(themedIcon(u"book-open"_s));
    auto *close = new IconButton(u"x"_s, tr("Close"), this, Theme::Role::Muted);
    close->setObjectName(u"readerClose"_s);

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(20, 16, 12, 16);
    grid->setVerticalSpacing(6);
    grid->addWidget(m_title, 0, 0, Qt::AlignVCenter);
    grid->addWidget(close, 0, 1, Qt::AlignTop);
    grid->addWidget(m_detail, 1, 0, 1, 2);
    grid->addWidget(m_notice, 2, 0, 1, 2);
    grid->setRowMinimumHeight(3, 6);
    grid->addWidget(m_text, 4, 0, 1, 2);
    grid->setRowMinimumHeight(5, 6);
    grid->addWidget(m_open, 6, 0, 1, 2, Qt::AlignLeading);
    grid->setRowStretch(4, 1);
    grid->setColumnStretch(0, 1);

    connect(close, &QToolButton::clicked, this, &CitationReader::closeRequested);
    connect(m_open, &QPushButton::clicked, this, [this] {
        Q_EMIT openRequested(m_citation.documentId, m_citation.startOffset, m_citation.endOffset);
    });
}

QSize CitationReader::sizeHint() const
{
    return {kReaderWidth, QFrame::sizeHint().height()};
}

void CitationReader::setHeading(const QString &title, const QString &detail)
{
    QFont font = textRoleFont(TextRole::Body);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_title->setText(title);
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
}

void CitationReader::showCitation(const Citation &citation, const QList<Citation> &all)
{
    const int generation = ++m_generation;
    m_citation = citation;
    m_all = all;
    m_notice->clear();
    setHeading(citation.documentTitle, readerDate(citation.happenedAt));
    whenReady(this,
              m_storage.read([id = citation.documentId](Store &store) { return store.documents.get(id); }),
              [this, generation](const Result<Document> &document) {
                  if (generation != m_generation)
                      return;
                  if (document)
                      showDocument(*document);
                  else if (document.error().kind == ErrorKind::NotFound)
                      showCopy();
                  else
                      m_notice->setError(document.error());
              });
}

void CitationReader::showDocument(const Document &document)
{
    setHeading(document.title, readerDate(document.happenedAt));
    QString text = document.content;
    int cutBefore = 0;
    if (text.size() > kReaderWhole) {
        cutBefore = int(std::clamp<qsizetype>(m_citation.startOffset - kReaderAround, 0, text.size()));
        const qsizetype end = std::min<qsizetype>(text.size(), m_citation.endOffset + kReaderAround);
        text = text.mid(cutBefore, end - cutBefore);
        m_notice->showMessage(Notice::Kind::Info,
                              tr("This memory is long. Here is the part around the passage."));
    }
    m_ranges.clear();
    const auto add = [&](const Citation &citation) {
        // The document may have changed since: highlight only what is still there, wherever it is now.
        int start = citation.startOffset - cutBefore;
        const QString passage = citation.content;
        if (passage.isEmpty())
            return;
        if (start < 0 || text.mid(start, passage.size()) != passage)
            start = int(text.indexOf(passage));
        if (start >= 0)
            m_ranges.append({start, int(passage.size())});
    };
    add(m_citation);
    const bool found = !m_ranges.isEmpty();
    for (const Citation &other : m_all) {
        if (other.documentId == m_citation.documentId && other.passageId != m_citation.passageId)
            add(other);
    }
    setBody(text);
    if (!found)
        m_notice->showMessage(
            Notice::Kind::Info,
            tr("This memory was changed after the answer. The passage read: “%1”").arg(m_citation.content));
    m_open->show();
}

void CitationReader::showCopy()
{
    m_ranges.clear();
    setBody(m_citation.content);
    m_notice->showMessage(Notice::Kind::Info,
                          tr("This memory is not there any more. This is the passage the answer was given."));
    m_open->hide();
}

void CitationReader::showRemembered(const QList<Citation> &citations)
{
    ++m_generation;
    m_citation = {};
    m_all = citations;
    m_ranges.clear();
    m_notice->clear();
    m_open->hide();
    setHeading(tr("What was remembered"), {});
    QString text;
    for (const Citation &citation : citations) {
        const QString heading = CitationChips::label(citation);
        const QString who = citation.speaker.isEmpty() ? QString() : citation.speaker + u": "_s;
        m_ranges.append({int(text.size()), int(heading.size())});
        text += heading + u'\n' + who + citation.content.trimmed() + u"\n\n"_s;
    }
    if (citations.isEmpty())
        text = tr("Nothing about this is in the memories yet.");
    setBody(text);
}

void CitationReader::setBody(const QString &text)
{
    m_text->setPlainText(text);
    QTextCursor cursor(m_text->document());
    cursor.select(QTextCursor::Document);
    QTextBlockFormat format;
    format.setLineHeight(readingLineHeight(m_text->font()), QTextBlockFormat::ProportionalHeight);
    cursor.mergeBlockFormat(format);
    // Clear of the scroll bar.
    QTextFrameFormat frame = m_text->document()->rootFrame()->frameFormat();
    frame.setRightMargin(12);
    m_text->document()->rootFrame()->setFrameFormat(frame);
    highlight();
    // Once it has its size: the passage a third down from the top.
    QTimer::singleShot(0, this, [this] {
        if (m_ranges.isEmpty())
            return;
        QTextCursor at(m_text->document());
        at.setPosition(std::min(m_ranges.first().start, m_text->document()->characterCount() - 1));
        const int y = m_text->cursorRect(at).top() + m_text->verticalScrollBar()->value();
        m_text->verticalScrollBar()->setValue(y - m_text->viewport()->height() / 3);
    });
}

void CitationReader::highlight()
{
    QList<QTextEdit::ExtraSelection> selections;
    for (const Range &range : m_ranges) {
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(m_text->document());
        const int last = m_text->document()->characterCount() - 1;
        selection.cursor.setPosition(std::min(range.start, last));
        selection.cursor.setPosition(std::min(range.start + range.length, last), QTextCursor::KeepAnchor);
        selection.format.setBackground(palette().color(Theme::paletteRole(Theme::Role::Bubble)));
        selections.append(selection);
    }
    m_text->setExtraSelections(selections);
}

void CitationReader::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        highlight();
}

} // namespace CloneMemoria
