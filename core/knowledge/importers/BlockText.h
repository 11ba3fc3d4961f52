#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

namespace CloneMemoria {

/// Makes readable text of marked-up text, block by block: paragraphs apart by an empty line, headings as "# ", items of
/// lists as "- " on lines of their own, a row of a table as "a | b" on one. A table that holds other tables or long
/// texts is there for the layout: its cells become paragraphs. Footnotes follow the block they belong to. Bounded
/// memory, but for one block. One thread.
class BlockText
{
public:
    using Out = std::function<void(const QString &)>;

    explicit BlockText(Out out);

    /// Each begins a block, and ends the one before.
    void beginParagraph(const QString &prefix = {});
    void beginHeading(int level); ///< 1 to 6; others are taken for the nearest
    void beginItem(int depth,
                   const QString &mark = QStringLiteral("- ")); ///< depth: 0 for a list in no other one
    void beginLine(); ///< like a paragraph, but follows the line before without an empty one between
    void endBlock();

    void add(QStringView text);         ///< white space becomes one space
    void addVerbatim(QStringView text); ///< kept as it is
    void breakLine();

    void beginTable();
    void endTable();
    void beginRow();
    void endRow();
    void beginCell();

    /// What comes until endAside, blocks and all, follows the block that is open: a footnote, a text box.
    void beginAside(const QString &mark = {});
    void endAside();

    void finish();

private:
    enum class Kind { Paragraph, Heading, Item, Row, Line };

    struct Block
    {
        Kind kind = Kind::Paragraph;
        QString prefix;
        QString text;
        bool spacePending = false;
        bool isContinued = false; ///< its beginning was handed on
    };
    struct Row
    {
        bool isOpen = false;
        bool isLayout = false; ///< holds a table, or more than a row of a real one would
        QList<QStringList> cells;
        qsizetype size = 0;
    };
    struct Aside
    {
        Block interrupted;
        qsizetype rows; ///< tables around it
        QStringList blocks;
        QString mark;
    };

    void begin(Kind kind, const QString &prefix);
    void finishBlock();
    void handOnBeginning();
    void put(Kind kind, const QString &text);
    void flushRow();
    void flushNotes();
    bool isInCell() const;

    Out m_out;
    Block m_block;
    QList<Row> m_rows;
    QList<Aside> m_asides;
    QStringList m_notes;
    Kind m_last = Kind::Paragraph;
    bool m_any = false;
};

} // namespace CloneMemoria
