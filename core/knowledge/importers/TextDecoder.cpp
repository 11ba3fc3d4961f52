#include "core/knowledge/importers/TextDecoder.h"

#include <QStringDecoder>

#include <algorithm>

namespace CloneMemoria {

namespace {
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

struct Utf8Shape
{
    qsizetype sequences = 0; // well-formed ones of more than one byte
    qsizetype broken = 0;    // bytes that belong to none
};

Utf8Shape utf8Shape(const QByteArray &bytes)
{
    Utf8Shape shape;
    const auto *at = reinterpret_cast<const uchar *>(bytes.constData());
    const uchar *const end = at + bytes.size();
    while (at < end) {
        const uchar lead = *at++;
        if (lead < 0x80)
            continue;
        int more = 0;
        uchar low =
            0x80; // bounds of the second byte: no overlong forms, no surrogates, nothing past U+10FFFF
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
        bool good = more > 0 && end - at >= more;
        for (int i = 0; good && i < more; ++i) {
            good = at[i] >= low && at[i] <= high;
            low = 0x80;
            high = 0xBF;
        }
        if (good) {
            ++shape.sequences;
            at += more;
        } else {
            ++shape.broken;
        }
    }
    return shape;
}

std::optional<QStringConverter::Encoding> encodingOfMark(const QByteArray &bytes)
{
    const auto startsWith = [&bytes](std::initializer_list<uchar> mark) {
        return bytes.size() >= static_cast<qsizetype>(mark.size())
               && std::equal(mark.begin(), mark.end(), reinterpret_cast<const uchar *>(bytes.constData()));
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

bool looksBinary(const QString &text)
{
    qsizetype controls = 0;
    for (const QChar c : text) {
        const char16_t u = c.unicode();
        if (u == 0)
            return true;
        if (u < 0x20 && u != u'\n' && u != u'\r' && u != u'\t' && u != u'\f' && u != 0x1A)
            ++controls;
    }
    return controls > text.size() / 50;
}
} // namespace

std::optional<QString> decodeText(const QByteArray &bytes)
{
    QString text;
    if (const auto encoding = encodingOfMark(bytes)) {
        QStringDecoder decoder(*encoding);
        text = decoder(bytes);
        if (text.startsWith(QChar::ByteOrderMark))
            text.remove(0, 1);
    } else {
        const Utf8Shape shape = utf8Shape(bytes);
        // Windows-1252 text hardly ever forms UTF-8 sequences by chance: a few bad bytes among many good sequences are
        // damage, not another encoding.
        const bool utf8 = shape.broken == 0 || shape.broken * 20 < shape.sequences;
        text = utf8 ? QString::fromUtf8(bytes) : fromWindows1252(bytes);
    }
    if (looksBinary(text))
        return std::nullopt;
    return text;
}

} // namespace CloneMemoria
