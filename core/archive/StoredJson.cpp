#include "core/archive/StoredJson.h"

#include "core/json/JsonText.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

Failure damaged(const QString &detail)
{
    return fail(ErrorKind::InvalidInput, detail, u"file-damaged"_s);
}

Result<json> parseJson(const QByteArray &text)
{
    auto parsed = parseJsonText(text);
    if (parsed)
        return std::move(*parsed);
    if (parsed.error() == JsonFlaw::Malformed)
        return damaged(u"not JSON"_s);
    return fail(ErrorKind::InvalidInput, u"JSON nested too deep, or with too many values"_s,
                u"file-too-large"_s);
}

QByteArray jsonLine(const json &value)
{
    return QByteArray::fromStdString(value.dump(-1, ' ', false, json::error_handler_t::replace)) + '\n';
}

} // namespace CloneMemoria
