#include "core/api/LocalApi.h"

#include "core/api/ApiToken.h"
#include "core/api/LocalApiServer.h"
#include "core/api/openai/Models.h"
#include "core/profile/Profile.h"
#include "core/profile/Settings.h"
#include "core/storage/StorageThread.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
QString enabledKey()
{
    return QString::fromUtf16(SettingsKey::apiEnabled);
}

QString portKey()
{
    return QString::fromUtf16(SettingsKey::apiPort);
}
} // namespace

LocalApi::LocalApi(Profile &profile, QObject *parent) : QObject(parent), m_profile(profile) { }

LocalApi::~LocalApi() = default;

void LocalApi::start()
{
    if (isEnabled())
        restart();
}

bool LocalApi::isEnabled() const
{
    return m_profile.settings().value(enabledKey()) == "true"_L1;
}

void LocalApi::setEnabled(bool enabled)
{
    m_profile.settings().set(enabledKey(), enabled ? u"true"_s : QString());
    if (enabled)
        restart();
    else
        stop();
}

int LocalApi::port() const
{
    bool isNumber = false;
    const int port = m_profile.settings().value(portKey()).toInt(&isNumber);
    return isNumber && port > 0 && port <= 65535 ? port : kLocalApiPort;
}

void LocalApi::setPort(int port)
{
    const bool same = port == this->port();
    m_profile.settings().set(portKey(), port == kLocalApiPort ? QString() : QString::number(port));
    if (isEnabled() && (!same || m_state == State::Failed))
        restart();
    else
        Q_EMIT changed();
}

QFuture<Result<QStringList>> LocalApi::models()
{
    return m_profile.storage().read([](Store &store) -> Result<QStringList> {
        CM_TRY_ASSIGN(clones, store.clones.names());
        return modelNames(clones);
    });
}

QUrl LocalApi::url() const
{
    return m_server ? m_server->url() : QUrl();
}

void LocalApi::enter(State state, const std::optional<Error> &error)
{
    m_state = state;
    m_error = error;
    Q_EMIT changed();
}

void LocalApi::restart()
{
    m_server.reset();
    enter(State::Starting);
    findApiToken(m_profile.secrets(), m_profile.environment(), this, [this](const Result<Secret> &token) {
        if (m_state != State::Starting) // switched off meanwhile, or on again
            return;
        if (!token) {
            enter(State::Failed, token.error());
            return;
        }
        m_token = *token;
        run();
    });
}

void LocalApi::run()
{
    m_server = std::make_unique<LocalApiServer>(m_profile, LocalApiOptions{.port = quint16(port()),
                                                                           .token = m_token.value});
    connect(m_server.get(), &LocalApiServer::cloneChanged, this, &LocalApi::cloneChanged);
    const Result<QUrl> started = m_server->start();
    if (started) {
        enter(State::Running);
        return;
    }
    m_server.reset();
    enter(State::Failed, started.error());
}

void LocalApi::stop()
{
    m_server.reset();
    enter(State::Off);
}

void LocalApi::loadToken()
{
    if (!m_token.value.isEmpty())
        return;
    findApiToken(m_profile.secrets(), m_profile.environment(), this, [this](const Result<Secret> &token) {
        if (!token)
            return; // told when the server is to start
        m_token = *token;
        Q_EMIT changed();
    });
}

void LocalApi::renewToken()
{
    if (m_token.origin == SecretOrigin::Environment)
        return;
    renewApiToken(m_profile.secrets(), this, [this](const Result<Secret> &token) {
        if (!token)
            return; // it never fails: without a keychain it is this run's
        m_token = *token;
        if (m_server)
            m_server->setToken(token->value);
        Q_EMIT changed();
    });
}

} // namespace CloneMemoria
