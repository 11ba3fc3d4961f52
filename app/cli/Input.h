#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

namespace CloneMemoria::Cli {

/// All of standard input, but no more than `most` bytes and one: who gets that many knows that it is too much. Blocks.
Result<QByteArray> readInput(qint64 most);

/// The same of a file, or of standard input where its name is "-". Errors: NotFound "file-missing", Storage
/// "file-unreadable".
Result<QByteArray> readInputFile(const QString &name, qint64 most);

/// What a person said, from bytes of any kind: invalid UTF-8 becomes U+FFFD, NUL goes.
QString spokenText(const QByteArray &bytes);

/// A TEXT argument, or standard input where it is "-", in UTF-16 code units at most a little longer than `most`.
Result<QString> textArgument(const QString &argument, int most);

} // namespace CloneMemoria::Cli
