#include "ui/chat/MarkdownBody.h"

#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"

#include <QAbstractTextDocumentLayout>
#include <QDesktopServices>
#include <QKeyEvent>
#include <QPainter>
#include <QSignalBlocker>
#include <QTextBlock>
#include <QTextDocumentFragment>
#include <QTextList>
#include <QWheelEvent>

#include <cmath>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kRenderPauseMs =
    8; // with the rendering itself, a piece of text is on the screen within a frame
constexpr int kReadingCharacters = 72;
} // namespace

MarkdownBody::MarkdownBody(Mode mode, QWidget *parent)
    : QTextBrowser(parent)
    , m_mode(mode)
    , m_pause(kRenderPauseMs)
{
    setProperty("frame", u"none"_s);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setOpenLinks(false);
    setTabChangesFocus(true);
    setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    applyTextRole(this, TextRole::Body);
    m_style = markdownStyle(*this);
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &MarkdownBody::renderTail);
    connect(this, &QTextBrowser::anchorClicked, this, [](const QUrl &url) {
        if (opens(url))
            QDesktopServices::openUrl(url);
    });
    // Where a link leads is told before anyone goes there.
    connect(this, &QTextBrowser::highlighted, this, [this](const QUrl &url) {
        setToolTip(url.isEmpty() ? QString() : url.toDisplayString().toHtmlEscaped());
    });
    swapIn(new SafeDocument(this));
}

MarkdownBody::~MarkdownBody() = default;

bool MarkdownBody::opens(const QUrl &url)
{
    const QString scheme = url.scheme();
    return url.isValid() && (scheme == "https"_L1 || scheme == "http"_L1 || scheme == "mailto"_L1);
}

void MarkdownBody::showText(const QString &text)
{
    m_timer.stop();
    m_streaming = false;
    m_text = text;
    renderWhole();
}

void MarkdownBody::appendText(const QString &text)
{
    if (text.isEmpty())
        return;
    if (!m_streaming) {
        // What is there already becomes the beginning of the stream.
        m_streaming = true;
        m_closed = 0;
        m_tail = 0;
        m_sinceRender.start();
        if (m_text.isEmpty())
            m_timer.start(0);
    }
    m_text += text;
    if (!m_timer.isActive())
        m_timer.start(int(std::max<qint64>(0, m_pause - m_sinceRender.elapsed())));
}

void MarkdownBody::renderWhole()
{
    auto *document = new SafeDocument(this);
    if (m_mode == Mode::Markdown)
        renderMarkdown(*document, m_text, m_style);
    else
        renderPlainText(*document, m_text, m_style);
    if (width() > 0 && testAttribute(Qt::WA_Resized))
        document->setTextWidth(viewport()->width()); // laid out before it is seen
    swapIn(document);
    Q_EMIT heightChanged();
}

void MarkdownBody::swapIn(SafeDocument *document)
{
    SafeDocument *before = m_document;
    m_document = document;
    setDocument(document);
    if (before) {
        before->disconnect(this);
        before->deleteLater();
    }
}

void MarkdownBody::renderTail()
{
    QElapsedTimer cost;
    cost.start();
    const QStringView rest = QStringView(m_text).sliced(m_closed);
    const qsizetype closing = closedMarkdownLength(rest);
    const qreal height = m_document->size().height();
    QTextCursor cursor(m_document);
    cursor.beginEditBlock();
    cursor.setPosition(m_tail);
    cursor.movePosition(QTextCursor::End, QTextCursor::KeepAnchor);
    cursor.removeSelectedText();
    if (closing > 0) {
        insertAtEnd(rest.first(closing).toString());
        m_closed += closing;
        cursor.movePosition(QTextCursor::End);
        m_tail = cursor.position();
    }
    insertAtEnd(m_text.sliced(m_closed));
    cursor.endEditBlock();
    m_sinceRender.start();
    m_pause = std::max(kRenderPauseMs, int(2 * cost.elapsed()));
    if (m_document->size().height() != height)
        Q_EMIT heightChanged();
}

