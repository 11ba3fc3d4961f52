#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace CloneMemoria::Cli {

/// A clone's fields by the names of their columns, as texts, in the order they are shown. Without ids and times.
QList<std::pair<QString, QString>> cloneFields(const Clone &clone);

/// Sets the fields that "key=value" words name, then looks whether the clone is still a valid one. An empty value goes
/// back to the field's default. On an error `clone` is as it was. Errors: InvalidInput, code "unknown-field",
/// "not-yes-or-no", "wrong-use", or those of validateClone().
Result<void> applyCloneFields(Clone &clone, const QStringList &assignments);

/// The same words with what the files hold in the place of "key=@FILE" (of standard input for "key=@-"), a picture's in
/// base64, and one @ in the place of two. Blocks. Errors: those of readInputFile(), InvalidInput "file-too-large",
/// "file-not-text", "wrong-use".
Result<QStringList> readFieldFiles(const QStringList &assignments);

} // namespace CloneMemoria::Cli
