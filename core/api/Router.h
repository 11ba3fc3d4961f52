#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace CloneMemoria {

class ApiCall;

using ApiHandler = std::function<void(ApiCall &call)>;

struct ApiRoute
{
    QByteArray method;
    QString pattern; ///< "/api/clones/{clone_id}": a name in braces stands for any one segment
    ApiHandler handler;
};

/// Which handler a request is for. A value.
class Router
{
public:
    struct Match
    {
        const ApiRoute *route = nullptr; ///< null: no such path, or none with that method
        QStringList params;              ///< in the pattern's order
        QByteArrayList allowed;          ///< the methods that the path has; empty: there is no such path
    };

    void add(const QByteArray &method, const QString &pattern, ApiHandler handler);
    Match find(const QByteArray &method, const QStringList &segments) const;
    const std::vector<ApiRoute> &routes() const { return m_routes; }

private:
    std::vector<ApiRoute> m_routes;
    std::vector<QStringList> m_parts; ///< of each route's pattern
};

} // namespace CloneMemoria
