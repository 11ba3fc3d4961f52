#include "core/speech/SpeechInline.h"

#include <QList>
#include <QUrl>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
struct SpeechEntity
{
    QLatin1StringView name;
    char32_t character;
};

constexpr SpeechEntity kSpeechEntities[] = {
    {"amp"_L1, U'&'},    {"lt"_L1, U'<'},     {"gt"_L1, U'>'},     {"quot"_L1, U'"'},   {"apos"_L1, U'\''},
    {"nbsp"_L1, U' '},   {"hellip"_L1, U'…'}, {"mdash"_L1, U'—'},  {"ndash"_L1, U'–'},  {"lsquo"_L1, U'‘'},
    {"rsquo"_L1, U'’'},  {"ldquo"_L1, U'“'},  {"rdquo"_L1, U'”'},  {"laquo"_L1, U'«'},  {"raquo"_L1, U'»'},
    {"copy"_L1, U'©'},   {"reg"_L1, U'®'},    {"trade"_L1, U'™'},  {"deg"_L1, U'°'},    {"euro"_L1, U'€'},
    {"pound"_L1, U'£'},  {"times"_L1, U'×'},  {"divide"_L1, U'÷'}, {"frac12"_L1, U'½'}, {"auml"_L1, U'ä'},
    {"ouml"_L1, U'ö'},   {"uuml"_L1, U'ü'},   {"Auml"_L1, U'Ä'},   {"Ouml"_L1, U'Ö'},   {"Uuml"_L1, U'Ü'},
    {"szlig"_L1, U'ß'},  {"eacute"_L1, U'é'}, {"egrave"_L1, U'è'}, {"agrave"_L1, U'à'}, {"ccedil"_L1, U'ç'},
    {"ntilde"_L1, U'ñ'}, {"aacute"_L1, U'á'}, {"iacute"_L1, U'í'}, {"oacute"_L1, U'ó'}, {"uacute"_L1, U'ú'},
};

bool isSpeechEmoji(char32_t c)
{
    return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) || (c >= 0xE0020 && c <= 0xE007F)
           || (c >= 0x23E9 && c <= 0x23FA) || c == 0x231A || c == 0x231B || c == 0x2B50 || c == 0x2B55
           || c == 0x2B1B || c == 0x2B1C || c == 0x20E3;
}

// Joiners and variation selectors say how a character looks. Between letters (Persian, Hindi) they are part of words.
bool isSpeechInvisible(char32_t c)
{
    return c == 0xFEFF || c == 0xAD || c == 0x200B || c == 0x2060 || (c >= 0xFE00 && c <= 0xFE0F)
           || c == 0xFFFC || (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
}

bool isAsciiWord(QChar c)
{
    return c.unicode() < 0x80 && c.isLetterOrNumber();
}
} // namespace

SpeechInline::SpeechInline(QStringView text, const SpeechWords &words, const QSet<QString> &references)
    : m_text(text)
    , m_words(words)
    , m_references(references)
{
    m_out.reserve(text.size());
    findPairs();
}

QString SpeechInline::spoken()
{
    while (m_at < m_text.size()) {
        if (const auto jump = m_jumps.constFind(m_at); jump != m_jumps.constEnd()) {
            m_at = *jump;
            continue;
        }
        switch (m_text[m_at].unicode()) {
        case u'\\':
            if (readEscape())
                continue;
            break;
        case u'`':
            if (readCode())
                continue;
            break;
        case u'[':
        case u'【':
            if (readBracket())
                continue;
            break;
        case u'!':
            if (at(m_at + 1) == u'[' && m_pairs.contains(m_at + 1)) {
                ++m_at;
                if (readBracket())
                    continue;
                --m_at;
            }
            break;
        case u'<':
            if (readAngle())
                continue;
            break;
        case u'&':
            if (readEntity())
                continue;
            break;
        case u'*':
        case u'_':
        case u'~':
        case u'=':
            if (readEmphasis())
                continue;
            break;
        case u'h':
        case u'H':
        case u'w':
        case u'W':
        case u'f':
            if (readAddress())
                continue;
            break;
        default:
            break;
        }
        readCharacter();
    }
    return m_out.simplified();
}

