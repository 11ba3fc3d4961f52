#pragma once

#include <QString>
#include <QStringList>

namespace CloneMemoria {

/// Makes paragraphs of the lines that a page of a PDF has: lines that were broken because the page ends there are put
/// together, words divided at a line's end become whole, page numbers go. A paragraph may go on over the page. One
/// thread.
class PdfParagraphs
{
public:
    /// What is complete by now, of this page and those before.
    QString addPage(const QString &page);
    QString finish();

private:
    struct Line
    {
        QString text;
        bool spaceBefore = false;
        bool spaceAfter = false;
    };

    static QList<Line> linesOf(const QString &page);
    bool goesOn(const Line &next, qsizetype width) const;
    void append(const Line &next);
    QString closeParagraph();

    QString m_paragraph;
    Line m_lastLine;
    int m_lines = 0;           ///< of the paragraph
    qsizetype m_lastWidth = 0; ///< of the page of m_lastLine, in characters
    bool m_any = false;
    bool m_lastWasLong = false; ///< the paragraph before had several lines
};

} // namespace CloneMemoria
