#pragma once

#include <QString>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>

namespace CloneMemoria {

// What is asked of a chunk of a stream, whatever its server made of it: what is missing, null or of another type is
// not there. For the .cpp files of protocols.

/// Null where it is not there.
inline const nlohmann::json *field(const nlohmann::json &object, const char *name)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

/// A JSON null where it is not there, so that what is missing can be asked for like what is empty.
inline const nlohmann::json &child(const nlohmann::json &object, const char *name)
{
    static const nlohmann::json nothing;
    const nlohmann::json *value = field(object, name);
    return value ? *value : nothing;
}

inline QString stringField(const nlohmann::json &object, const char *name)
{
    const nlohmann::json &value = child(object, name);
    return value.is_string() ? QString::fromStdString(value.get_ref<const std::string &>()) : QString();
}

/// A count of tokens; nothing for one that can't be.
inline std::optional<int> countField(const nlohmann::json &object, const char *name)
{
    const nlohmann::json &value = child(object, name);
    if (!value.is_number_integer())
        return std::nullopt;
    const auto count = value.get<std::int64_t>();
    return count >= 0 && count <= 500'000'000 ? std::optional<int>(static_cast<int>(count)) : std::nullopt;
}

} // namespace CloneMemoria