// One pass for all brackets, so that a text of nothing but "[" and "(" costs no more than another.
void SpeechInline::findPairs()
{
    QList<qsizetype> square;
    QList<qsizetype> round;
    for (qsizetype i = 0; i < m_text.size(); ++i) {
        switch (m_text[i].unicode()) {
        case u'\\':
            ++i;
            break;
        case u'[':
        case u'【':
            square.append(i);
            break;
        case u']':
        case u'】':
            if (!square.isEmpty())
                m_pairs.insert(square.takeLast(), i);
            break;
        case u'(':
            round.append(i);
            break;
        case u')':
            if (!round.isEmpty())
                m_pairs.insert(round.takeLast(), i);
            break;
        case u'>':
            m_hasTagEnd = true;
            break;
        case u'`': {
            const qsizetype end = runEnd(i);
            m_lastTicks.insert(end - i, i);
            i = end - 1;
            break;
        }
        default:
            break;
        }
    }
}

bool SpeechInline::readEscape()
{
    const QChar next = at(m_at + 1);
    if (next.unicode() >= 0x80 || !(next.isPunct() || next.isSymbol()))
        return false;
    append(m_text.sliced(m_at + 1, 1));
    m_at += 2;
    return true;
}

bool SpeechInline::readCode()
{
    const qsizetype open = runEnd(m_at);
    const qsizetype length = open - m_at;
    for (qsizetype i = open; i <= m_lastTicks.value(length, -1);) {
        if (m_text[i] != u'`') {
            ++i;
            continue;
        }
        const qsizetype end = runEnd(i);
        if (end - i == length) {
            append(m_text.sliced(open, i - open));
            m_at = end;
            return true;
        }
        i = end;
    }
    m_at = open; // never closed: the marks go all the same
    drop();
    return true;
}

bool SpeechInline::readBracket()
{
    const qsizetype open = m_at;
    const bool isImage = open > 0 && m_text[open - 1] == u'!';
    const auto pair = m_pairs.constFind(open);
    if (pair == m_pairs.constEnd())
        return false;
    const qsizetype close = *pair;
    const QStringView inside = m_text.sliced(open + 1, close - open - 1);

    qsizetype end = close + 1;
    QStringView address;
    bool isLink = false;
    if (at(end) == u'(' && m_pairs.contains(end)) {
        const qsizetype parenthesis = m_pairs.value(end);
        address = m_text.sliced(end + 1, parenthesis - end - 1).trimmed();
        end = parenthesis + 1;
        isLink = true;
    } else if (at(end) == u'[' && m_pairs.contains(end)) {
        const qsizetype second = m_pairs.value(end);
        const QStringView name = second == end + 1 ? inside : m_text.sliced(end + 1, second - end - 1);
        isLink = name.size() < 200 && m_references.contains(name.toString().simplified().toLower());
        if (isLink)
            end = second + 1;
    }

    if (isCitation(inside)) {
        m_at = end;
        drop();
        return true;
    }
    if (!isLink && inside.size() < 200)
        isLink = m_references.contains(inside.toString().simplified().toLower());
    if (!isLink)
        return false;
    if (inside.trimmed().isEmpty()) {
        if (isImage)
            drop();
        else
            appendLink(address.first(std::find(address.begin(), address.end(), u' ')
                                     - address.begin())); // without a title
        m_at = end;
        return true;
    }
    m_jumps.insert(close, end); // the words between are read like others
    m_at = open + 1;
    return true;
}

bool SpeechInline::isCitation(QStringView inside) const
{
    if (inside.isEmpty() || inside.size() > 40)
        return false;
    if (m_text[m_at] == u'【')
        return inside.front().isDigit();
    if (inside.front() == u'^')
        return true;
    bool digit = false;
    int digitsInRow = 0;
    for (const QChar c : inside) {
        digitsInRow = c.isDigit() ? digitsInRow + 1 : 0;
        digit = digit || c.isDigit();
        if (digitsInRow > 3 || !(c.isDigit() || c.isSpace() || QStringView(u",;-–").contains(c)))
            return false;
    }
    return digit;
}

