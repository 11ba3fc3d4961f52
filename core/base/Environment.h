#pragma once

#include <QHash>
#include <QString>

namespace CloneMemoria {

/// The environment variables the program reads, taken once at start and handed on, so that tests can give their own
/// and no code reads the process environment behind anyone's back.
class Environment
{
public:
    Environment() = default;
    explicit Environment(QHash<QString, QString> variables);

    static Environment ofProcess();

    /// The variable's value with white space trimmed; empty where it is not set.
    QString value(const QString &name) const;

private:
    QHash<QString, QString> m_variables;
};

} // namespace CloneMemoria
