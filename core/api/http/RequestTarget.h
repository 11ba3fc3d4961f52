#pragma once

#include "core/base/Result.h"

#include <QByteArrayView>
#include <QList>
#include <QString>
#include <QStringList>

#include <utility>

namespace CloneMemoria {

/// What a request line asks for, decoded; see ApiRequest.
struct RequestTarget
{
    QString path;
    QStringList segments;
    QList<std::pair<QString, QString>> query;
};

/// Decodes a target in origin form ("/path?query"). Errors: InvalidInput with httpStatus 400 for any other form, for a
/// fragment, for bytes that aren't printable ASCII, for broken percent-encoding and UTF-8, and for control characters
/// behind it.
Result<RequestTarget> parseTarget(QByteArrayView target);

} // namespace CloneMemoria
