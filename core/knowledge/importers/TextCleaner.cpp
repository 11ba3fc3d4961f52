#include "core/knowledge/importers/DocumentDraft.h"

#include <algorithm>
#include <array>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
struct CodeRange
{
    char16_t first;
    char16_t last;
};

// Neither cleaned away, nor changed by NFC, nor part of what NFC would put together: whole blocks that hold nothing
// else, so that most texts of most languages need no look at Unicode's tables.
constexpr CodeRange kKept[] = {
    {0x0009, 0x000A}, {0x0020, 0x007E}, {0x00A0, 0x02FF}, {0x0388, 0x03CE}, {0x0400, 0x0482},
    {0x048A, 0x052F}, {0x0531, 0x0587}, {0x05D0, 0x05EA}, {0x0620, 0x064A}, {0x0660, 0x066F},
    {0x0671, 0x06D5}, {0x0904, 0x0928}, {0x0964, 0x096F}, {0x0E01, 0x0E37}, {0x0E40, 0x0E46},
    {0x10A0, 0x10FF}, {0x1E00, 0x1EFF}, {0x2010, 0x2027}, {0x2030, 0x205E}, {0x20A0, 0x20BF},
    {0x2100, 0x2125}, {0x2190, 0x21FF}, {0x2200, 0x22FF}, {0x2460, 0x27BF}, {0x3000, 0x3029},
    {0x3041, 0x3096}, {0x309B, 0x30FF}, {0x3105, 0x312F}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
    {0xAC00, 0xD7A3}, {0xFE10, 0xFE19}, {0xFF00, 0xFFEF},
};

// One bit a code unit.
constexpr auto makeKeptBits()
{
    std::array<quint32, 0x10000 / 32> bits{};
    for (const CodeRange &range : kKept) {
        for (int unit = range.first; unit <= range.last; ++unit)
            bits[size_t(unit) / 32] |= 1u << (unit % 32);
    }
    return bits;
}
constexpr auto kKeptBits = makeKeptBits();

bool isKept(QChar c)
{
    return (kKeptBits[c.unicode() / 32] >> (c.unicode() % 32)) & 1;
}

// Emoji and pictures, and the rare Chinese characters, are as harmless as the common ones.
bool isKeptPair(QChar high, QChar low)
{
    const char32_t code = QChar::surrogateToUcs4(high, low);
    return (code >= 0x1F000 && code < 0x1FB00) || (code >= 0x20000 && code < 0x2F800);
}

class TextCleaner
{
public:
    explicit TextCleaner(const QString &text) : m_text(text) { }

    QString clean(qsizetype from)
    {
        m_clean.reserve(m_text.size());
        m_clean = m_text.first(from);
        m_lineStart = m_clean.lastIndexOf(u'\n') + 1;
        m_at = from;
        while (m_at < m_text.size())
            takeOne();
        endLine();
        return std::move(m_clean);
    }

private:
    void takeOne()
    {
        const QChar c = m_text.at(m_at++);
        const char16_t u = c.unicode();
        if (u == u'\n') {
            lineEnd();
        } else if (isKept(c)) {
            m_clean += c;
        } else if (u == u'\r') {
            if (m_at >= m_text.size() || m_text.at(m_at) != u'\n')
                lineEnd();
        } else if (u == u'\f' || u == 0x0B || u == 0x85 || u == 0x2028) {
            lineEnd();
        } else if (u == 0x2029) {
            lineEnd();
            lineEnd();
        } else if (c.isHighSurrogate() && m_at < m_text.size() && m_text.at(m_at).isLowSurrogate()) {
            const QChar low = m_text.at(m_at++);
            m_doubtful = m_doubtful || !isKeptPair(c, low);
            m_clean += c;
            m_clean += low;
        } else if (c.isSurrogate()) {
            m_clean += QChar(QChar::ReplacementCharacter);
        } else if (u >= 0x20 && (u < 0x7F || u >= 0xA0) && u != 0xFEFF) {
            m_doubtful = true;
            m_clean += c;
        }
    }

    void lineEnd()
    {
        endLine();
        m_clean += u'\n';
        m_lineStart = m_clean.size();
    }

    // A line end is put together with nothing: each line can be normalised by itself, and few have to.
    void endLine()
    {
        if (!m_doubtful)
            return;
        const QString line = m_clean.sliced(m_lineStart).normalized(QString::NormalizationForm_C);
        m_clean.truncate(m_lineStart);
        m_clean += line;
        m_doubtful = false;
    }

    const QString &m_text;
    QString m_clean;
    qsizetype m_at = 0;
    qsizetype m_lineStart = 0;
    bool m_doubtful = false;
};
} // namespace

QString cleanText(const QString &text)
{
    const auto isAscii = [](QChar c) { return (c.unicode() >= 0x20 && c.unicode() < 0x7F) || c == u'\n'; };
    const auto notAscii = std::find_if_not(text.cbegin(), text.cend(), isAscii);
    const auto odd = std::find_if_not(notAscii, text.cend(), isKept);
    if (odd == text.cend())
        return text;
    qsizetype from = odd - text.cbegin();
    if (from > 0) // what stands before a mark may be put together with it
        --from;
    if (from > 0 && text.at(from).isLowSurrogate())
        --from;
    return TextCleaner(text).clean(from);
}

} // namespace CloneMemoria
