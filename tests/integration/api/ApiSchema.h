#pragma once

#include <QByteArray>
#include <QString>

#include <nlohmann/json.hpp>

namespace CloneMemoria {

/// The API's own description, and whether what it says is what is done. As much of JSON Schema as the description uses.
class ApiSchema
{
public:
    static const ApiSchema &get();

    const nlohmann::json &document() const { return m_document; }
    /// The path of the description that a request's path fits, without its query; empty where none does.
    std::string templateOf(const QByteArray &path) const;
    /// The schema of an operation's JSON body; null where it has none.
    nlohmann::json bodyOf(const std::string &path, const std::string &method) const;

    /// What is wrong with an answer; empty where it is as described.
    QString checkAnswer(const QByteArray &method, const QByteArray &path, int status,
                        const QByteArray &contentType, const QByteArray &body) const;
    /// The same for any value. `where` is told with what is wrong.
    QString check(const nlohmann::json &schema, const nlohmann::json &value, const QString &where = {}) const;

    nlohmann::json resolved(const nlohmann::json &schema) const; ///< what a $ref leads to

private:
    ApiSchema();
    QString checkObject(const nlohmann::json &schema, const nlohmann::json &value,
                        const QString &where) const;
    QString checkArray(const nlohmann::json &schema, const nlohmann::json &value, const QString &where) const;

    nlohmann::json m_document;
};

} // namespace CloneMemoria
