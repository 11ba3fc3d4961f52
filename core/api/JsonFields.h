#pragma once

#include "core/base/Result.h"

#include <QDateTime>
#include <QSet>
#include <QString>

#include <nlohmann/json_fwd.hpp>

#include <limits>
#include <memory>
#include <optional>

namespace CloneMemoria {

/// A request's body as JSON. Errors: InvalidInput, code "json-malformed" for what is none (invalid UTF-8 and half
/// surrogate pairs among it) and for what is nested deeper than anything we take.
Result<nlohmann::json> parseJsonBody(const QByteArray &body);

/// The fields of a JSON object, taken one by one, each with the type it must have: a number is no text, true is no
/// number. The first thing that is wrong is kept for check(); what is asked for after it doesn't matter. A field that
/// isn't there or is null gives nothing. A value; knows no thread.
class JsonFields
{
public:
    /// What isn't an object is wrong.
    explicit JsonFields(nlohmann::json value);
    ~JsonFields();
    JsonFields(JsonFields &&) noexcept;
    JsonFields &operator=(JsonFields &&) noexcept;

    bool has(const char *name) const;    ///< also where it is null
    bool isNull(const char *name) const; ///< it is there, and null

    /// At most that long, in UTF-16 code units, and without NUL. `neededText` is also wrong where it isn't there.
    std::optional<QString> text(const char *name, qsizetype most);
    QString neededText(const char *name, qsizetype most);
    std::optional<double> number(const char *name, double lowest, double highest);
    std::optional<int> integer(const char *name, int lowest = std::numeric_limits<int>::min(),
                               int highest = std::numeric_limits<int>::max());
    std::optional<bool> flag(const char *name);
    std::optional<QDateTime> time(const char *name); ///< ISO 8601
    /// Whatever it is; null where it isn't there. Valid while this object is.
    const nlohmann::json *value(const char *name);

    /// From here on every field that wasn't asked for is wrong.
    void refuseOthers();
    /// Makes a field wrong, for what only the caller can tell: “name” `must`.
    void refuse(const char *name, const QString &must);

    /// Errors: InvalidInput, its detail a sentence that names the field.
    Result<void> check() const;
    QString wrongField() const { return m_wrongField; } ///< by name; empty where none is

private:
    const nlohmann::json *find(const char *name);

    std::unique_ptr<nlohmann::json> m_object;
    QSet<QString> m_known;
    QString m_wrongField;
    QString m_problem;
};

/// The text of a JSON string; nothing where it is none, or has a NUL in it, which no text we keep may have.
std::optional<QString> textOf(const nlohmann::json &value);

} // namespace CloneMemoria
