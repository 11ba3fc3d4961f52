#include "ui/chat/MarkdownText.h"

#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"

#include <QFontDatabase>
#include <QImage>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextList>
#include <QTextTable>
#include <QWidget>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qreal kQuoteIndent = 18; // room for the line at its left
constexpr qreal kCodeIndent = 12;
constexpr qreal kListIndent = 22;

bool isCodeBlock(const QTextBlockFormat &format)
{
    return format.hasProperty(QTextFormat::BlockCodeFence)
           || format.hasProperty(QTextFormat::BlockCodeLanguage) || format.nonBreakableLines();
}

void styleBlock(QTextCursor &cursor, const QTextBlock &block, const MarkdownStyle &style, int lineHeight)
{
    QTextBlockFormat format = block.blockFormat();
    const bool code = isCodeBlock(format);
    const int heading = format.headingLevel();
    const int quote = format.intProperty(QTextFormat::BlockQuoteLevel);
    const qreal gap = QFontInfo(style.font).pixelSize() * 0.6;
    format.setLineHeight(code ? 120 : lineHeight, QTextBlockFormat::ProportionalHeight);
    format.setNonBreakableLines(
        false); // long lines of code wrap: there is no sideways scrolling in a conversation
    const qreal before = quote * kQuoteIndent + (code ? kCodeIndent : 0);
    const qreal after = code ? kCodeIndent : 0;
    const bool rtl = block.textDirection() == Qt::RightToLeft;
    format.setLeftMargin(rtl ? after : before);
    format.setRightMargin(rtl ? before : after);
    format.setTextIndent(0);
    format.clearBackground();
    const bool inTable = QTextCursor(block).currentTable() != nullptr;
    const bool inList = block.textList() != nullptr;
    const bool codeGoesOn = code && block.next().isValid() && isCodeBlock(block.next().blockFormat());
    const bool first = !block.previous().isValid();
    if (inTable) { // Qt's reader hands it the level of a quote before the table
        format.clearProperty(QTextFormat::BlockQuoteLevel);
        format.setLeftMargin(0);
        format.setRightMargin(0);
    }
    if (inTable || codeGoesOn)
        format.setBottomMargin(0);
    else
        format.setBottomMargin(inList ? gap / 2 : code ? gap * 1.6 : gap);
    format.setTopMargin(heading > 0 && !first ? gap : 0);
    if (code && (first || !isCodeBlock(block.previous().blockFormat())))
        format.setTopMargin(gap);
    if (code)
        format.setProperty(QTextFormat::BlockCodeFence,
                           u"`"_s); // told apart later, by the painter, without the line breaking
    cursor.setPosition(block.position());
    cursor.setBlockFormat(format);
}

// Fragments of one block, with the changes their formats need. Collected first: changing while iterating is undefined.
struct FragmentChange
{
    int position;
    int length;
    QTextCharFormat format;
    QString replacement; // of a picture
};

QList<FragmentChange> fragmentChanges(const QTextBlock &block, const MarkdownStyle &style)
{
    QList<FragmentChange> changes;
    const int heading = block.blockFormat().headingLevel();
    const bool code = isCodeBlock(block.blockFormat());
    for (auto it = block.begin(); !it.atEnd(); ++it) {
        const QTextFragment fragment = it.fragment();
        QTextCharFormat format = fragment.charFormat();
        QString replacement;
        if (format.isImageFormat()) {
            const QString words = format.stringProperty(QTextFormat::ImageAltText);
            replacement = words.isEmpty() ? u"[ … ]"_s : u"["_s + words + u']';
            format = QTextCharFormat();
            format.setForeground(style.muted);
        }
        const bool fixed = format.fontFixedPitch() || code;
        if (fixed) {
            format.setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont),
                           QTextCharFormat::FontPropertiesSpecifiedOnly);
            format.setFontFamilies(QFontDatabase::systemFont(QFontDatabase::FixedFont).families());
            format.setFontPointSize(
                0.9
                * (style.font.pointSizeF() > 0 ? style.font.pointSizeF() : style.font.pixelSize() * 0.75));
            if (!code)
                format.setBackground(style.sunken);
        }
        if (heading > 0) {
            format.clearProperty(QTextFormat::FontSizeAdjustment);
            const qreal factor = heading == 1 ? 1.3 : heading == 2 ? 1.15 : 1.0;
            format.setFontPointSize(
                factor
                * (style.font.pointSizeF() > 0 ? style.font.pointSizeF() : style.font.pixelSize() * 0.75));
            format.setFontWeight(QFont::DemiBold);
        }
        if (format.isAnchor()) {
            format.setForeground(style.accent);
            format.setFontUnderline(true);
        }
        if (!replacement.isEmpty() || format != fragment.charFormat())
            changes.append({fragment.position(), fragment.length(), format, replacement});
    }
    return changes;
}

void styleTables(QTextFrame *frame, const MarkdownStyle &style)
{
    for (QTextFrame *child : frame->childFrames()) {
        if (auto *table = qobject_cast<QTextTable *>(child)) {
            QTextTableFormat format = table->format();
            format.setBorder(1);
            format.setBorderBrush(style.line);
            format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
            format.setBorderCollapse(true);
            format.setCellPadding(6);
            format.setCellSpacing(0);
            format.setBottomMargin(QFontInfo(style.font).pixelSize() * 0.6);
            table->setFormat(format);
            // After a quote Qt's reader leaves an empty line in the first cell.
            QTextCursor corner = table->cellAt(0, 0).firstCursorPosition();
            if (corner.block().length() == 1
                && corner.position() != table->cellAt(0, 0).lastCursorPosition().position())
                corner.deleteChar();
            QTextCharFormat bold;
            bold.setFontWeight(QFont::DemiBold);
            for (int column = 0; column < table->columns(); ++column) {
                QTextCursor head = table->cellAt(0, column).firstCursorPosition();
                head.setPosition(table->cellAt(0, column).lastCursorPosition().position(),
                                 QTextCursor::KeepAnchor);
                head.mergeCharFormat(bold);
            }
        }
        styleTables(child, style);
    }
}

