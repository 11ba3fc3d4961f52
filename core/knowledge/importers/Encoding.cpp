#include "core/knowledge/importers/Encoding.h"

#include <QHash>
#include <QStringDecoder>

#include <uchardet.h>

#include <algorithm>
#include <memory>

namespace CloneMemoria {

std::optional<QStringConverter::Encoding> encodingOfMark(QByteArrayView bytes)
{
    const auto startsWith = [bytes](std::initializer_list<uchar> mark) {
        return bytes.size() >= static_cast<qsizetype>(mark.size())
               && std::equal(mark.begin(), mark.end(), reinterpret_cast<const uchar *>(bytes.data()));
    };
    if (startsWith({0xEF, 0xBB, 0xBF}))
        return QStringConverter::Utf8;
    if (startsWith({0xFF, 0xFE, 0, 0})) // before UTF-16: it begins with that one's mark
        return QStringConverter::Utf32LE;
    if (startsWith({0, 0, 0xFE, 0xFF}))
        return QStringConverter::Utf32BE;
    if (startsWith({0xFF, 0xFE}))
        return QStringConverter::Utf16LE;
    if (startsWith({0xFE, 0xFF}))
        return QStringConverter::Utf16BE;
    return std::nullopt;
}

namespace {
// How much of it people write: letters, digits, marks, white space. In the wrong byte order line ends and spaces are
// letters of Gurmukhi or nothing, and Latin letters are Chinese ones: it is the spaces that tell.
struct Utf16Shape
{
    qsizetype spaces = 0;
    qsizetype odd = 0;
    qsizetype size = 0;
};

Utf16Shape utf16Shape(QByteArrayView bytes, QStringConverter::Encoding encoding)
{
    QStringDecoder decoder(encoding);
    const QString text = decoder(bytes.first(bytes.size() & ~qsizetype(1)));
    Utf16Shape shape{.size = text.size()};
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        const char16_t u = c.unicode();
        if (u == u' ' || u == u'\n' || u == u'\r' || u == u'\t' || (u >= 0x3000 && u <= 0x3002)
            || u == 0xFF0C)
            ++shape.spaces;
        else if (c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate())
            ++i;
        else if (u < 0x20 || c.isSurrogate() || c.category() == QChar::Other_NotAssigned
                 || c.category() == QChar::Other_PrivateUse || u == QChar::ReplacementCharacter)
            ++shape.odd;
    }
    return shape;
}

// Latin letters, digits and signs have an empty byte each, always on the same side. Spaces don't tell where there are
// hardly any, as in data: in the wrong order a nought is the space of Chinese.
std::optional<QStringConverter::Encoding> utf16OfLatin(QByteArrayView bytes)
{
    const qsizetype units = bytes.size() / 2;
    qsizetype zeros[2] = {0, 0};
    for (qsizetype i = 0; i < units * 2; ++i)
        zeros[i % 2] += bytes.at(i) == '\0';
    const auto isSide = [units](qsizetype side, qsizetype other) {
        return side * 2 > units && other * 50 <= side;
    };
    if (isSide(zeros[1], zeros[0]))
        return QStringConverter::Utf16LE;
    if (isSide(zeros[0], zeros[1]))
        return QStringConverter::Utf16BE;
    return std::nullopt;
}

bool isLikelyUtf16(const Utf16Shape &shape, const Utf16Shape &other)
{
    return shape.odd * 50 <= shape.size && (shape.spaces > other.spaces || other.odd * 50 > other.size);
}
} // namespace

std::optional<QStringConverter::Encoding> utf16WithoutMark(QByteArrayView bytes)
{
    if (bytes.size() < 4 || !bytes.contains('\0'))
        return std::nullopt;
    if (const auto encoding = utf16OfLatin(bytes))
        return encoding;
    const Utf16Shape little = utf16Shape(bytes, QStringConverter::Utf16LE);
    const Utf16Shape big = utf16Shape(bytes, QStringConverter::Utf16BE);
    if (isLikelyUtf16(little, big) && little.spaces >= big.spaces)
        return QStringConverter::Utf16LE;
    if (isLikelyUtf16(big, little))
        return QStringConverter::Utf16BE;
    return std::nullopt;
}

