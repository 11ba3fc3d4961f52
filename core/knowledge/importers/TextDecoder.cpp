#include "core/knowledge/importers/TextDecoder.h"

#include "core/knowledge/importers/Encoding.h"

#include <algorithm>

namespace CloneMemoria {

namespace {
constexpr qsizetype kSampleBytes = 64 * 1024; // an encoding is told by so many

// 0x80 to 0x9F, where Windows-1252 differs from Latin-1; five of them stand for nothing.
constexpr char16_t kWindows1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

QString fromWindows1252(const QByteArray &bytes)
{
    QString text = QString::fromLatin1(bytes);
    for (QChar &c : text) {
        if (c.unicode() >= 0x80 && c.unicode() < 0xA0)
            c = kWindows1252[c.unicode() - 0x80];
    }
    return text;
}

// Anything but ASCII; an escape begins a Japanese text in seven bits.
bool isForeign(char c)
{
    return uchar(c) >= 0x80 || c == 0x1B;
}

// A text in Latin letters has spaces, and most of it is ASCII. Where that isn't so, and nothing better is known, it is in an
// encoding that nobody can tell, such as those of IBM's mainframes, and would come out as gibberish.
bool isHardlyLatin(const QByteArray &bytes)
{
    constexpr qsizetype kFewest = 64;
    const qsizetype foreign = std::count_if(bytes.cbegin(), bytes.cend(), isForeign);
    return bytes.size() >= kFewest && foreign * (bytes.contains(' ') ? 2 : 5) > bytes.size();
}

// A wrong guess shows in what it makes of the bytes.
bool fits(const QString &text)
{
    const auto isOdd = [](QChar c) {
        return c == QChar::ReplacementCharacter || (c.unicode() >= 0x7F && c.unicode() < 0xA0)
               || c.category() == QChar::Other_PrivateUse || c.category() == QChar::Other_NotAssigned;
    };
    return std::count_if(text.cbegin(), text.cend(), isOdd) * 100 <= text.size();
}
} // namespace

QStringDecoder decoderNamed(const QByteArray &name)
{
    // uchardet's and web pages' names of what ICU calls otherwise.
    const QByteArray lower = name.trimmed().toLower();
    if (lower == "uhc" || lower == "ks_c_5601-1987" || lower == "euc-kr")
        return QStringDecoder("windows-949");
    if (lower == "shift_jis" || lower == "sjis" || lower == "x-sjis")
        return QStringDecoder("windows-31j");
    if (lower == "gb2312" || lower == "gbk")
        return QStringDecoder("gb18030");
    if (lower == "mac-cyrillic")
        return QStringDecoder("x-mac-cyrillic");
    if (lower == "ascii" || lower == "us-ascii" || lower == "iso-8859-1" || lower == "latin1")
        return QStringDecoder("windows-1252"); // as browsers do
    return QStringDecoder(lower.constData());
}

TextDecoder::TextDecoder(QStringDecoder decoder)
    : m_state(decoder.isValid() ? State::Decoding : State::Start)
    , m_decoder(std::move(decoder))
{ }

std::optional<QString> TextDecoder::decode(const QByteArray &bytes)
{
    m_pending += bytes;
    return advance(false);
}

std::optional<QString> TextDecoder::finish()
{
    return advance(true);
}

std::optional<QString> TextDecoder::advance(bool atEnd)
{
    if (m_state == State::Start) {
        if (m_pending.size() < kSampleBytes && !atEnd)
            return QString();
        recogniseStart();
    }
    QString text;
    if (m_state == State::Ascii) {
        const auto foreign = std::find_if(m_pending.cbegin(), m_pending.cend(), isForeign);
        const qsizetype plain = foreign - m_pending.cbegin();
        text = QString::fromLatin1(m_pending.constData(), plain);
        m_pending.remove(0, plain);
        if (m_pending.size() >= kSampleBytes || (atEnd && !m_pending.isEmpty()))
            recogniseRest(atEnd);
    }
    if (m_state == State::Decoding || m_state == State::Windows1252) {
        text += convert(m_pending);
        m_pending.clear();
    }
    if (m_state == State::Binary || isBinary(text, atEnd)) {
        m_state = State::Binary;
        return std::nullopt;
    }
    return text;
}

void TextDecoder::recogniseStart()
{
    const auto sample = QByteArrayView(m_pending).first(std::min(m_pending.size(), kSampleBytes));
    auto encoding = encodingOfMark(sample);
    if (!encoding)
        encoding = utf16WithoutMark(sample);
    m_state = State::Ascii;
    if (encoding) {
        m_decoder = QStringDecoder(*encoding);
        m_state = State::Decoding;
    }
}

void TextDecoder::recogniseRest(bool atEnd)
{
    const QByteArray sample = m_pending.first(std::min(m_pending.size(), kSampleBytes));
    m_state = State::Decoding;
    const bool looksUtf8 = isUtf8(sample, atEnd && sample.size() == m_pending.size());
    // Japanese in seven bits looks like UTF-8, too.
    const QByteArray name = looksUtf8 && !sample.contains('\x1B') ? QByteArray() : legacyEncoding(sample);
    if (looksUtf8 && !name.startsWith("ISO-2022")) {
        m_decoder = QStringDecoder(QStringConverter::Utf8);
        return;
    }
    if (!name.isEmpty() && name != "WINDOWS-1252" && name != "ISO-8859-1") {
        m_decoder = decoderNamed(name);
        QStringDecoder trial = decoderNamed(name);
        if (trial.isValid() && fits(trial(sample)))
            return;
    }
    m_state = isHardlyLatin(sample) ? State::Binary : State::Windows1252;
}

QString TextDecoder::convert(const QByteArray &bytes)
{
    return m_state == State::Windows1252 ? fromWindows1252(bytes) : QString(m_decoder(bytes));
}

bool TextDecoder::isBinary(const QString &text, bool atEnd)
{
    constexpr qsizetype kFewControls = 64; // may stand together at the beginning of a text
    for (const QChar c : text) {
        const char16_t u = c.unicode();
        if (u >= 0x20)
            continue;
        if (u == 0)
            return true;
        m_controls += u != u'\n' && u != u'\r' && u != u'\t' && u != u'\f' && u != 0x1A;
    }
    m_characters += text.size();
    return m_controls > m_characters / 50 && (atEnd || m_controls > kFewControls);
}

std::optional<QString> decodeText(const QByteArray &bytes)
{
    TextDecoder decoder;
    std::optional<QString> text = decoder.decode(bytes);
    if (!text)
        return std::nullopt;
    const std::optional<QString> rest = decoder.finish();
    if (!rest)
        return std::nullopt;
    return *text + *rest;
}

std::optional<QString> decodeText(const QByteArray &bytes, const QByteArray &charset)
{
    const QByteArray name = charset.trimmed().toLower();
    const qsizetype foreign = std::count_if(bytes.cbegin(), bytes.cend(), isForeign);
    // Programs that write UTF-8 and say something older are many; texts that are UTF-8 by chance are none.
    const bool isOneByte = name.startsWith("iso-8859-") || name.startsWith("windows-125")
                           || name.startsWith("latin");
    const bool isAscii = name.isEmpty() || name == "ascii" || name == "us-ascii";
    QStringDecoder decoder = decoderNamed(name);
    if (!decoder.isValid() || isAscii || (isOneByte && foreign > 0 && isUtf8(bytes, true)))
        return decodeText(bytes);
    const QString text = decoder(bytes);
    // One damaged place among many is better than another encoding; nothing but damage isn't.
    const bool isDamage = text.count(QChar(QChar::ReplacementCharacter)) * 4 > foreign && foreign > 0;
    return isDamage ? decodeText(bytes) : text;
}

bool isClearlyText(const QByteArray &head, bool isWhole)
{
    if (encodingOfMark(head) || utf16WithoutMark(head))
        return decodeText(head).has_value();
    if (isUtf8(head, isWhole))
        return decodeText(head).has_value();
    const QByteArray name = legacyEncoding(head);
    if (name.isEmpty())
        return false;
    const std::optional<QString> text = decodeText(head);
    return text && fits(*text);
}

} // namespace CloneMemoria
