#pragma once

#include "core/base/Result.h"

#include <QDateTime>
#include <QSet>
#include <QString>

#include <nlohmann/json_fwd.hpp>

#include <limits>
#include <optional>

namespace CloneMemoria {

/// The fields of a JSON object that somebody else wrote, taken one by one, each with the type and the bounds it must
/// have: a number is no text, true is no number. The first thing that is wrong is kept for check(); what is asked for
/// after it doesn't matter. A field that isn't there or is null gives nothing; one that is `needed` is wrong then. Knows
/// no thread. The object must outlive it.
class JsonFields
{
public:
    enum class Origin {
        /// What a program asks for. Texts may have no NUL in them. Errors: InvalidInput, code "wrong-field".
        Request,
        /// What a file of ours holds. An empty time is none. Errors: InvalidInput, code "file-damaged".
        File,
    };
    static constexpr qint64 kLeast = std::numeric_limits<qint64>::min();
    static constexpr qint64 kMost = std::numeric_limits<qint64>::max();
    static constexpr double kLeastReal = std::numeric_limits<double>::lowest();
    static constexpr double kMostReal = std::numeric_limits<double>::max();

    /// What isn't an object is wrong.
    explicit JsonFields(const nlohmann::json &object, Origin origin = Origin::Request);
    explicit JsonFields(nlohmann::json &&object, Origin origin = Origin::Request) = delete;

    bool has(const char *name) const;    ///< also where it is null
    bool isNull(const char *name) const; ///< it is there, and null

    /// At most that long, in UTF-16 code units.
    std::optional<QString> text(const char *name, qsizetype most);
    QString neededText(const char *name, qsizetype most); ///< may be empty
    /// A UUID, as the program writes it; empty where the text is, or there is none.
    QString id(const char *name);
    QString neededId(const char *name);
    std::optional<double> number(const char *name, double lowest = kLeastReal, double highest = kMostReal);
    double neededNumber(const char *name);
    /// 3.0 is a whole number, too, and what some languages write for one.
    std::optional<qint64> whole(const char *name, qint64 lowest = kLeast, qint64 highest = kMost);
    qint64 neededWhole(const char *name, qint64 lowest = kLeast, qint64 highest = kMost);
    /// The same within what an int holds.
    std::optional<int> integer(const char *name, int lowest = std::numeric_limits<int>::min(),
                               int highest = std::numeric_limits<int>::max());
    int neededInteger(const char *name, int lowest, int highest = std::numeric_limits<int>::max());
    std::optional<bool> flag(const char *name);
    bool neededFlag(const char *name);
    /// ISO 8601, in the years 1 to 9999 of UTC: others can't be written as they are read.
    std::optional<QDateTime> time(const char *name);
    QDateTime neededTime(const char *name);
    // Null where it isn't there. Valid while the object is.
    const nlohmann::json *array(const char *name);
    const nlohmann::json *object(const char *name);
    const nlohmann::json *value(const char *name); ///< of any type

    /// From here on every field that wasn't asked for is wrong.
    void refuseOthers();
    /// Makes a field wrong, for what only the caller can tell: “name” `must`.
    void refuse(const char *name, const QString &must);

    /// Its detail is a sentence that names the field.
    Result<void> check() const;
    QString wrongField() const { return m_wrongField; } ///< by name; empty where none is

private:
    const nlohmann::json *find(const char *name);
    template <typename T>
    T needed(const char *name, std::optional<T> found, const QString &must);

    const nlohmann::json &m_object;
    Origin m_origin;
    QSet<QString> m_known;
    QString m_wrongField;
    QString m_problem;
};

/// The text of a JSON string; nothing where it is none, or has a NUL in it, which no text we keep may have.
std::optional<QString> textOf(const nlohmann::json &value);

} // namespace CloneMemoria
