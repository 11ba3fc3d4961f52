#include "core/api/http/ApiMessage.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

QByteArray ApiRequest::header(QByteArrayView name) const
{
    QByteArray values;
    bool found = false;
    for (const auto &[key, value] : headers) {
        if (key != name)
            continue;
        if (std::exchange(found, true))
            values += ", ";
        values += value;
    }
    return values;
}

std::optional<QString> ApiRequest::queryValue(QStringView name) const
{
    for (const auto &[key, value] : query) {
        if (key == name)
            return value;
    }
    return std::nullopt;
}

ApiResponse errorResponse(int status, const QString &detail)
{
    const nlohmann::json body{{"detail", detail.toStdString()}};
    return {.status = status,
            .contentType = "application/json",
            .body = QByteArray::fromStdString(
                body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))};
}

} // namespace CloneMemoria
