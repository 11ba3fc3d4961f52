#include "core/json/JsonFields.h"

#include "core/base/Clock.h"

#include <QUuid>

#include <nlohmann/json.hpp>

#include <cmath>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr qsizetype kIdLength = 36;
constexpr qsizetype kLongestTime = 40;
constexpr double kLargestExact = 9007199254740992.0; // 2⁵³: beyond it a double skips whole numbers

const json kNoObject = json::object();

std::optional<qint64> wholeOf(const json &value)
{
    if (value.is_number_unsigned()) {
        const auto number = value.get<quint64>();
        return number <= quint64(JsonFields::kMost) ? std::optional(qint64(number)) : std::nullopt;
    }
    if (value.is_number_integer())
        return value.get<qint64>();
    if (!value.is_number_float())
        return std::nullopt;
    const double number = value.get<double>();
    return std::abs(number) <= kLargestExact && std::floor(number) == number ? std::optional(qint64(number))
                                                                             : std::nullopt;
}

bool isText(const QString &text, JsonFields::Origin origin)
{
    return origin == JsonFields::Origin::File || !text.contains(QChar(QChar::Null));
}
} // namespace

std::optional<QString> textOf(const json &value)
{
    if (!value.is_string())
        return std::nullopt;
    QString text = QString::fromStdString(value.get_ref<const std::string &>());
    if (!isText(text, JsonFields::Origin::Request))
        return std::nullopt;
    return text;
}

JsonFields::JsonFields(const json &object, Origin origin)
    : m_object(object.is_object() ? object : kNoObject)
    , m_origin(origin)
{
    if (!object.is_object())
        m_problem = origin == Origin::Request ? u"the body must be a JSON object"_s : u"not an object"_s;
}

bool JsonFields::has(const char *name) const
{
    return m_object.contains(name);
}

bool JsonFields::isNull(const char *name) const
{
    const auto found = m_object.find(name);
    return found != m_object.end() && found->is_null();
}

const json *JsonFields::find(const char *name)
{
    m_known.insert(QString::fromLatin1(name));
    const auto found = m_object.find(name);
    return found == m_object.end() || found->is_null() ? nullptr : &*found;
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

// What was wrong already is told as that.
template <typename T>
T JsonFields::needed(const char *name, std::optional<T> found, const QString &must)
{
    if (!found)
        refuse(name, u"is missing: it must be %1"_s.arg(must));
    return std::move(found).value_or(T());
}

std::optional<QString> JsonFields::text(const char *name, qsizetype most)
{
    const json *found = find(name);
    if (!found)
        return std::nullopt;
    if (!found->is_string()) {
        refuse(name, u"must be a text"_s);
        return std::nullopt;
    }
    QString text = QString::fromStdString(found->get_ref<const std::string &>());
    if (!isText(text, m_origin)) {
        refuse(name, u"must not have a NUL in it"_s);
        return std::nullopt;
    }
    if (text.size() > most) {
        refuse(name, u"must not have more than %1 characters"_s.arg(most));
        return std::nullopt;
    }
    return text;
}

QString JsonFields::neededText(const char *name, qsizetype most)
{
    return needed(name, text(name, most), u"a text"_s);
}

QString JsonFields::id(const char *name)
{
    const QString text = this->text(name, kIdLength).value_or(QString());
    if (text.isEmpty())
        return {};
    const QUuid id = QUuid::fromString(text);
    if (id.isNull()) {
        refuse(name, u"must be an id, such as 3f2a6c1e-0d4b-4e8f-9a57-6b1c2d3e4f50"_s);
        return {};
    }
    return id.toString(QUuid::WithoutBraces);
}

QString JsonFields::neededId(const char *name)
{
    const QString id = this->id(name);
    if (id.isEmpty())
        refuse(name, u"is missing: it must be an id"_s);
    return id;
}

std::optional<double> JsonFields::number(const char *name, double lowest, double highest)
{
    const json *found = find(name);
    if (!found)
        return std::nullopt;
    const double value = found->is_number() ? found->get<double>() : std::nan("");
    if (!(value >= lowest && value <= highest)) {
        refuse(name, lowest == kLeastReal ? u"must be a number"_s
                                          : u"must be a number from %1 to %2"_s.arg(lowest).arg(highest));
        return std::nullopt;
    }
    return value;
}

double JsonFields::neededNumber(const char *name)
{
    return needed(name, number(name), u"a number"_s);
}

std::optional<qint64> JsonFields::whole(const char *name, qint64 lowest, qint64 highest)
{
    const json *found = find(name);
    if (!found)
        return std::nullopt;
    const std::optional<qint64> value = wholeOf(*found);
    if (!value || *value < lowest || *value > highest) {
        const bool anyLow = lowest <= std::numeric_limits<int>::min();
        refuse(name, anyLow ? u"must be a whole number"_s
                            : u"must be a whole number from %1 to %2"_s.arg(lowest).arg(highest));
        return std::nullopt;
    }
    return value;
}

qint64 JsonFields::neededWhole(const char *name, qint64 lowest, qint64 highest)
{
    return needed(name, whole(name, lowest, highest), u"a whole number"_s);
}

std::optional<int> JsonFields::integer(const char *name, int lowest, int highest)
{
    const std::optional<qint64> found = whole(name, lowest, highest);
    return found ? std::optional(int(*found)) : std::nullopt;
}

int JsonFields::neededInteger(const char *name, int lowest, int highest)
{
    return needed(name, integer(name, lowest, highest), u"a whole number"_s);
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

bool JsonFields::neededFlag(const char *name)
{
    return needed(name, flag(name), u"true or false"_s);
}

std::optional<QDateTime> JsonFields::time(const char *name)
{
    const json *found = find(name);
    if (!found)
        return std::nullopt;
    const std::optional<QString> text = textOf(*found);
    if (text && text->isEmpty() && m_origin == Origin::File)
        return std::nullopt;
    const QDateTime time = text && text->size() <= kLongestTime ? fromIso(*text) : QDateTime();
    if (!time.isValid() || time.date().year() < 1 || time.date().year() > 9999) {
        refuse(name, u"must be a date, such as 1969-07-20 or 1969-07-20T20:17:00Z"_s);
        return std::nullopt;
    }
    return time;
}

QDateTime JsonFields::neededTime(const char *name)
{
    return needed(name, time(name), u"a date"_s);
}

const json *JsonFields::array(const char *name)
{
    const json *found = find(name);
    if (found && !found->is_array()) {
        refuse(name, u"must be a list"_s);
        return nullptr;
    }
    return found;
}

const json *JsonFields::object(const char *name)
{
    const json *found = find(name);
    if (found && !found->is_object()) {
        refuse(name, u"must be an object"_s);
        return nullptr;
    }
    return found;
}

void JsonFields::refuseOthers()
{
    if (!m_problem.isEmpty())
        return;
    for (const auto &[name, value] : m_object.items()) {
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
    return fail(ErrorKind::InvalidInput, m_problem,
                m_origin == Origin::Request ? u"wrong-field"_s : u"file-damaged"_s);
}

} // namespace CloneMemoria
