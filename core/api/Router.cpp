#include "core/api/Router.h"

#include <optional>

namespace CloneMemoria {

namespace {
// What stands in the places that the pattern leaves open; nothing where it doesn't fit.
std::optional<QStringList> fit(const QStringList &pattern, const QStringList &segments)
{
    if (pattern.size() != segments.size())
        return std::nullopt;
    QStringList params;
    for (qsizetype at = 0; at < pattern.size(); ++at) {
        if (!pattern.at(at).startsWith(u'{')) {
            if (pattern.at(at) != segments.at(at))
                return std::nullopt;
        } else if (segments.at(at).isEmpty()) {
            return std::nullopt;
        } else {
            params.append(segments.at(at));
        }
    }
    return params;
}
} // namespace

void Router::add(const QByteArray &method, const QString &pattern, ApiHandler handler)
{
    m_routes.push_back({method, pattern, std::move(handler)});
    m_parts.push_back(pattern.mid(1).split(u'/'));
}

Router::Match Router::find(const QByteArray &method, const QStringList &segments) const
{
    Match match;
    for (std::size_t at = 0; at < m_routes.size(); ++at) {
        const std::optional<QStringList> params = fit(m_parts[at], segments);
        if (!params)
            continue;
        match.allowed.append(m_routes[at].method);
        if (m_routes[at].method == method) {
            match.route = &m_routes[at];
            match.params = *params;
        }
    }
    return match;
}

} // namespace CloneMemoria
