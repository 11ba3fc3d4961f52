#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QHostAddress>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>

namespace CloneMemoria {

using ApiHeaders = QList<std::pair<QByteArray, QByteArray>>;

/// A request as it came, its head checked and decoded. A value.
struct ApiRequest
{
    QByteArray method = {}; ///< "GET" for a HEAD as well: the server leaves out its answer's body
    /// Percent-decoded once, without the query; begins with '/'. Where a segment can hold any text, look at `segments`:
    /// a "%2F" is a slash here. Dots ("..") are left as they are.
    QString path = {};
    /// Of the path, decoded: ["a", "b"] for "/a/b", ["a", ""] for "/a/", none for "/".
    QStringList segments = {};
    QList<std::pair<QString, QString>> query = {}; ///< decoded, in order
    ApiHeaders headers = {};                       ///< names in lower case, in order
    QByteArray body = {};
    QHostAddress peer = {};

    /// The header's value; of one that was sent several times, all of them, joined by ", ". `name` in lower case.
    QByteArray header(QByteArrayView name) const;
    std::optional<QString> queryValue(QStringView name) const; ///< the first one of that name
};

struct ApiResponse
{
    int status = 200; ///< 200 to 599
    QByteArray contentType = {};
    QByteArray body = {};
    /// Beside what the server itself sends (see answerHead).
    ApiHeaders headers = {};
};

/// {"detail": …}, the form of every failure.
ApiResponse errorResponse(int status, const QString &detail);

} // namespace CloneMemoria
