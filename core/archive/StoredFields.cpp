#include "core/archive/StoredFields.h"

#include "core/base/Clock.h"

#include <QUuid>

#include <nlohmann/json.hpp>

#include <limits>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
// Nested deeper is nothing that any program of this kind writes; each value takes some hundred bytes once it is read.
constexpr int kDeepest = 64;
constexpr int kMostValues = 2'000'000;
} // namespace

Failure damaged(const QString &detail)
{
    return fail(ErrorKind::InvalidInput, detail, u"file-damaged"_s);
}

StoredFields::StoredFields(const json &object) : m_object(object)
{
    if (!object.is_object())
        m_state = damaged(u"not an object"_s);
}

const json *StoredFields::find(const char *name) const
{
    if (!m_object.is_object())
        return nullptr;
    const auto found = m_object.find(name);
    return found == m_object.end() || found->is_null() ? nullptr : &*found;
}

void StoredFields::refuse(const char *name, const QString &why)
{
    if (m_state)
        m_state = damaged(u"“%1” %2"_s.arg(QLatin1StringView(name), why));
}

QString StoredFields::text(const char *name, qsizetype most)
{
    if (!find(name))
        refuse(name, u"is missing"_s);
    return optionalText(name, most);
}

QString StoredFields::optionalText(const char *name, qsizetype most)
{
    const json *value = find(name);
    if (!value)
        return {};
    if (!value->is_string()) {
        refuse(name, u"is no text"_s);
        return {};
    }
    const QString text = QString::fromStdString(value->get_ref<const std::string &>());
    if (text.size() > most) {
        refuse(name, u"is too long"_s);
        return {};
    }
    return text;
}

QString StoredFields::id(const char *name)
{
    const QString id = optionalId(name);
    if (id.isEmpty())
        refuse(name, u"is missing"_s);
    return id;
}

QString StoredFields::optionalId(const char *name)
{
    constexpr qsizetype kIdLength = 36;
    const QString text = optionalText(name, kIdLength);
    if (text.isEmpty())
        return {};
    const QUuid id = QUuid::fromString(text);
    if (id.isNull()) {
        refuse(name, u"is no id"_s);
        return {};
    }
    return id.toString(QUuid::WithoutBraces);
}

QDateTime StoredFields::time(const char *name)
{
    const QDateTime time = optionalTime(name);
    if (!time.isValid())
        refuse(name, u"is missing"_s);
    return time;
}

QDateTime StoredFields::optionalTime(const char *name)
{
    constexpr qsizetype kLongestTime = 40;
    const QString text = optionalText(name, kLongestTime);
    if (text.isEmpty())
        return {};
    const QDateTime time = fromIso(text);
    // Others than these can't be written as they are read.
    if (!time.isValid() || time.date().year() < 1 || time.date().year() > 9999) {
        refuse(name, u"is no time"_s);
        return {};
    }
    return time;
}

qint64 StoredFields::number(const char *name, qint64 lowest, qint64 highest)
{
    const json *value = find(name);
    if (!value || !value->is_number_integer()) {
        refuse(name, u"is no whole number"_s);
        return lowest;
    }
    const bool tooGreat = value->is_number_unsigned()
                          && value->get<quint64>() > quint64(std::numeric_limits<qint64>::max());
    const qint64 number = tooGreat ? 0 : value->get<qint64>();
    if (tooGreat || number < lowest || number > highest) {
        refuse(name, u"is out of range"_s);
        return lowest;
    }
    return number;
}

std::optional<int> StoredFields::optionalNumber(const char *name)
{
    if (!find(name))
        return std::nullopt;
    return static_cast<int>(number(name, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
}

double StoredFields::real(const char *name)
{
    const json *value = find(name);
    if (value && value->is_number())
        return value->get<double>();
    refuse(name, u"is no number"_s);
    return 0;
}

bool StoredFields::flag(const char *name, std::optional<bool> fallback)
{
    const json *value = find(name);
    if (value && value->is_boolean())
        return value->get<bool>();
    if (value || !fallback)
        refuse(name, u"is neither true nor false"_s);
    return fallback.value_or(false);
}

const json *StoredFields::array(const char *name)
{
    const json *value = find(name);
    if (value && !value->is_array()) {
        refuse(name, u"is no list"_s);
        return nullptr;
    }
    return value;
}

const json *StoredFields::object(const char *name)
{
    const json *value = find(name);
    if (value && !value->is_object()) {
        refuse(name, u"is no object"_s);
        return nullptr;
    }
    return value;
}

Result<json> parseJson(const QByteArray &text)
{
    int depth = 0;
    int values = 0;
    bool inString = false;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char c = text.at(at);
        if (inString) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                inString = false;
            continue;
        }
        if (c == '"')
            inString = true;
        else if (c == '[' || c == '{')
            ++depth, ++values;
        else if (c == ']' || c == '}')
            --depth;
        else if (c == ',')
            ++values;
        if (depth > kDeepest || values > kMostValues)
            return fail(ErrorKind::InvalidInput, u"JSON nested too deep, or with too many values"_s,
                        u"file-too-large"_s);
    }
    json value = json::parse(text.cbegin(), text.cend(), nullptr, false);
    if (value.is_discarded())
        return damaged(u"not JSON"_s);
    return value;
}

QByteArray jsonLine(const json &value)
{
    return QByteArray::fromStdString(value.dump(-1, ' ', false, json::error_handler_t::replace)) + '\n';
}

} // namespace CloneMemoria