bool SpeechInline::readAngle()
{
    const QChar next = at(m_at + 1);
    if (!m_hasTagEnd || !(next.isLetter() || next == u'/' || next == u'!' || next == u'?'))
        return false;
    if (m_text.sliced(m_at).startsWith(u"<!--")) {
        const qsizetype end = m_text.indexOf(u"-->", m_at + 4);
        m_at = end < 0 ? m_text.size() : end + 3;
        drop();
        return true;
    }
    qsizetype end = m_at + 1;
    while (end < m_text.size() && m_text[end] != u'>' && m_text[end] != u'<')
        ++end;
    if (at(end) != u'>')
        return false;
    const QStringView inside = m_text.sliced(m_at + 1, end - m_at - 1);
    m_at = end + 1;
    if (inside.contains(u"://")) {
        appendLink(inside);
    } else if (inside.contains(u'@') && !inside.contains(u' ')) {
        append(inside.startsWith(u"mailto:") ? inside.sliced(7) : inside);
    } else {
        const bool opensHidden = inside.startsWith(u"script", Qt::CaseInsensitive)
                                 || inside.startsWith(u"style", Qt::CaseInsensitive);
        if (opensHidden) { // what is in it is not for reading either
            const qsizetype close = m_text.indexOf(u"</", m_at);
            m_at = close < 0 ? m_text.size() : close;
        }
        drop();
        // Tags that begin a line on a page part words; <b> and its like don't.
        static const QSet<QString> inlineTags{u"a"_s,     u"b"_s,      u"i"_s,    u"em"_s,  u"u"_s,
                                              u"s"_s,     u"strong"_s, u"span"_s, u"sub"_s, u"sup"_s,
                                              u"small"_s, u"mark"_s,   u"code"_s, u"kbd"_s, u"del"_s,
                                              u"ins"_s,   u"q"_s,      u"font"_s};
        qsizetype nameEnd = inside.startsWith(u'/') ? 1 : 0;
        const qsizetype nameStart = nameEnd;
        while (nameEnd < inside.size() && isAsciiWord(inside[nameEnd]))
            ++nameEnd;
        if (nameEnd - nameStart > 8
            || !inlineTags.contains(inside.sliced(nameStart, nameEnd - nameStart).toString().toLower()))
            m_out += u' ';
    }
    return true;
}

bool SpeechInline::readAddress()
{
    const QStringView here = m_text.sliced(m_at);
    const bool isAddress = here.startsWith(u"http://", Qt::CaseInsensitive)
                           || here.startsWith(u"https://", Qt::CaseInsensitive)
                           || here.startsWith(u"ftp://", Qt::CaseInsensitive)
                           || (here.startsWith(u"www.", Qt::CaseInsensitive)
                               && at(m_at + 4).isLetterOrNumber());
    if (!isAddress || (m_at > 0 && isAsciiWord(m_text[m_at - 1])))
        return false;
    qsizetype end = m_at;
    int open = 0;
    while (end < m_text.size() && !m_jumps.contains(end)) {
        const QChar c = m_text[end];
        // Chinese and Japanese put no space between an address and what follows.
        if (c.isSpace() || QStringView(u"<>\"`|*[]").contains(c)
            || (c.unicode() >= 0x3000 && c.unicode() <= 0x30FF)
            || (c.unicode() >= 0x4E00 && c.unicode() <= 0x9FFF)
            || (c.unicode() >= 0xFF00 && c.unicode() <= 0xFFEF))
            break;
        if (c == u'(')
            ++open;
        else if (c == u')' && --open < 0)
            break;
        ++end;
    }
    while (end > m_at && QStringView(u".,;:!?'_~…").contains(m_text[end - 1]))
        --end;
    appendLink(m_text.sliced(m_at, end - m_at));
    m_at = end;
    return true;
}

