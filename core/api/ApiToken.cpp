#include "core/api/ApiToken.h"

#include "core/base/Futures.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
const QString kTokenName = u"local-api"_s;
const QString kTokenVariable = u"CLONEMEMORIA_API_TOKEN"_s;
constexpr qsizetype kLongestToken = 1024;

bool canBeSent(const QString &token)
{
    return token.size() <= kLongestToken
           && std::all_of(token.begin(), token.end(), [](QChar c) { return c > u' ' && c < u'\x7f'; });
}

} // namespace

QString makeApiToken()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    const QByteArray bytes(reinterpret_cast<const char *>(words.data()), sizeof(words));
    return QString::fromLatin1(
        bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

void renewApiToken(SecretStore &secrets, QObject *receiver, UseToken use)
{
    const QString token = makeApiToken();
    const bool hasKeychain = secrets.hasKeychain();
    whenReady(receiver, secrets.write(kTokenName, token),
              [token, hasKeychain, use = std::move(use)](const Result<void> &written) {
                  use(Secret{token, hasKeychain && written ? SecretOrigin::Keychain : SecretOrigin::ThisRun});
              });
}

void findApiToken(SecretStore &secrets, const Environment &environment, QObject *receiver, UseToken use)
{
    if (const QString token = environment.value(kTokenVariable); !token.isEmpty()) {
        Result<Secret> found = Secret{token, SecretOrigin::Environment};
        if (!canBeSent(token))
            found = fail(ErrorKind::InvalidInput, u"a blank, or a character beyond ASCII"_s,
                         u"api-token-invalid"_s, kTokenVariable);
        whenReady(receiver, readyFuture(found), std::move(use));
        return;
    }
    whenReady(receiver, secrets.read(kTokenName),
              [&secrets, receiver, use = std::move(use)](const Secret &stored) {
                  if (stored.value.isEmpty())
                      renewApiToken(secrets, receiver, use);
                  else
                      use(stored);
              });
}

} // namespace CloneMemoria
