#include "core/api/JsonBody.h"

#include "core/json/JsonText.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
// The deepest that we take is five. Reading so many values holds up the window for less than a twentieth of a second.
constexpr JsonBounds kBounds{.depth = 32, .values = 100'000};

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
