#pragma once

#include "core/base/Result.h"

#include <QList>
#include <QSslConfiguration>
#include <QTemporaryDir>

namespace CloneMemoria {

/// Certificates for servers on 127.0.0.1, made when a test runs with the openssl tool, by an authority that lives as
/// long as this object and that nobody but the test trusts. Blocks for up to a second while it makes them.
class TestCertificates
{
public:
    /// Errors: Unsupported, where there is no openssl tool or it refuses; the detail says which.
    TestCertificates();

    const Result<> &made() const { return m_made; }

    // For FaultServer.
    QSslConfiguration right() const { return configuration(u"right"); }
    QSslConfiguration wrongHost() const { return configuration(u"wrong-host"); }
    QSslConfiguration expired() const { return configuration(u"expired"); }
    QSslConfiguration selfSigned() const { return configuration(u"self-signed"); }

    /// For a client that trusts the test's authority.
    QList<QSslCertificate> authority() const;

private:
    Result<> make();
    Result<> openssl(const QStringList &arguments) const;
    Result<> sign(const QString &name, const QString &host, const QStringList &validity);
    QSslConfiguration configuration(QStringView name) const;
    QString path(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
    Result<> m_made;
};

} // namespace CloneMemoria
