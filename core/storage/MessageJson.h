#pragma once

#include "core/base/Error.h"
#include "core/domain/Citation.h"

#include <QList>
#include <QString>

#include <optional>

namespace CloneMemoria {

// What a message carries as JSON in its row. Reading takes what it understands and leaves out the rest: a damaged field
// must not make a message unreadable.
QString citationsToJson(const QList<Citation> &citations);
QList<Citation> citationsFromJson(const QString &json);
QString errorToJson(const Error &error);
std::optional<Error> errorFromJson(const QString &json);

} // namespace CloneMemoria
