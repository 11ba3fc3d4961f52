#pragma once

#include "core/base/Result.h"

#include <QDateTime>
#include <QString>

#include <nlohmann/json_fwd.hpp>

#include <optional>

namespace CloneMemoria {

/// The members of an object that somebody else wrote, each of its type and within its bounds. All are asked for, then
/// state() is: it has the first that is not as it must be. Members that nobody asks for are no matter. Errors:
/// InvalidInput "file-damaged". `object` must outlive it.
class StoredFields
{
public:
    explicit StoredFields(const nlohmann::json &object);

    QString text(const char *name, qsizetype most);         ///< must be there; may be empty
    QString optionalText(const char *name, qsizetype most); ///< empty where it is null or not there
    QString id(const char *name);                           ///< a UUID
    QString optionalId(const char *name);                   ///< a UUID, or an empty text
    QDateTime time(const char *name);
    QDateTime optionalTime(const char *name); ///< invalid where it is null or not there
    qint64 number(const char *name, qint64 lowest, qint64 highest);
    std::optional<int> optionalNumber(const char *name);
    double real(const char *name);
    bool flag(const char *name, std::optional<bool> fallback = {});
    const nlohmann::json *array(const char *name);  ///< null where it is null or not there
    const nlohmann::json *object(const char *name); ///< the same

    const Result<void> &state() const { return m_state; }

private:
    const nlohmann::json *find(const char *name) const;
    void refuse(const char *name, const QString &why);

    const nlohmann::json &m_object;
    Result<void> m_state;
};

/// What is wrong with what was read, as an error.
Failure damaged(const QString &detail);

/// The value of a JSON text that somebody else wrote. Errors: InvalidInput "file-damaged"; "file-too-large" where it is
/// nested deeper, or has more values, than anything of ours.
Result<nlohmann::json> parseJson(const QByteArray &text);

/// A value as one line of UTF-8.
QByteArray jsonLine(const nlohmann::json &value);

} // namespace CloneMemoria
