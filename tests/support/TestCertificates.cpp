#include "tests/support/TestCertificates.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QStandardPaths>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kToolMs = 20'000;

Result<> write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        return fail(ErrorKind::Storage, path + u": "_s + file.errorString());
    return {};
}
} // namespace

TestCertificates::TestCertificates() : m_made(make()) { }

Result<> TestCertificates::make()
{
    if (!QSslSocket::supportsSsl())
        return fail(ErrorKind::Unsupported, u"this Qt has no TLS"_s);
    if (!m_folder.isValid() || !QDir(m_folder.path()).mkdir(u"issued"_s))
        return fail(ErrorKind::Storage, m_folder.errorString());
    CM_TRY(write(path(u"issued/index.txt"_s), {}));
    CM_TRY(write(path(u"issued/serial"_s), "01\n"));
    CM_TRY(write(path(u"tool.cnf"_s),
                 "[ca]\ndefault_ca=authority\n[authority]\ndatabase=issued/index.txt\n"
                 "serial=issued/serial\nnew_certs_dir=issued\ndefault_md=sha256\npolicy=any\n"
                 "unique_subject=no\ncopy_extensions=copy\n[any]\ncommonName=supplied\n"
                 "[req]\ndistinguished_name=name\n[name]\n"));
    const QStringList newKey{u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-config"_s, u"tool.cnf"_s};
    CM_TRY(openssl(QStringList{u"req"_s, u"-x509"_s, u"-days"_s, u"2"_s, u"-subj"_s, u"/CN=Test authority"_s,
                               u"-addext"_s, u"basicConstraints=critical,CA:TRUE"_s, u"-keyout"_s,
                               u"authority.key"_s, u"-out"_s, u"authority.pem"_s}
                   + newKey));
    CM_TRY(openssl(QStringList{u"req"_s, u"-x509"_s, u"-days"_s, u"2"_s, u"-subj"_s, u"/CN=127.0.0.1"_s,
                               u"-addext"_s, u"subjectAltName=IP:127.0.0.1"_s, u"-keyout"_s,
                               u"self-signed.key"_s, u"-out"_s, u"self-signed.pem"_s}
                   + newKey));
    const QStringList today{u"-days"_s, u"2"_s};
    CM_TRY(sign(u"right"_s, u"IP:127.0.0.1,DNS:localhost"_s, today));
    CM_TRY(sign(u"wrong-host"_s, u"DNS:somebody-else.example"_s, today));
    CM_TRY(sign(u"expired"_s, u"IP:127.0.0.1,DNS:localhost"_s,
                {u"-startdate"_s, u"20200101000000Z"_s, u"-enddate"_s, u"20210101000000Z"_s}));
    return {};
}

Result<> TestCertificates::sign(const QString &name, const QString &host, const QStringList &validity)
{
    CM_TRY(openssl({u"req"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-config"_s, u"tool.cnf"_s,
                    u"-subj"_s, u"/CN="_s + name, u"-addext"_s, u"subjectAltName="_s + host, u"-keyout"_s,
                    name + u".key"_s, u"-out"_s, name + u".csr"_s}));
    return openssl(QStringList{u"ca"_s, u"-batch"_s, u"-notext"_s, u"-config"_s, u"tool.cnf"_s, u"-cert"_s,
                               u"authority.pem"_s, u"-keyfile"_s, u"authority.key"_s, u"-in"_s,
                               name + u".csr"_s, u"-out"_s, name + u".pem"_s}
                   + validity);
}

Result<> TestCertificates::openssl(const QStringList &arguments) const
{
    const QString tool = QStandardPaths::findExecutable(u"openssl"_s);
    if (tool.isEmpty())
        return fail(ErrorKind::Unsupported, u"there is no openssl tool on this computer"_s);
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(tool, arguments);
    const bool ended = process.waitForFinished(kToolMs);
    if (!ended || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return fail(ErrorKind::Unsupported, u"openssl %1: "_s.arg(arguments.front())
                                                + QString::fromLocal8Bit(process.readAllStandardError()));
    return {};
}

QSslConfiguration TestCertificates::configuration(QStringView name) const
{
    QFile key(path(name.toString() + u".key"_s));
    if (!key.open(QIODevice::ReadOnly))
        qFatal("no key for %s", qPrintable(name.toString()));
    QSslConfiguration made;
    made.setLocalCertificateChain(QSslCertificate::fromPath(path(name.toString() + u".pem"_s)));
    made.setPrivateKey(QSslKey(&key, QSsl::Rsa));
    return made;
}

QList<QSslCertificate> TestCertificates::authority() const
{
    return QSslCertificate::fromPath(path(u"authority.pem"_s));
}

} // namespace CloneMemoria
