#include "app/cli/ServeCommand.h"

#include "app/cli/Output.h"
#include "core/api/ApiToken.h"
#include "core/api/LocalApiServer.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"

#include <QRegularExpression>

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
QStringList listed(const QString &text)
{
    QStringList words;
    for (const QString &word : text.split(u',')) {
        if (!word.trimmed().isEmpty())
            words.append(word.trimmed());
    }
    return words;
}

/// Runs until it is interrupted or asked to end; then answers under way are stopped, and what there is of them is kept.
class ServeCommand : public Command
{
public:
    using Command::Command;

    Result<void> prepare() override
    {
        CM_TRY_ASSIGN(port, numberOption(m_invocation, u"port"_s, kLocalApiPort, 0, 65535));
        m_options.port = quint16(port);
        if (m_invocation.has(u"host"_s)) {
            const QString host = m_invocation.value(u"host"_s);
            m_options.host = host == "localhost"_L1 ? QHostAddress(QHostAddress::LocalHost)
                                                    : QHostAddress(host);
            if (m_options.host.isNull())
                return wrongUse(
                    u"--host takes an address of this computer, such as 192.168.1.5 or 0.0.0.0."_s);
        }
        m_options.allowedHosts = listed(m_invocation.value(u"allow-host"_s));
        m_options.allowedOrigins = listed(m_invocation.value(u"allow-origin"_s));
        static const QRegularExpression name(u"^[A-Za-z0-9._-]+(:[0-9]{1,5})?$"_s);
        for (const QString &host : std::as_const(m_options.allowedHosts)) {
            if (!name.match(host).hasMatch())
                return wrongUse(
                    u"--allow-host takes a name such as clones.example or clones.example:8080."_s);
        }
        static const QRegularExpression origin(u"^[a-z][a-z0-9+.-]*://[^/\\s*]+$"_s);
        for (const QString &from : std::as_const(m_options.allowedOrigins)) {
            if (!origin.match(from).hasMatch())
                return wrongUse(
                    u"--allow-origin takes an origin such as https://app.example, without a path."_s);
        }
        return {};
    }

    void run(Profile &profile) override
    {
        findApiToken(profile.secrets(), profile.environment(), this,
                     [this, &profile](const Result<Secret> &token) {
                         if (token)
                             serve(profile, *token);
                         else
                             failWith(token.error());
                     });
    }

    bool takesInterrupts() const override { return true; }
    void interrupt() override { stop(); }
    void terminate() override { stop(); }

private:
    void serve(Profile &profile, const Secret &token)
    {
        if (m_stopping) {
            done();
            return;
        }
        m_options.token = token.value;
        m_server = std::make_unique<LocalApiServer>(profile, m_options);
        connect(m_server.get(), &LocalApiServer::stopped, this, [this] { done(); });
        const Result<QUrl> url = m_server->start();
        if (!url) {
            failWith(url.error());
            return;
        }
        report(url->toString(), token);
    }

    void report(const QString &url, const Secret &token)
    {
        if (m_output.json())
            m_output.documentLine({{"url", jsonText(url)}, {"token", jsonText(token.value)}});
        else
            m_output.writeLine(url);
        m_output.note(u"Token: "_s + token.value);
        m_output.note(u"Try:   curl -H \"Authorization: Bearer %1\" %2/api/clones"_s.arg(token.value, url));
        m_output.note(u"Ctrl+C ends it."_s);
        if (token.origin == SecretOrigin::ThisRun)
            m_output.warning({.kind = ErrorKind::Unsupported, .code = u"api-token-this-run"_s});
        if (!m_options.host.isLoopback())
            m_output.warning({.kind = ErrorKind::Unsupported,
                              .code = u"api-open"_s,
                              .subject = m_options.host.toString()});
    }

    void stop()
    {
        if (std::exchange(m_stopping,
                          true)) { // a second time: at once; what arrived is stored when the profile closes
            done(ExitFailed);
            return;
        }
        if (m_server)
            m_server->stop();
    }

    LocalApiOptions m_options;
    std::unique_ptr<LocalApiServer> m_server;
    bool m_stopping = false;
};
} // namespace

QList<CommandSpec> serveCommands()
{
    return {
        {u"serve"_s,
         {},
         u"Let other programs talk with the clones, over HTTP on this computer."_s,
         u"The first line of output is the address. Every call but /health needs the token: that of "
         u"CLONEMEMORIA_API_TOKEN if it is set, else the keychain's. /openapi.json tells of all calls; those "
         u"under /v1 are OpenAI's, with the clones as models.\n\n"
         u"Ctrl+C ends it; answers under way are stopped, and what there is of them is kept."_s,
         {{u"port"_s, {}, u"N"_s, u"The port (8477); 0 is a free one."_s},
          {u"host"_s,
           {},
           u"ADDR"_s,
           u"Listen at this address, so that other computers can ask, too. Nothing is encrypted."_s},
          {u"allow-host"_s, {}, u"NAME"_s, u"Answer under this name, too; several with commas between."_s},
          {u"allow-origin"_s,
           {},
           u"ORIGIN"_s,
           u"Let web pages of this origin ask, such as https://app.example; several with commas between."_s}},
         0,
         0,
         makes<ServeCommand>(),
         {{u"clonememoria-cli serve"_s, {}},
          {u"clonememoria-cli serve --port 0 --json"_s,
           u"For a program that starts it: address and token are in the first line."_s}}},
    };
}

} // namespace CloneMemoria::Cli
