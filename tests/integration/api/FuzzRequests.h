#pragma once

#include <QByteArray>
#include <QList>

#include <nlohmann/json.hpp>

#include <random>

namespace CloneMemoria {

/// A few bytes of what a client sends, and how long it waits before the next.
struct FuzzPiece
{
    QByteArray bytes;
    int pauseMs = 0;
};

/// What one connection does.
struct FuzzSession
{
    QList<FuzzPiece> pieces = {};
    bool hasToken = false;    ///< somewhere in it
    bool leavesEarly = false; ///< does not wait for answers
};

/// Makes up what clients send that mean no good, or no sense: real requests that were changed, cut, doubled and stretched,
/// and every field of every described call with values of every type.
class FuzzRequests
{
public:
    FuzzRequests(quint64 seed, QByteArray token, QByteArray cloneId);

    FuzzSession next();

private:
    std::size_t pick(std::size_t count) { return std::size_t(m_random() % count); }
    bool oneIn(std::size_t count) { return pick(count) == 0; }

    QByteArray request(bool withToken);
    QByteArray goodRequest(bool withToken);
    QByteArray head(const QByteArray &method, const QByteArray &path, bool withToken, qsizetype bodyBytes);
    QByteArray path(const std::string &pattern);
    nlohmann::json value(int depth = 0);
    QByteArray body(const std::string &pattern, const std::string &method);
    QByteArray noise(qsizetype bytes);
    QByteArray changed(QByteArray bytes);
    QByteArray chunked(const QByteArray &request);

    FuzzSession hugeHeaders(bool withToken);
    FuzzSession slow(bool withToken);
    FuzzSession pipelined(bool withToken);
    FuzzSession cut(bool withToken);

    std::mt19937_64 m_random;
    QByteArray m_token;
    QByteArray m_cloneId;
    std::vector<std::pair<std::string, std::string>> m_calls; ///< path and method
};

} // namespace CloneMemoria