bool isUtf8(QByteArrayView bytes, bool isWhole)
{
    qsizetype sequences = 0; // well-formed ones of more than one byte
    qsizetype broken = 0;    // bytes that belong to none
    const auto *at = reinterpret_cast<const uchar *>(bytes.data());
    const uchar *const end = at + bytes.size();
    while (at < end) {
        const uchar lead = *at++;
        if (lead < 0x80)
            continue;
        int more = 0;
        // Bounds of the second byte: no overlong forms, no surrogates, nothing past U+10FFFF.
        uchar low = 0x80;
        uchar high = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            more = 1;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            more = 2;
            low = lead == 0xE0 ? 0xA0 : 0x80;
            high = lead == 0xED ? 0x9F : 0xBF;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            more = 3;
            low = lead == 0xF0 ? 0x90 : 0x80;
            high = lead == 0xF4 ? 0x8F : 0xBF;
        }
        if (!isWhole && end - at < more)
            break;
        bool good = more > 0 && end - at >= more;
        for (int i = 0; good && i < more; ++i) {
            good = at[i] >= low && at[i] <= high;
            low = 0x80;
            high = 0xBF;
        }
        if (good) {
            ++sequences;
            at += more;
        } else {
            ++broken;
        }
    }
    // Text in an older encoding hardly ever forms UTF-8 sequences by chance: a few bad bytes among many good sequences
    // are damage, not another encoding.
    return broken == 0 || broken * 20 < sequences;
}

QString mendedUtf8(const QString &text)
{
    const auto isByte = [](QChar c) { return c.unicode() < 0x100; };
    const auto isForeign = [](QChar c) { return c.unicode() >= 0x80; };
    if (std::none_of(text.begin(), text.end(), isForeign) || !std::all_of(text.begin(), text.end(), isByte))
        return text;
    QStringDecoder decoder(QStringConverter::Utf8,
                           QStringConverter::Flag::Stateless); // an end that is cut is an error
    const QString mended = decoder(text.toLatin1());
    return decoder.hasError() ? text : mended;
}

namespace {
// Bytes that are control characters in the ISO encodings are letters and quotation marks in those of Windows.
QByteArray windowsSibling(const QByteArray &name)
{
    static const QHash<QByteArray, QByteArray> siblings{
        {"ISO-8859-1", "WINDOWS-1252"},  {"ISO-8859-15", "WINDOWS-1252"}, {"ISO-8859-2", "WINDOWS-1250"},
        {"ISO-8859-16", "WINDOWS-1250"}, {"ISO-8859-5", "WINDOWS-1251"},  {"ISO-8859-7", "WINDOWS-1253"},
        {"ISO-8859-9", "WINDOWS-1254"},  {"ISO-8859-8", "WINDOWS-1255"},  {"ISO-8859-6", "WINDOWS-1256"},
        {"ISO-8859-13", "WINDOWS-1257"}, {"ISO-8859-4", "WINDOWS-1257"},  {"TIS-620", "WINDOWS-874"},
        {"ISO-8859-11", "WINDOWS-874"},
    };
    return siblings.value(name, name);
}
} // namespace

QByteArray legacyEncoding(const QByteArray &bytes)
{
    // Fewer letters than this could be anything.
    constexpr qsizetype kFewest = 8;
    const auto isHigh = [](char c) { return uchar(c) >= 0x80; };
    const bool hasEscapes = bytes.contains('\x1B'); // of which one begins many letters
    if (!hasEscapes && std::count_if(bytes.cbegin(), bytes.cend(), isHigh) < kFewest)
        return {};
    const std::unique_ptr<std::remove_pointer_t<uchardet_t>, void (*)(uchardet_t)> detector(uchardet_new(),
                                                                                            uchardet_delete);
    if (!detector || uchardet_handle_data(detector.get(), bytes.constData(), size_t(bytes.size())) != 0)
        return {};
    uchardet_data_end(detector.get());
    const QByteArray name = QByteArray(uchardet_get_charset(detector.get())).toUpper();
    const bool hasC1 = std::any_of(bytes.cbegin(), bytes.cend(),
                                   [](char c) { return uchar(c) >= 0x80 && uchar(c) < 0xA0; });
    return hasC1 ? windowsSibling(name) : name;
}

} // namespace CloneMemoria
