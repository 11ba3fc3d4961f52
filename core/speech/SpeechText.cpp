#include "core/speech/SpeechText.h"

#include "core/speech/SpeechInline.h"

#include <QList>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// Reads the blocks of a Markdown text line by line. Not QTextDocument::setMarkdown: that opens local images, takes
// quadratic time over tables and wants fonts.
class SpeechBlocks
{
public:
    SpeechBlocks(const QString &markdown, const QString &language)
        : m_words(speechWords(language))
        , m_lines(QStringView(markdown).split(u'\n'))
    { }

    QString spoken();

private:
    enum class Kind { Paragraph, Item, Heading };

    void findReferences();
    qsizetype readBlock(qsizetype line);
    qsizetype readFence(qsizetype line, QStringView text);
    qsizetype readTable(qsizetype line);
    void addLine(QStringView text);
    void endBlock();
    void say(const QString &text, bool endsSentence);
    void sayCode();

    SpeechWords m_words;
    QList<QStringView> m_lines;
    QSet<QString> m_references;
    QString m_block;
    Kind m_kind = Kind::Paragraph;
    int m_quote = 0;
    bool m_inList = false;
    bool m_blankBefore = true;
    QStringList m_spoken;
    bool m_lastOpen = false; ///< the last block ends without a full stop
};

bool isRule(QStringView text)
{
    int marks = 0;
    for (const QChar c : text) {
        if (c.isSpace())
            continue;
        if ((c != u'-' && c != u'*' && c != u'_') || c != text.front())
            return false;
        ++marks;
    }
    return marks >= 3;
}

bool isOnly(QStringView text, QChar c)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [c](QChar other) { return other == c; });
}

// "- ", "* ", "+ ", and a box to tick after it: how many characters it takes; "1." stays, as it is said.
qsizetype bulletLength(QStringView text)
{
    if (text.size() < 2 || !QStringView(u"-*+•").contains(text.front()) || !text[1].isSpace())
        return text.size() == 1 && QStringView(u"-*+•").contains(text.front()) ? 1 : 0;
    if (text.size() >= 6 && text[2] == u'[' && QStringView(u" xX").contains(text[3]) && text[4] == u']'
        && text[5].isSpace())
        return 6;
    return 2;
}

bool isNumbered(QStringView text)
{
    qsizetype digits = 0;
    while (digits < text.size() && digits < 10 && text[digits].isDigit())
        ++digits;
    return digits > 0 && digits + 1 < text.size() && (text[digits] == u'.' || text[digits] == u')')
           && text[digits + 1].isSpace();
}

bool isTableRule(QStringView text)
{
    bool dash = false;
    bool bar = false;
    for (const QChar c : text) {
        if (!QStringView(u"|-: \t").contains(c))
            return false;
        dash = dash || c == u'-';
        bar = bar || c == u'|';
    }
    return dash && bar;
}

// Joins two lines of a paragraph: Chinese and Japanese have no spaces between words.
bool needsNoSpace(QChar before, QChar after)
{
    const auto isWide = [](QChar c) {
        return (c.unicode() >= 0x3000 && c.unicode() <= 0x30FF)
               || (c.unicode() >= 0x4E00 && c.unicode() <= 0x9FFF)
               || (c.unicode() >= 0xFF00 && c.unicode() <= 0xFFEF);
    };
    return isWide(before) && isWide(after);
}

QString SpeechBlocks::spoken()
{
    findReferences();
    for (qsizetype line = 0; line < m_lines.size();)
        line = readBlock(line);
    endBlock();
    return m_spoken.join(u'\n');
}

// "[name]: address": those lines are for the links alone.
void SpeechBlocks::findReferences()
{
    for (QStringView &line : m_lines) {
        const QStringView text = line.trimmed();
        const qsizetype close = text.startsWith(u'[') && !text.startsWith(u"[^") ? text.indexOf(u"]:") : -1;
        if (close < 2 || close > 200)
            continue;
        const QStringView address = text.sliced(close + 2).trimmed();
        if (address.isEmpty()
            || !(address.contains(u"://") || address.startsWith(u'<') || address.startsWith(u'/')
                 || address.startsWith(u'#')))
            continue;
        m_references.insert(text.sliced(1, close - 1).toString().simplified().toLower());
        line = {};
    }
}

