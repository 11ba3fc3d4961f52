#pragma once

#include "core/base/Result.h"
#include "core/json/JsonFields.h"

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

/// The fields of an object in a file.
class StoredFields : public JsonFields
{
public:
    explicit StoredFields(const nlohmann::json &object) : JsonFields(object, Origin::File) { }
};

/// What is wrong with what was read, as an error: InvalidInput, code "file-damaged".
Failure damaged(const QString &detail);

/// The value of a JSON text that somebody else wrote. Errors: InvalidInput "file-damaged"; "file-too-large" where it is
/// nested deeper, or has more values, than anything of ours.
Result<nlohmann::json> parseJson(const QByteArray &text);

/// A value as one line of UTF-8.
QByteArray jsonLine(const nlohmann::json &value);

} // namespace CloneMemoria