void MarkdownBody::insertAtEnd(const QString &markdown)
{
    SafeDocument piece;
    renderMarkdown(piece, markdown, m_style);
    if (piece.isEmpty())
        return;
    QTextCursor cursor(m_document);
    cursor.movePosition(QTextCursor::End);
    // After a table there is an empty block already, and in a new document too.
    if (cursor.block().length() > 1) {
        QTextBlockFormat above = cursor.blockFormat(); // rendered as the last one, it had no margin
        const bool list = cursor.currentList() != nullptr;
        above.setBottomMargin(QFontInfo(m_style.font).pixelSize() * (list ? 0.3 : 0.6));
        cursor.setBlockFormat(above);
        cursor.insertBlock(QTextBlockFormat(), QTextCharFormat());
    }
    const int start = cursor.position();
    cursor.insertFragment(QTextDocumentFragment(&piece));
    // A fragment leaves the block it begins in as it was.
    const QTextBlock first = piece.begin();
    cursor.setPosition(start);
    if (cursor.currentTable())
        return;
    QTextList *list = first.textList();
    cursor.setBlockFormat(first.blockFormat());
    if (list && !cursor.currentList()) {
        QTextList *made = cursor.createList(list->format());
        for (QTextBlock block = cursor.block().next(); block.isValid(); block = block.next()) {
            if (block.textList() && block.textList()->format() == list->format())
                made->add(block);
        }
    } else if (!list && cursor.currentList()) {
        cursor.currentList()->remove(cursor.block());
    }
}

// QTextEdit answers a change of its document's size by laying it out for its own width, which may be an older one.
void MarkdownBody::layOut(int width) const
{
    const QSignalBlocker quiet(m_document->documentLayout());
    if (m_document->textWidth() != width)
        m_document->setTextWidth(width);
}

int MarkdownBody::heightForWidth(int width) const
{
    layOut(width);
    return int(std::ceil(m_document->size().height()));
}

int MarkdownBody::naturalWidth(int atMost) const
{
    layOut(atMost);
    return std::min(atMost, int(std::ceil(m_document->idealWidth())) + 1);
}

int MarkdownBody::readingWidth() const
{
    return QFontMetrics(m_style.font).averageCharWidth() * kReadingCharacters;
}

QSize MarkdownBody::sizeHint() const
{
    const int width = readingWidth();
    return {width, heightForWidth(width)};
}

QVariant MarkdownBody::loadResource(int, const QUrl &)
{
    return SafeDocument(nullptr).resource(QTextDocument::ImageResource, QUrl(u"pixel"_s));
}

void MarkdownBody::paintEvent(QPaintEvent *event)
{
    // Qt's documents know no line beside a quote and no rounded ground under code: drawn here, under the text.
    {
        QPainter painter(viewport());
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        const QAbstractTextDocumentLayout *layout = m_document->documentLayout();
        for (QTextBlock block = m_document->begin(); block.isValid();) {
            const QTextBlockFormat format = block.blockFormat();
            const int quote = format.intProperty(QTextFormat::BlockQuoteLevel);
            const bool code = format.hasProperty(QTextFormat::BlockCodeFence);
            QRectF area = layout->blockBoundingRect(block);
            QTextBlock next = block.next();
            if (quote > 0 || code) {
                while (next.isValid() && next.blockFormat().intProperty(QTextFormat::BlockQuoteLevel) == quote
                       && next.blockFormat().hasProperty(QTextFormat::BlockCodeFence) == code) {
                    area = area.united(layout->blockBoundingRect(next));
                    next = next.next();
                }
                if (area.intersects(event->rect())) {
                    const bool rtl = block.textDirection() == Qt::RightToLeft;
                    for (int level = 0; level < quote; ++level) {
                        QColor color = m_style.accent;
                        color.setAlphaF(level == 0 ? 0.75F : 0.35F);
                        painter.setBrush(color);
                        const qreal x = rtl ? viewport()->width() - level * 18 - 3 : level * 18;
                        painter.drawRoundedRect(QRectF(x, area.top() + 1, 3, area.height() - 2), 1.5, 1.5);
                    }
                    if (code) {
                        painter.setBrush(m_style.sunken);
                        painter.drawRoundedRect(QRectF(quote * 18, area.top() - 6,
                                                       viewport()->width() - quote * 18, area.height() + 12),
                                                6, 6);
                    }
                }
            }
            block = next;
        }
    }
    QTextBrowser::paintEvent(event);
}

void MarkdownBody::changeEvent(QEvent *event)
{
    QTextBrowser::changeEvent(event);
    const bool looks = event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
                       || event->type() == QEvent::StyleChange;
    if (!looks || !m_document)
        return;
    const MarkdownStyle style = markdownStyle(*this);
    if (style == m_style)
        return;
    m_style = style;
    const bool streaming = m_streaming;
    renderWhole();
    m_closed = 0; // a stream goes on from a fresh rendering of all
    m_tail = 0;
    m_streaming = streaming;
}

void MarkdownBody::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // the conversation scrolls, not one message of it
}

void MarkdownBody::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Escape:
    case Qt::Key_Space:
        event->ignore();
        return;
    default:
        QTextBrowser::keyPressEvent(event);
    }
}

} // namespace CloneMemoria
