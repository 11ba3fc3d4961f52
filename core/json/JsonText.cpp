#include "core/json/JsonText.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace CloneMemoria {

using nlohmann::json;

namespace {
std::optional<JsonFlaw> flawOf(const QByteArray &text, JsonBounds bounds)
{
    int depth = 0;
    int values = 0;
    bool quoted = false;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char c = text.at(at);
        if (quoted) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                quoted = false;
            continue;
        }
        if (c == '"')
            quoted = true;
        else if (c == '[' || c == '{')
            ++depth, ++values;
        else if (c == ']' || c == '}')
            --depth;
        else if (c == ',')
            ++values;
        if (depth > bounds.depth)
            return JsonFlaw::TooDeep;
        if (values > bounds.values)
            return JsonFlaw::TooManyValues;
    }
    return std::nullopt;
}
} // namespace

tl::expected<json, JsonFlaw> parseJsonText(const QByteArray &text, JsonBounds bounds)
{
    if (const std::optional<JsonFlaw> flaw = flawOf(text, bounds))
        return tl::make_unexpected(*flaw);
    json value = json::parse(text.cbegin(), text.cend(), nullptr, false);
    if (value.is_discarded())
        return tl::make_unexpected(JsonFlaw::Malformed);
    return value;
}

} // namespace CloneMemoria
