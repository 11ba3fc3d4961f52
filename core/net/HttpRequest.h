#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>
#include <QUrl>

namespace CloneMemoria {

/// How long to wait, in milliseconds.
struct HttpTimeouts
{
    int connectMs = 30'000;   ///< until the request is out
    int firstByteMs = 60'000; ///< then until the answer begins
    int idleMs = 60'000;      ///< then between two pieces of it
};

struct HttpRequest
{
    QByteArray method = "GET";
    QUrl url;
    QList<QPair<QByteArray, QByteArray>> headers;
    QByteArray body;
    QString key; ///< sent as keyHeader says where it isn't empty; kept out of every error
    QByteArray keyHeader =
        "Authorization"; ///< "Authorization" sends "Bearer KEY", any other name the bare key
    QString subject;     ///< whom a failure is about, see Error::subject
    /// Hand the body on piece by piece, as HttpReply::data, and ask for it uncompressed.
    bool streaming = false;
    qint64 maxBodyBytes = 64 * 1024 * 1024;
};

struct HttpResponse
{
    int status = 0;
    QByteArray contentType;
    QByteArray body; ///< empty where it was streamed

    bool operator==(const HttpResponse &) const = default;
};

} // namespace CloneMemoria
