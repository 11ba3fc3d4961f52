#pragma once

#include "core/base/Result.h"
#include "core/secrets/SecretStore.h"

#include <QFuture>
#include <QObject>
#include <QStringList>
#include <QUrl>

#include <memory>
#include <optional>

namespace CloneMemoria {

class LocalApiServer;
class Profile;

/// The local API as the profile's settings want it: off until somebody switches it on, on loopback alone. What a window
/// shows of it and does with it. The profile must outlive it. Main thread.
class LocalApi : public QObject
{
    Q_OBJECT

public:
    enum class State { Off, Starting, Running, Failed };
    Q_ENUM(State)

    explicit LocalApi(Profile &profile, QObject *parent = nullptr);
    ~LocalApi() override;

    /// Starts it where the settings say so. Once, after the window is there.
    void start();

    bool isEnabled() const;
    void setEnabled(bool enabled); ///< stored; starts or stops it
    int port() const;
    /// Stored; a running server moves there. 1 to 65535.
    void setPort(int port);
    /// Asks for the token where it isn't known yet, as a page does that shows it. `changed` follows.
    void loadToken();
    /// From the next request on the old one counts no more. Not while the environment gives the token.
    void renewToken();

    /// By what other programs call the clones.
    QFuture<Result<QStringList>> models();

    State state() const { return m_state; }
    QUrl url() const;                                             ///< empty where it doesn't run
    const Secret &token() const { return m_token; }               ///< empty until it is known
    const std::optional<Error> &error() const { return m_error; } ///< of Failed

Q_SIGNALS:
    void changed(); ///< state, address, token or error
    /// A clone was made, changed or put into the trash by another program.
    void cloneChanged(const QString &cloneId);

private:
    void restart();
    void run();
    void stop();
    void enter(State state, const std::optional<Error> &error = {});

    Profile &m_profile;
    std::unique_ptr<LocalApiServer> m_server;
    Secret m_token;
    State m_state = State::Off;
    std::optional<Error> m_error;
};

} // namespace CloneMemoria
