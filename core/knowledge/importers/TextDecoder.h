#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace CloneMemoria {

/// The text in a file's bytes: by its byte order mark UTF-8, UTF-16 or UTF-32; without one UTF-8 if it is that (a few
/// damaged places become U+FFFD), else Windows-1252. Nothing where it is no text: NUL characters, or many other control
/// characters. Any thread.
std::optional<QString> decodeText(const QByteArray &bytes);

} // namespace CloneMemoria