qsizetype SpeechBlocks::readBlock(qsizetype line)
{
    const QStringView whole = m_lines[line];
    QStringView text = whole.trimmed();
    int quote = 0;
    while (text.startsWith(u'>')) {
        text = text.sliced(1).trimmed();
        ++quote;
    }
    if (text.isEmpty()) {
        endBlock();
        m_blankBefore = true;
        return line + 1;
    }
    const bool blankBefore = m_blankBefore;
    m_blankBefore = false;
    if (quote > m_quote)
        endBlock();
    m_quote = quote;

    if (text.startsWith(u"```") || text.startsWith(u"~~~"))
        return readFence(line, text);
    const bool isIndented = whole.startsWith(u"    ") || whole.startsWith(u'\t');
    if (isIndented && blankBefore && !m_inList && bulletLength(text) == 0 && !isNumbered(text)) {
        sayCode();
        while (line < m_lines.size()
               && (m_lines[line].startsWith(u"    ") || m_lines[line].startsWith(u'\t')
                   || m_lines[line].trimmed().isEmpty()))
            ++line;
        m_blankBefore = true;
        return line;
    }
    if (!m_block.isEmpty() && (isOnly(text, u'=') || isOnly(text, u'-'))) {
        m_kind = Kind::Heading;
        endBlock();
        return line + 1;
    }
    if (isRule(text) || isTableRule(text)) {
        endBlock();
        return line + 1;
    }
    if (text.startsWith(u"<!--")) {
        endBlock();
        while (line < m_lines.size() && !m_lines[line].contains(u"-->"))
            ++line;
        return line + 1;
    }
    if (text.contains(u'|') && line + 1 < m_lines.size() && isTableRule(m_lines[line + 1].trimmed()))
        return readTable(line);

    qsizetype level = 0;
    while (level < text.size() && text[level] == u'#')
        ++level;
    if (level > 0 && level <= 6 && (level == text.size() || text[level].isSpace())) {
        endBlock();
        text = text.sliced(level).trimmed();
        qsizetype end = text.size();
        while (end > 0 && text[end - 1] == u'#')
            --end;
        if (end == 0 || text[end - 1].isSpace())
            text = text.first(end).trimmed();
        m_kind = Kind::Heading;
        addLine(text);
        endBlock();
        return line + 1;
    }
    if (text.startsWith(u"[^") && text.indexOf(u"]:") > 2) { // a footnote's own text
        endBlock();
        text = text.sliced(text.indexOf(u"]:") + 2).trimmed();
    }
    bool isItem = false;
    for (qsizetype bullet = bulletLength(text); bullet > 0; bullet = bulletLength(text)) {
        text = text.sliced(bullet).trimmed();
        isItem = true;
    }
    if (isItem || isNumbered(text)) {
        endBlock();
        m_kind = Kind::Item;
        m_inList = true;
    } else if (blankBefore && !isIndented) {
        m_inList = false;
    }
    addLine(text);
    return line + 1;
}

qsizetype SpeechBlocks::readFence(qsizetype line, QStringView text)
{
    const QChar mark = text.front();
    qsizetype length = 0;
    while (length < text.size() && text[length] == mark)
        ++length;
    if (mark == u'`' && text.sliced(length).contains(u'`')) { // ```words``` in one line is no block
        addLine(text);
        return line + 1;
    }
    sayCode();
    for (++line; line < m_lines.size(); ++line) {
        QStringView inside = m_lines[line].trimmed();
        while (m_quote > 0 && inside.startsWith(u'>'))
            inside = inside.sliced(1).trimmed();
        if (inside.size() >= length && isOnly(inside, mark))
            return line + 1;
    }
    return line;
}

qsizetype SpeechBlocks::readTable(qsizetype line)
{
    endBlock();
    for (qsizetype row = line; row < m_lines.size(); ++row) {
        QStringView text = m_lines[row].trimmed();
        while (text.startsWith(u'>'))
            text = text.sliced(1).trimmed();
        if (!text.contains(u'|'))
            return row;
        if (row == line + 1)
            continue;
        QStringList cells;
        QString cell;
        const auto endCell = [&] {
            const QString words = SpeechInline(cell, m_words, m_references).spoken();
            if (!words.isEmpty())
                cells.append(words);
            cell.clear();
        };
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (text[i] == u'\\' && i + 1 < text.size()) {
                cell += text.sliced(i++, 2);
            } else if (text[i] == u'|') {
                endCell();
            } else {
                cell += text[i];
            }
        }
        endCell();
        say(cells.join(", "_L1), true);
    }
    return m_lines.size();
}

void SpeechBlocks::addLine(QStringView text)
{
    if (text.endsWith(u'\\')) // a line break by hand
        text.chop(1);
    if (text.isEmpty())
        return;
    if (!m_block.isEmpty() && !needsNoSpace(m_block.back(), text.front()))
        m_block += u' ';
    m_block += text;
}

void SpeechBlocks::endBlock()
{
    if (!m_block.isEmpty())
        say(SpeechInline(m_block, m_words, m_references).spoken(), m_kind != Kind::Paragraph);
    m_block.clear();
    m_kind = Kind::Paragraph;
}

void SpeechBlocks::sayCode()
{
    endBlock();
    QString words = m_words.code;
    words[0] = words[0].toUpper();
    if (m_spoken.isEmpty() || !m_spoken.last().startsWith(words)) // one after the other: once is enough
        say(words, true);
}

void SpeechBlocks::say(const QString &text, bool endsSentence)
{
    if (text.isEmpty())
        return;
    // A voice makes no pause at the end of a line: only a full stop does.
    const auto close = [](QString &block) {
        qsizetype last = block.size() - 1;
        while (last > 0 && QStringView(u"\"'”’»)]）」』*").contains(block[last]))
            --last;
        if (QStringView(u".!?…:;,。！？：；，、؟،؛۔।").contains(block[last]))
            return;
        const char16_t end = block[last].unicode();
        block += (end >= 0x3000 && end <= 0x30FF) || (end >= 0x4E00 && end <= 0x9FFF) ? u'。' : u'.';
    };
    if (m_lastOpen)
        close(m_spoken.last());
    m_spoken.append(text);
    m_lastOpen = !endsSentence;
    if (endsSentence)
        close(m_spoken.last());
}
} // namespace

QString speechText(const QString &markdown, const QString &language)
{
    QString text = markdown;
    text.replace(u"\r\n"_s, u"\n"_s)
        .replace(u'\r', u'\n')
        .replace(QChar(QChar::LineSeparator), u'\n')
        .replace(QChar(QChar::ParagraphSeparator), u'\n');
    return SpeechBlocks(text, language).spoken();
}

} // namespace CloneMemoria
