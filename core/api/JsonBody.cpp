#include "core/api/JsonBody.h"

#include "core/json/JsonText.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr JsonBounds kBounds{.depth = 32, .values = 1'000'000}; // the deepest that we take is five

Failure malformed(const QString &why)
{
    return fail(ErrorKind::InvalidInput, why, u"json-malformed"_s);
}
} // namespace

Result<json> parseJsonBody(const QByteArray &body)
{
    if (body.trimmed().isEmpty())
        return malformed(u"there is no body; a JSON object is expected"_s);
    auto parsed = parseJsonText(body, kBounds);
    if (parsed)
        return std::move(*parsed);
    switch (parsed.error()) {
    case JsonFlaw::TooDeep:
        return malformed(u"the body is nested too deeply"_s);
    case JsonFlaw::TooManyValues:
        return malformed(u"the body has too many values"_s);
    case JsonFlaw::Malformed:
        break;
    }
    return malformed(u"the body is not valid JSON in UTF-8"_s);
}

} // namespace CloneMemoria
