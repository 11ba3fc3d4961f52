#include "core/knowledge/importers/PdfParagraphs.h"

#include <QRegularExpression>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
bool isHyphen(QChar c)
{
    // PDFium marks the hyphens that it thinks a line end made.
    return c == u'-' || c.unicode() == 0x00AD || c.unicode() == 0x2010 || c.unicode() == 0x0002
           || c.unicode() == 0xFFFE;
}

bool isPageNumber(const QString &line)
{
    static const QRegularExpression kNumber(
        uR"(^(?:(?:page|seite|página|pagina|p\.|s\.)\s*)?[-–—]?\s*\d{1,4}(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?\s*[-–—]?$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return line.size() < 24 && kNumber.match(line).hasMatch();
}

bool beginsItem(const QString &line)
{
    static const QRegularExpression kItem(uR"(^(?:[•▪◦‣●○■–—*-]\s|\(?\d{1,3}[.)]\s|[a-z]\)\s))"_s);
    return kItem.match(line).hasMatch();
}

bool endsSentence(const QString &line)
{
    static constexpr QStringView kEnds = u".!?:;…”\"»)。！？";
    return kEnds.contains(line.back());
}
} // namespace

QList<PdfParagraphs::Line> PdfParagraphs::linesOf(const QString &page)
{
    QList<Line> lines;
    for (const QString &raw : QString(page).remove(u'\r').split(u'\n')) {
        Line line{.text = raw.trimmed()};
        line.spaceBefore = !raw.isEmpty() && raw.front().isSpace();
        line.spaceAfter = !raw.isEmpty() && raw.back().isSpace();
        lines.append(line);
    }
    while (!lines.isEmpty() && lines.last().text.isEmpty())
        lines.removeLast();
    if (lines.size() > 1 && isPageNumber(lines.last().text))
        lines.removeLast();
    if (lines.size() > 1 && isPageNumber(lines.first().text))
        lines.removeFirst();
    return lines;
}

QString PdfParagraphs::addPage(const QString &page)
{
    const QList<Line> lines = linesOf(page);
    qsizetype width = 0;
    for (const Line &line : lines)
        width = std::max(width, line.text.size());
    QString done;
    bool isFirst = true;
    for (const Line &line : lines) {
        if (line.text.isEmpty()) {
            done += closeParagraph();
            continue;
        }
        if (m_lines > 0 && !goesOn(line, isFirst ? m_lastWidth : width))
            done += closeParagraph();
        append(line);
        m_lastWidth = width;
        isFirst = false;
    }
    return done;
}

bool PdfParagraphs::goesOn(const Line &next, qsizetype width) const
{
    const QString &last = m_lastLine.text;
    if (beginsItem(next.text))
        return false;
    if (m_lastLine.spaceAfter || next.spaceBefore)
        return true;
    const bool nextIsLower = next.text.front().isLower();
    if (isHyphen(last.back()) && nextIsLower)
        return true;
    if (endsSentence(last))
        return last.size() * 100 >= width * 85;
    return nextIsLower ? last.size() * 2 >= width : last.size() * 4 >= width * 3;
}

void PdfParagraphs::append(const Line &next)
{
    if (m_lines > 0) {
        const bool isDivided = isHyphen(m_paragraph.back()) && m_paragraph.size() > 1
                               && m_paragraph.at(m_paragraph.size() - 2).isLetter();
        if (isDivided && next.text.front().isLower())
            m_paragraph.chop(1);
        else if (!isDivided || !next.text.front().isLetter())
            m_paragraph += u' ';
    }
    m_paragraph += next.text;
    m_lastLine = next;
    ++m_lines;
}

QString PdfParagraphs::closeParagraph()
{
    if (m_lines == 0)
        return {};
    static const QRegularExpression kBullet(u"^[•▪◦‣●○■]\\s*"_s);
    const bool isLong = m_lines > 1;
    QString text = std::exchange(m_paragraph, {}).replace(kBullet, u"- "_s);
    text.remove(QChar(0x0002));
    text.remove(QChar(0xFFFE));
    QString before;
    if (m_any)
        before = isLong || m_lastWasLong ? u"\n\n"_s : u"\n"_s;
    m_any = true;
    m_lastWasLong = isLong;
    m_lines = 0;
    return before + text;
}

QString PdfParagraphs::finish()
{
    return closeParagraph();
}

} // namespace CloneMemoria