bool SpeechInline::readEntity()
{
    const QStringView window = m_text.sliced(m_at, qMin<qsizetype>(12, m_text.size() - m_at));
    const qsizetype end = window.indexOf(u';');
    if (end < 2)
        return false;
    const QStringView name = window.sliced(1, end - 1);
    char32_t character = 0;
    if (name.startsWith(u'#')) {
        const bool isHex = name.size() > 1 && name[1].toLower() == u'x';
        bool ok = false;
        character = name.sliced(isHex ? 2 : 1).toUInt(&ok, isHex ? 16 : 10);
        if (!ok || character == 0 || character > 0x10FFFF || QChar::isSurrogate(character))
            return false;
    } else {
        for (const SpeechEntity &known : kSpeechEntities) {
            if (name == known.name)
                character = known.character;
        }
    }
    if (character == 0)
        return false;
    m_at += end + 1;
    if (isSpeechEmoji(character))
        drop();
    else if (!isSpeechInvisible(character))
        append(QString::fromUcs4(&character, 1));
    return true;
}

bool SpeechInline::readEmphasis()
{
    const QChar mark = m_text[m_at];
    const qsizetype end = runEnd(m_at);
    const qsizetype length = end - m_at;
    const QChar before = m_at > 0 ? m_text[m_at - 1] : QChar(u' ');
    const QChar after = end < m_text.size() ? m_text[end] : QChar(u' ');
    bool isMark = !(before.isSpace() && after.isSpace());
    if (mark == u'*') {
        // Sums: 3*4, 2**3, a*b.
        const bool product = isAsciiWord(before) && isAsciiWord(after)
                             && (before.isDigit() || after.isDigit()
                                 || (!at(m_at - 2).isLetterOrNumber() && !at(end + 1).isLetterOrNumber()));
        isMark = isMark && !(product && length <= 2);
    } else if (mark == u'_') {
        isMark = isMark && !(before.isLetterOrNumber() && after.isLetterOrNumber()); // snake_case
    } else {
        isMark = isMark && length == 2 && (mark == u'~' || !(isAsciiWord(before) && isAsciiWord(after)));
    }
    if (isMark)
        drop();
    else
        append(m_text.sliced(m_at, length));
    m_at = end;
    return true;
}

void SpeechInline::readCharacter()
{
    char32_t c = m_text[m_at].unicode();
    qsizetype length = 1;
    if (m_text[m_at].isSurrogate()) {
        const bool whole = m_text[m_at].isHighSurrogate() && at(m_at + 1).isLowSurrogate();
        c = whole ? QChar::surrogateToUcs4(m_text[m_at], m_text[m_at + 1])
                  : 0xFEFF; // half a character is none
        length = whole ? 2 : 1;
    }
    const bool isCircledNumber = (c >= 0x2460 && c <= 0x249B) || (c >= 0x2776 && c <= 0x2793); // ① ⑴ ⒈ ❶
    const bool joinsEmoji = c == 0x200D && m_dropped;
    if (isSpeechEmoji(c) || isCircledNumber || joinsEmoji)
        drop();
    else if (!isSpeechInvisible(c))
        append(m_text.sliced(m_at, length));
    m_at += length;
}

void SpeechInline::append(QStringView text)
{
    if (text.isEmpty())
        return;
    if (m_dropped && QStringView(u".,;:!?)]…。，！？；：、").contains(text.front())) {
        while (m_out.endsWith(u' '))
            m_out.chop(1);
    }
    m_dropped = m_dropped && text.size() == 1 && text.front().isSpace();
    m_out += text;
}

void SpeechInline::appendLink(QStringView address)
{
    QString text = address.toString();
    if (!text.contains("://"_L1))
        text.prepend("https://"_L1);
    // The host is short; a malformed address is not worth more than being left out.
    QString host = QUrl(text.left(2048)).host();
    if (host.startsWith("www."_L1))
        host.remove(0, 4);
    if (host.isEmpty()) {
        drop();
        return;
    }
    append(m_words.link.arg(host));
}

void SpeechInline::drop()
{
    m_dropped = true;
}

QChar SpeechInline::at(qsizetype index) const
{
    return index >= 0 && index < m_text.size() ? m_text[index] : QChar();
}

qsizetype SpeechInline::runEnd(qsizetype from) const
{
    qsizetype end = from;
    while (end < m_text.size() && m_text[end] == m_text[from])
        ++end;
    return end;
}

} // namespace CloneMemoria
