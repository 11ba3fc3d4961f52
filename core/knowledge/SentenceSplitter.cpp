#include "core/knowledge/SentenceSplitter.h"

#include <QSet>
#include <QTextBoundaryFinder>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLongestHeading = 70; // a line of its own without a full stop
constexpr qsizetype kShortLine = 45;      // lines of verse, addresses, greetings: not wrapped prose

struct Span
{
    qsizetype start = 0;
    qsizetype end = 0;
};

Span trimmedSpan(QStringView text, Span span)
{
    while (span.start < span.end && text[span.start].isSpace())
        ++span.start;
    while (span.end > span.start && text[span.end - 1].isSpace())
        --span.end;
    return span;
}

bool isTerminator(QChar c)
{
    return QStringView(u".!?:;…。！？").contains(c);
}

// What may stand after the full stop and still belong to the sentence.
bool isCloser(QChar c)
{
    return QStringView(u"\"'”’»«)]*_」』）").contains(c);
}

bool endsSentence(QStringView text)
{
    while (!text.isEmpty() && isCloser(text.back()))
        text.chop(1);
    return !text.isEmpty() && isTerminator(text.back());
}

bool isMarkdownHeading(QStringView line)
{
    qsizetype hashes = 0;
    while (hashes < line.size() && line[hashes] == u'#')
        ++hashes;
    return hashes >= 1 && hashes <= 6 && hashes < line.size() && line[hashes].isSpace();
}

bool isListItem(QStringView line)
{
    line = line.trimmed();
    if (line.size() < 2)
        return false;
    if (QStringView(u"-*+•–—>").contains(line[0]))
        return line[1].isSpace();
    qsizetype digits = 0;
    while (digits < line.size() && line[digits].isDigit())
        ++digits;
    return digits > 0 && digits <= 3 && digits + 1 < line.size()
           && (line[digits] == u'.' || line[digits] == u')') && line[digits + 1].isSpace();
}

const QSet<QString> &abbreviations()
{
    static const QSet<QString> known = [] {
        const QStringList words =
            u"mr mrs ms dr prof rev hon st sr jr messrs capt col gen lt sgt maj cpl fr mt no nos vol vs etc "
            u"approx ca cf dept est "
            "fig inc ltd co bros jan feb mar apr jun jul aug sep sept oct nov dec hr hrn frl nr str bzw usw "
            "evtl ggf inkl sog "
            "geb gest vgl dgl dr. ing dipl mme mlle mgr av bd sra srta dña ud uds pag sig sigg dott dhr mevr mej bijv enz"_s
                .split(u' ');
        return QSet<QString>(words.begin(), words.end());
    }();
    return known;
}

// Whether the full stop that `sentence` ends with is part of its last word.
bool endsWithAbbreviation(QStringView sentence)
{
    if (!sentence.endsWith(u'.') || sentence.endsWith(u".."))
        return false;
    sentence.chop(1);
    qsizetype start = sentence.size();
    while (start > 0 && !sentence[start - 1].isSpace() && sentence.size() - start < 12)
        --start;
    QStringView word = sentence.sliced(start);
    while (!word.isEmpty() && !word[0].isLetterOrNumber())
        word = word.sliced(1);
    if (word.isEmpty())
        return false;
    if (word.size() == 1)
        return word[0].isUpper() || word[0].isDigit(); // J. Smith; 3. Mai
    if (word.size() == 2 && word[0].isDigit() && word[1].isDigit())
        return true; // 31. Mai
    const qsizetype dot = word.lastIndexOf(u'.');
    if (dot >= 0) // z.B., U.S., d.h.
        return word.size() - dot == 2 && word[dot + 1].isLetter();
    return abbreviations().contains(word.toString().toLower());
}

// The lines of wrapped prose are one line to the sentence finder, which ends a sentence at each line's end.
bool lineEndCuts(QStringView line, QStringView nextLine)
{
    return line.size() < kShortLine || endsSentence(line) || isListItem(nextLine) || isListItem(line)
           || isMarkdownHeading(nextLine) || isMarkdownHeading(line);
}

class SentenceSplitting
{
public:
    SentenceSplitting(const QString &text, int maxCharacters)
        : m_text(text)
        , m_max(std::max(maxCharacters, 2))
    { }

    QList<TextUnit> run()
    {
        const qsizetype size = m_text.size();
        qsizetype lineStart = 0;
        Span paragraph{-1, -1};
        while (lineStart < size) {
            qsizetype lineEnd = m_text.indexOf(u'\n', lineStart);
            if (lineEnd < 0)
                lineEnd = size;
            const Span line = trimmedSpan(m_text, {lineStart, lineEnd});
            if (line.start == line.end) {
                addParagraph(paragraph);
                paragraph = {-1, -1};
            } else {
                if (paragraph.start < 0)
                    paragraph.start = line.start;
                paragraph.end = line.end;
            }
            lineStart = lineEnd + 1;
        }
        addParagraph(paragraph);
        return std::move(m_units);
    }

private:
    QStringView view(Span span) const
    {
        return QStringView(m_text).sliced(span.start, span.end - span.start);
    }

