#include "core/base/Environment.h"

#include <QProcessEnvironment>

namespace CloneMemoria {

Environment::Environment(QHash<QString, QString> variables) : m_variables(std::move(variables)) { }

Environment Environment::ofProcess()
{
    const QProcessEnvironment process = QProcessEnvironment::systemEnvironment();
    QHash<QString, QString> variables;
    for (const QString &name : process.keys())
        variables.insert(name, process.value(name));
    return Environment(std::move(variables));
}

QString Environment::value(const QString &name) const
{
    return m_variables.value(name).trimmed();
}

} // namespace CloneMemoria
