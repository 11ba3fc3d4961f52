#pragma once

#include <QByteArray>
#include <QString>
#include <QStringConverter>

#include <optional>

namespace CloneMemoria {

/// What a byte order mark says. Any thread, as all of these.
std::optional<QStringConverter::Encoding> encodingOfMark(QByteArrayView bytes);

/// UTF-16 without a mark: bytes with NUL in them that make a text in one byte order, and none in the other.
std::optional<QStringConverter::Encoding> utf16WithoutMark(QByteArrayView bytes);

/// Whether bytes are UTF-8, but for a few damaged places among many good ones. Without `isWhole`, a character that is
/// cut off at the end is none of those.
bool isUtf8(QByteArrayView bytes, bool isWhole);

/// A text whose characters are the bytes of its UTF-8, as Facebook writes its exports ("GrÃ¼ÃŸe"), as it was meant; any other
/// text as it is.
QString mendedUtf8(const QString &text);

/// The name of an older encoding that these bytes, not ASCII, have been recognised as; empty where that isn't sure.
QByteArray legacyEncoding(const QByteArray &bytes);

} // namespace CloneMemoria
