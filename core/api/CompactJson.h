#pragma once

#include <QByteArray>

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

/// Without blanks, in UTF-8.
QByteArray compactJson(const nlohmann::json &value);
QByteArray compactJson(const nlohmann::ordered_json &value);

/// With ", " and ": " between what is in it, as Python's json writes it and clients of the original system read it;
/// characters beyond ASCII stand as they are.
QByteArray spacedJson(const nlohmann::ordered_json &value);

} // namespace CloneMemoria
