#pragma once

#include <QColor>
#include <QFont>
#include <QStringView>
#include <QTextDocument>

class QWidget;

namespace CloneMemoria {

/// How Markdown looks: one font and the colours of the theme.
struct MarkdownStyle
{
    QFont font;
    QColor ink;
    QColor muted;
    QColor accent;
    QColor sunken;
    QColor line;

    bool operator==(const MarkdownStyle &) const = default;
};

MarkdownStyle markdownStyle(const QWidget &widget); ///< from its font and palette

/// A document that loads nothing: whatever it is asked for, it has a picture of one clear pixel. Text that came from
/// elsewhere must not read files or tell anyone that it was read.
class SafeDocument : public QTextDocument
{
    Q_OBJECT

public:
    using QTextDocument::QTextDocument;

protected:
    QVariant loadResource(int type, const QUrl &name) override;
};

/// Parses `markdown` into `document`, which should be detached from any view (twenty times faster), and gives it the
/// style. HTML in it stays text; pictures become their descriptions.
void renderMarkdown(SafeDocument &document, const QString &markdown, const MarkdownStyle &style);
/// The same for text without marks: what is there is shown, line by line.
void renderPlainText(SafeDocument &document, const QString &text, const MarkdownStyle &style);

/// How much of `markdown`, from its beginning, is in blocks that can't change any more whatever follows: ends before a
/// line that begins a new top-level block. A streamed answer is rendered again only from there.
qsizetype closedMarkdownLength(QStringView markdown);

} // namespace CloneMemoria
