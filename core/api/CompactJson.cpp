#include "core/api/CompactJson.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {
void writeSpaced(const ordered_json &value, QByteArray *out)
{
    if (!value.is_structured()) {
        *out += compactJson(value);
        return;
    }
    const bool isObject = value.is_object();
    *out += isObject ? '{' : '[';
    bool first = true;
    for (const auto &[key, each] : value.items()) {
        if (!std::exchange(first, false))
            *out += ", ";
        if (isObject)
            *out += compactJson(ordered_json(key)) + ": ";
        writeSpaced(each, out);
    }
    *out += isObject ? '}' : ']';
}
} // namespace

QByteArray compactJson(const json &value)
{
    return QByteArray::fromStdString(value.dump(-1, ' ', false, json::error_handler_t::replace));
}

QByteArray compactJson(const ordered_json &value)
{
    return QByteArray::fromStdString(value.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

QByteArray spacedJson(const ordered_json &value)
{
    QByteArray out;
    writeSpaced(value, &out);
    return out;
}

} // namespace CloneMemoria
