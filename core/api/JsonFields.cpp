#include "core/api/JsonFields.h"

#include "core/base/Clock.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr int kDeepest = 32; // the deepest that we take is five

Failure malformed(const QString &why)
{
    return fail(ErrorKind::InvalidInput, why, u"json-malformed"_s);
}

// Before anything is made of it: what is nested a million times deep costs a program its stack.
bool isTooDeep(const QByteArray &text)
{
    int depth = 0;
    bool quoted = false;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char c = text.at(at);
        if (quoted) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kDeepest)
                return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}
} // namespace

Result<json> parseJsonBody(const QByteArray &body)
{
    if (body.trimmed().isEmpty())
        return malformed(u"there is no body; a JSON object is expected"_s);
    if (isTooDeep(body))
        return malformed(u"the body is nested too deeply"_s);
    json parsed = json::parse(body.cbegin(), body.cend(), nullptr, false);
    if (parsed.is_discarded())
        return malformed(u"the body is not valid JSON in UTF-8"_s);
    return parsed;
}

std::optional<QString> textOf(const json &value)
{
    if (!value.is_string())
        return std::nullopt;
    QString text = QString::fromStdString(value.get_ref<const std::string &>());
    if (text.contains(QChar(QChar::Null)))
        return std::nullopt;
    return text;
}

JsonFields::JsonFields(json value) : m_object(std::make_unique<json>(std::move(value)))
{
    if (m_object->is_object())
        return;
    m_problem = u"the body must be a JSON object"_s;
    *m_object = json::object();
}

JsonFields::~JsonFields() = default;
JsonFields::JsonFields(JsonFields &&) noexcept = default;
JsonFields &JsonFields::operator=(JsonFields &&) noexcept = default;

bool JsonFields::has(const char *name) const
{
    return m_object->contains(name);
}

bool JsonFields::isNull(const char *name) const
{
    const auto found = m_object->find(name);
    return found != m_object->end() && found->is_null();
}

const json *JsonFields::find(const char *name)
{
    m_known.insert(QString::fromLatin1(name));
    const auto found = m_object->find(name);
    return found == m_object->end() || found->is_null() ? nullptr : &*found;
}

const json *JsonFields::value(const char *name)
{
    return find(name);
}

void JsonFields::refuse(const char *name, const QString &must)
{
    if (!m_problem.isEmpty())
        return;
    m_wrongField = QString::fromLatin1(name);
    m_problem = u"“%1” %2"_s.arg(m_wrongField, must);
}

std::optional<QString> JsonFields::text(const char *name, qsizetype most)
{
    const json *found = find(name);
    if (!found)
        return std::nullopt;
    std::optional<QString> text = textOf(*found);
    if (!text)
        refuse(name, found->is_string() ? u"must not have a NUL in it"_s : u"must be a text"_s);
    else if (text->size() > most)
        refuse(name, u"must not have more than %1 characters"_s.arg(most));
    return text;
}

QString JsonFields::neededText(const char *name, qsizetype most)
{
    const std::optional<QString> found = text(name, most);
    if (!found)
        refuse(name, u"is missing: it must be a text"_s);
    return found.value_or(QString());
}

std::optional<double> JsonFields::number(const char *name, double lowest, double highest)
{
    const json *found = find(name);
    if (!found)
        return std::nullopt;
    const double value = found->is_number() ? found->get<double>() : std::nan("");
    if (!(value >= lowest && value <= highest)) {
        refuse(name, u"must be a number from %1 to %2"_s.arg(lowest).arg(highest));
        return std::nullopt;
    }
    return value;
}

std::optional<int> JsonFields::integer(const char *name, int lowest, int highest)
{
    const json *found = find(name);
    if (!found)
        return std::nullopt;
    // 3.0 is a whole number, too, and what some languages write for one.
    const double value = found->is_number() ? found->get<double>() : std::nan("");
    if (!(value >= lowest && value <= highest && std::floor(value) == value)) {
        refuse(name, lowest == std::numeric_limits<int>::min()
                         ? u"must be a whole number"_s
                         : u"must be a whole number from %1 to %2"_s.arg(lowest).arg(highest));
        return std::nullopt;
    }
    return int(value);
}

std::optional<bool> JsonFields::flag(const char *name)
{
    const json *found = find(name);
    if (!found)
        return std::nullopt;
    if (!found->is_boolean()) {
        refuse(name, u"must be true or false"_s);
        return std::nullopt;
    }
    return found->get<bool>();
}

std::optional<QDateTime> JsonFields::time(const char *name)
{
    const json *found = find(name);
    if (!found)
        return std::nullopt;
    const QDateTime time = fromIso(textOf(*found).value_or(QString()));
    if (!time.isValid()) {
        refuse(name, u"must be a date, such as 1969-07-20 or 1969-07-20T20:17:00Z"_s);
        return std::nullopt;
    }
    return time;
}

void JsonFields::refuseOthers()
{
    if (!m_problem.isEmpty())
        return;
    for (const auto &[name, value] : m_object->items()) {
        const QString field = QString::fromStdString(name);
        if (m_known.contains(field))
            continue;
        m_wrongField = field.left(80);
        m_problem = u"there is no field “%1” here"_s.arg(m_wrongField);
        return;
    }
}

Result<void> JsonFields::check() const
{
    if (m_problem.isEmpty())
        return {};
    return fail(ErrorKind::InvalidInput, m_problem, u"wrong-field"_s);
}

} // namespace CloneMemoria
