#include "tests/integration/api/ApiSchema.h"

#include <QFile>
#include <QStringList>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
bool isOfType(const std::string &type, const json &value)
{
    if (type == "object")
        return value.is_object();
    if (type == "array")
        return value.is_array();
    if (type == "string")
        return value.is_string();
    if (type == "boolean")
        return value.is_boolean();
    if (type == "null")
        return value.is_null();
    if (type == "number")
        return value.is_number();
    return type == "integer" && value.is_number()
           && (value.is_number_integer() || value.get<double>() == double(qint64(value.get<double>())));
}

bool hasType(const json &types, const json &value)
{
    if (types.is_string())
        return isOfType(types.get<std::string>(), value);
    return std::any_of(types.begin(), types.end(),
                       [&](const json &type) { return isOfType(type.get<std::string>(), value); });
}

QString shown(const json &value)
{
    return QString::fromStdString(value.dump(-1, ' ', false, json::error_handler_t::replace)).left(80);
}
} // namespace

const ApiSchema &ApiSchema::get()
{
    static const ApiSchema schema;
    return schema;
}

ApiSchema::ApiSchema()
{
    QFile file(u":/api/openapi.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("the description is not in the program");
    m_document = json::parse(file.readAll().toStdString());
}

json ApiSchema::resolved(const json &schema) const
{
    if (!schema.is_object() || !schema.contains("$ref"))
        return schema;
    return m_document.at(json::json_pointer(schema.at("$ref").get<std::string>().substr(1)));
}

std::string ApiSchema::templateOf(const QByteArray &path) const
{
    const QByteArrayList segments = path.split('?').first().split('/');
    for (const auto &[pattern, operations] : m_document.at("paths").items()) {
        const QByteArrayList parts = QByteArray::fromStdString(pattern).split('/');
        bool fits = parts.size() == segments.size();
        for (qsizetype at = 0; fits && at < parts.size(); ++at)
            fits = parts.at(at).startsWith('{') ? !segments.at(at).isEmpty()
                                                : parts.at(at) == segments.at(at);
        if (fits)
            return pattern;
    }
    return {};
}

json ApiSchema::bodyOf(const std::string &path, const std::string &method) const
{
    const json &operation = m_document.at("paths").at(path).at(method);
    if (!operation.contains("requestBody"))
        return nullptr;
    return resolved(operation.at("requestBody").at("content").at("application/json").at("schema"));
}

QString ApiSchema::checkAnswer(const QByteArray &method, const QByteArray &path, int status,
                               const QByteArray &contentType, const QByteArray &body) const
{
    const std::string pattern = templateOf(path);
    if (pattern.empty())
        return status == 404 || status == 401 ? QString() : u"there is no such path in the description"_s;
    const json &operations = m_document.at("paths").at(pattern);
    const std::string name = method.toLower().toStdString();
    if (!operations.contains(name))
        return status == 405 ? QString() : u"there is no such method in the description"_s;
    // What is no proper request, the guard's answers, and what a provider or the disk may do, are described once for all.
    static const QList<int> anywhere{400, 403, 413, 421, 500, 501, 502, 503, 504, 507};
    const json &responses = operations.at(name).at("responses");
    const std::string code = std::to_string(status);
    if (!responses.contains(code))
        return anywhere.contains(status) ? QString() : u"status %1 is not described"_s.arg(status);
    const json response = resolved(responses.at(code));
    if (!response.contains("content"))
        return body.isEmpty() ? QString() : u"there should be no body"_s;
    const QByteArray type = contentType.split(';').first();
    for (const auto &[described, content] : response.at("content").items()) {
        if (QByteArray::fromStdString(described).split(';').first() != type)
            continue;
        if (type != "application/json")
            return {};
        const json value = json::parse(body.begin(), body.end(), nullptr, false);
        return value.is_discarded() ? u"no JSON"_s : check(content.at("schema"), value);
    }
    return u"content type %1 is not described"_s.arg(QString::fromLatin1(contentType));
}

QString ApiSchema::check(const json &reference, const json &value, const QString &where) const
{
    const json schema = resolved(reference);
    if (schema.contains("oneOf")) {
        for (const json &each : schema.at("oneOf")) {
            if (check(each, value, where).isEmpty())
                return {};
        }
        return where + u": is none of what it may be: "_s + shown(value);
    }
    if (schema.contains("const") && value != schema.at("const"))
        return where + u": is not the constant: "_s + shown(value);
    if (schema.contains("type") && !hasType(schema.at("type"), value))
        return where + u": is of the wrong type: "_s + shown(value);
    if (schema.contains("enum")
        && schema.at("enum").end() == std::find(schema.at("enum").begin(), schema.at("enum").end(), value))
        return where + u": is none of the listed: "_s + shown(value);
    if (value.is_number()) {
        const double number = value.get<double>();
        if ((schema.contains("minimum") && number < schema.at("minimum").get<double>())
            || (schema.contains("maximum") && number > schema.at("maximum").get<double>()))
            return where + u": is out of range: "_s + shown(value);
    }
    if (value.is_string()) {
        const auto length = QString::fromStdString(value.get<std::string>()).size();
        if ((schema.contains("minLength") && length < schema.at("minLength").get<qsizetype>())
            || (schema.contains("maxLength") && length > schema.at("maxLength").get<qsizetype>()))
            return where + u": is too short or too long"_s;
    }
    if (value.is_object())
        return checkObject(schema, value, where);
    return value.is_array() ? checkArray(schema, value, where) : QString();
}

QString ApiSchema::checkObject(const json &schema, const json &value, const QString &where) const
{
    for (const json &name : schema.value("required", json::array())) {
        if (!value.contains(name.get<std::string>()))
            return where + u": has no "_s + shown(name);
    }
    const json properties = schema.value("properties", json::object());
    for (const auto &[name, each] : value.items()) {
        if (!properties.contains(name)) {
            if (schema.contains("additionalProperties"))
                return where + u": has an undescribed "_s + shown(name);
            continue;
        }
        if (const QString wrong = check(properties.at(name), each, where + u'.' + shown(name));
            !wrong.isEmpty())
            return wrong;
    }
    return {};
}

QString ApiSchema::checkArray(const json &schema, const json &value, const QString &where) const
{
    if ((schema.contains("minItems") && value.size() < schema.at("minItems").get<std::size_t>())
        || (schema.contains("maxItems") && value.size() > schema.at("maxItems").get<std::size_t>()))
        return where + u": has too few or too many"_s;
    if (!schema.contains("items"))
        return {};
    for (std::size_t at = 0; at < value.size(); ++at) {
        const QString wrong = check(schema.at("items"), value.at(at), where + u"[%1]"_s.arg(at));
        if (!wrong.isEmpty())
            return wrong;
    }
    return {};
}

} // namespace CloneMemoria