    void addParagraph(Span paragraph)
    {
        if (paragraph.start < 0)
            return;
        const qsizetype unitsBefore = m_units.size();
        Span lines{paragraph.start, paragraph.start}; // that run on into each other
        qsizetype lineStart = paragraph.start;
        bool severalLines = false;
        while (lineStart < paragraph.end) {
            qsizetype lineEnd = m_text.indexOf(u'\n', lineStart);
            if (lineEnd < 0 || lineEnd > paragraph.end)
                lineEnd = paragraph.end;
            const Span line = trimmedSpan(m_text, {lineStart, lineEnd});
            qsizetype nextEnd = lineEnd + 1 < paragraph.end ? m_text.indexOf(u'\n', lineEnd + 1)
                                                            : paragraph.end;
            if (nextEnd < 0 || nextEnd > paragraph.end)
                nextEnd = paragraph.end;
            lines.end = line.end;
            const bool last = lineEnd >= paragraph.end;
            severalLines = severalLines || !last;
            if (last || lineEndCuts(view(line), view({lineEnd + 1, nextEnd}))) {
                if (isMarkdownHeading(view(line)))
                    add(lines, true);
                else
                    addSentences(lines);
                lines = {lineEnd + 1, lineEnd + 1};
            }
            lineStart = lineEnd + 1;
        }
        if (m_units.size() == unitsBefore)
            return;
        TextUnit &end = m_units.back();
        end.paragraphEnd = true;
        const bool alone = m_units.size() == unitsBefore + 1 && !severalLines;
        if (alone && end.size() <= kLongestHeading && !endsSentence(view(paragraph))
            && !isListItem(view(paragraph)))
            end.heading = true;
    }

    void addSentences(Span lines)
    {
        lines = trimmedSpan(m_text, lines);
        if (lines.start == lines.end)
            return;
        QString joined;
        QStringView text = view(lines);
        if (text.contains(u'\n')) { // same length, so offsets hold
            joined = text.toString().replace(u'\n', u' ');
            text = joined;
        }
        QTextBoundaryFinder finder(QTextBoundaryFinder::Sentence, text.data(), text.size());
        qsizetype start = 0;
        for (qsizetype position = finder.toNextBoundary(); position > 0; position = finder.toNextBoundary()) {
            const Span sentence = trimmedSpan(text, {start, position});
            if (position < text.size()
                && endsWithAbbreviation(text.sliced(sentence.start, sentence.end - sentence.start)))
                continue;
            if (sentence.start < sentence.end)
                add({lines.start + sentence.start, lines.start + sentence.end}, false);
            start = position;
        }
        if (const Span rest = trimmedSpan(text, {start, text.size()}); rest.start < rest.end)
            add({lines.start + rest.start, lines.start + rest.end}, false);
    }

    void add(Span span, bool heading)
    {
        span = trimmedSpan(m_text, span);
        if (span.end - span.start <= m_max) {
            m_units.append({span.start, span.end, heading, false, true});
            return;
        }
        while (span.start < span.end) {
            Span piece = trimmedSpan(m_text, {span.start, pieceEnd(span)});
            m_units.append({piece.start, piece.end, false, false, false});
            span = trimmedSpan(m_text, {piece.end, span.end});
        }
    }

    qsizetype pieceEnd(Span span) const
    {
        const qsizetype limit = span.start + m_max;
        if (limit >= span.end)
            return span.end;
        for (qsizetype i = limit; i > span.start + m_max / 2; --i) {
            if (m_text[i].isSpace())
                return i;
        }
        // Looking a little past the limit tells whether the last cluster goes on there.
        constexpr qsizetype kLookAhead = 32;
        const QStringView window = view({span.start, std::min(span.end, limit + kLookAhead)});
        QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, window.data(), window.size());
        finder.setPosition(m_max);
        qsizetype cut = finder.isAtBoundary() ? m_max : finder.toPreviousBoundary();
        if (cut <= 0) {
            cut = m_max; // one cluster longer than a passage
            if (m_text[span.start + cut].isLowSurrogate() && m_text[span.start + cut - 1].isHighSurrogate())
                --cut;
        }
        return span.start + cut;
    }

    const QString &m_text;
    const qsizetype m_max;
    QList<TextUnit> m_units;
};
} // namespace

QList<TextUnit> splitSentences(const QString &text, int maxCharacters)
{
    return SentenceSplitting(text, maxCharacters).run();
}

} // namespace CloneMemoria