void prepare(SafeDocument &document, const MarkdownStyle &style)
{
    document.setUndoRedoEnabled(false);
    document.setDefaultFont(style.font);
    document.setDocumentMargin(0);
    document.setIndentWidth(kListIndent);
}

void dropLastMargin(SafeDocument &document, QTextCursor &cursor)
{
    cursor.movePosition(QTextCursor::End);
    QTextBlockFormat format = cursor.blockFormat();
    format.setBottomMargin(0);
    cursor.setBlockFormat(format);
    Q_UNUSED(document)
}
} // namespace

QVariant SafeDocument::loadResource(int, const QUrl &)
{
    QImage pixel(1, 1, QImage::Format_ARGB32_Premultiplied);
    pixel.fill(Qt::transparent);
    return pixel;
}

MarkdownStyle markdownStyle(const QWidget &widget)
{
    const QPalette palette = widget.palette();
    const auto color = [&palette](Theme::Role role) {
        return palette.color(QPalette::Active, Theme::paletteRole(role));
    };
    return {widget.font(),
            color(Theme::Role::Ink),
            color(Theme::Role::Muted),
            color(Theme::Role::Accent),
            color(Theme::Role::Sunken),
            color(Theme::Role::Line)};
}

void renderMarkdown(SafeDocument &document, const QString &markdown, const MarkdownStyle &style)
{
    prepare(document, style);
    document.setMarkdown(markdown, QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub)
                                       | QTextDocument::MarkdownNoHTML);
    const int lineHeight = readingLineHeight(style.font);
    QTextCursor cursor(&document);
    cursor.beginEditBlock();
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        styleBlock(cursor, block, style, lineHeight);
        const QList<FragmentChange> changes = fragmentChanges(block, style);
        for (auto change = changes.crbegin(); change != changes.crend();
             ++change) { // from the end: positions stay true
            cursor.setPosition(change->position);
            cursor.setPosition(change->position + change->length, QTextCursor::KeepAnchor);
            if (change->replacement.isEmpty())
                cursor.setCharFormat(change->format);
            else
                cursor.insertText(change->replacement, change->format);
        }
    }
    styleTables(document.rootFrame(), style);
    dropLastMargin(document, cursor);
    cursor.endEditBlock();
}

void renderPlainText(SafeDocument &document, const QString &text, const MarkdownStyle &style)
{
    prepare(document, style);
    document.setPlainText(text);
    QTextCursor cursor(&document);
    cursor.select(QTextCursor::Document);
    QTextBlockFormat format;
    format.setLineHeight(readingLineHeight(style.font), QTextBlockFormat::ProportionalHeight);
    cursor.mergeBlockFormat(format);
}

qsizetype closedMarkdownLength(QStringView markdown)
{
    // A list may go on after a blank line, a fence holds blank lines, an indented line belongs to what is before it.
    // Everything else ends at a blank line.
    enum class Kind { None, List, Other };
    Kind kind = Kind::None;
    bool blankBefore = false;
    char16_t fence = 0;
    qsizetype fenceLength = 0;
    qsizetype closed = 0;
    qsizetype at = 0;
    while (at < markdown.size()) {
        qsizetype end = markdown.indexOf(u'\n', at);
        const bool complete = end >= 0;
        if (!complete)
            end = markdown.size();
        const QStringView line = markdown.sliced(at, end - at);
        const QStringView words = line.trimmed();
        const bool listItem = [&words] {
            if (words.startsWith(u'-') || words.startsWith(u'*') || words.startsWith(u'+'))
                return words.size() == 1 || words.at(1).isSpace();
            qsizetype digits = 0;
            while (digits < words.size() && words.at(digits).isDigit())
                ++digits;
            return digits > 0
                   && (digits == words.size() || words.at(digits) == u'.' || words.at(digits) == u')');
        }();
        if (fence != 0) {
            qsizetype run = 0;
            while (run < words.size() && words.at(run) == fence)
                ++run;
            if (complete && run >= fenceLength
                && run == words.size()) // a line still arriving may become something else
                fence = 0;
        } else if (words.isEmpty()) {
            blankBefore = complete;
        } else {
            const bool indented = line.front().isSpace();
            // The beginning of a list item ("1", "-") may arrive before what makes it one.
            const bool goesOn = kind == Kind::List && (listItem || (!complete && words.size() < 3));
            if (blankBefore && !indented && kind != Kind::None && !goesOn) {
                closed = at;
                kind = Kind::None;
            }
            if (kind == Kind::None)
                kind = listItem ? Kind::List : Kind::Other;
            blankBefore = false;
            const char16_t mark = words.front().unicode();
            if (mark == u'`' || mark == u'~') {
                qsizetype run = 0;
                while (run < words.size() && words.at(run) == mark)
                    ++run;
                const bool opens = run >= 3 && (mark == u'~' || !words.sliced(run).contains(u'`'));
                if (opens) {
                    fence = mark;
                    fenceLength = run;
                }
            }
        }
        if (!complete)
            break;
        at = end + 1;
    }
    return closed;
}

} // namespace CloneMemoria
