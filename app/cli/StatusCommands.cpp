#include "app/cli/StatusCommands.h"

#include "app/cli/Output.h"
#include "app/cli/ProviderKinds.h"
#include "core/base/Futures.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"
#include "core/secrets/SecretStore.h"
#include "core/storage/Database.h"
#include "core/storage/StorageThread.h"

#include <QFileInfo>
#include <QLocale>
#include <QUrl>

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
const char *toWord(ChoiceOrigin origin)
{
    switch (origin) {
    case ChoiceOrigin::Clone:
        return "clone";
    case ChoiceOrigin::Profile:
        return "profile";
    case ChoiceOrigin::Environment:
        return "environment";
    case ChoiceOrigin::Default:
        break;
    }
    return "default";
}

const char *toWord(KeyState state)
{
    switch (state) {
    case KeyState::NotNeeded:
        return "not needed";
    case KeyState::Missing:
        return "missing";
    case KeyState::Stored:
        return "in the keychain";
    case KeyState::FromEnvironment:
        return "from the environment";
    case KeyState::ThisRunOnly:
        break;
    }
    return "for this run only";
}

// An address may carry a name and a password, which are nobody's business here.
QString shownAddress(const QString &address)
{
    const QUrl url(address);
    return url.isValid() ? url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery) : QString();
}

class StatusCommand : public Command
{
public:
    using Command::Command;

    void run(Profile &profile) override
    {
        m_profile = &profile;
        const bool quick = m_invocation.has(u"quick"_s);
        if (!quick)
            m_output.progress(u"Checking the database…"_s); // minutes, where it has gigabytes on a slow disk
        await(profile.storage().read([quick](Store &store) -> Result<Facts> {
            CM_TRY_ASSIGN(counts, store.counts());
            if (quick)
                return Facts{counts, {}};
            CM_TRY_ASSIGN(findings,
                          store.database().rows(u"PRAGMA integrity_check(20)"_s, {},
                                                [](Query &query) { return query.value(0).toString(); }));
            findings.removeAll(u"ok"_s);
            return Facts{counts, findings};
        }),
              [this](const Facts &facts) {
                  m_facts = facts;
                  askKeys();
              });
    }

private:
    struct Facts
    {
        StoreCounts counts;
        QStringList damage;
    };
    struct Chosen
    {
        KindWords words;
        ProviderChoice choice;
        KeyState key = KeyState::NotNeeded;
    };

    void askKeys()
    {
        const qsizetype next = m_chosen.size();
        if (next == qsizetype(std::size(kProviderKinds))) {
            askKeychain();
            return;
        }
        const KindWords &words = kProviderKinds[next];
        const ProviderChoice choice = m_profile->providerSettings().choice(words.kind);
        whenReady(this, m_profile->providerSettings().keyState(words.kind, choice.providerId),
                  [this, words, choice](KeyState state) {
                      m_chosen.append({words, choice, state});
                      askKeys();
                  });
    }

    // That a keychain is built in says nothing about one that answers.
    void askKeychain()
    {
        whenReady(this, m_profile->secrets().probe(), [this](const Result<void> &result) {
            if (!result)
                m_keychainError = result.error();
            report();
        });
    }

    void report()
    {
        const bool sound = m_facts.damage.isEmpty();
        if (m_output.json())
            reportJson();
        else
            reportText();
        if (sound)
            done();
        else
            failWith({.kind = ErrorKind::Storage,
                      .detail = m_facts.damage.join(u"; "),
                      .code = u"database-damaged"_s,
                      .subject = m_profile->paths().database()});
    }

    // With the journal, which holds what was written last.
    qint64 databaseSize() const
    {
        const QString file = m_profile->paths().database();
        return QFileInfo(file).size() + QFileInfo(file + u"-wal"_s).size();
    }

    const char *integrity() const
    {
        if (m_invocation.has(u"quick"_s))
            return "not checked";
        return m_facts.damage.isEmpty() ? "ok" : "damaged";
    }

    void reportJson()
    {
        json damage = json::array();
        for (const QString &line : std::as_const(m_facts.damage))
            damage.push_back(jsonText(line));
        json providers = json::object();
        for (const Chosen &chosen : std::as_const(m_chosen)) {
            providers[chosen.words.key] = {
                {"id", jsonText(chosen.choice.providerId)},
                {"name", jsonText(chosen.choice.providerName)},
                {"model", jsonText(chosen.choice.model)},
                {"voice", jsonText(chosen.choice.voice)},
                {"base_url", jsonText(shownAddress(chosen.choice.baseUrl))},
                {"local", chosen.choice.local},
                {"known", chosen.choice.known},
                {"chosen_by", toWord(chosen.choice.origin)},
                {"key", toWord(chosen.key)},
            };
        }
        const StoreCounts &counts = m_facts.counts;
        m_output.document({
            {"status", m_facts.damage.isEmpty() ? "ok" : "damaged"},
            {"project", "CloneMemoria"},
            {"version", CLONEMEMORIA_VERSION},
            {"database",
             {{"path", jsonText(m_profile->paths().database())},
              {"bytes", databaseSize()},
              {"integrity", integrity()},
              {"damage", damage}}},
            {"counts",
             {{"users", counts.users},
              {"clones", counts.clones},
              {"conversations", counts.conversations},
              {"messages", counts.messages},
              {"documents", counts.documents},
              {"chunks", counts.chunks}}},
            {"providers", providers},
            {"keychain", !m_keychainError},
            {"keychain_error", m_keychainError ? jsonText(m_keychainError->code) : json()},
        });
    }

    void line(const QString &name, const QString &value)
    {
        m_output.write((name + u':').leftJustified(16), Style::Muted);
        m_output.writeLine(value);
    }

    void reportText()
    {
        line(u"Version"_s, u"" CLONEMEMORIA_VERSION ""_s);
        line(u"Database"_s, m_profile->paths().database());
        line(u"Size"_s, QLocale::c().formattedDataSize(databaseSize()));
        line(u"Integrity"_s, QString::fromLatin1(integrity()));
        const StoreCounts &counts = m_facts.counts;
        line(u"Clones"_s, QString::number(counts.clones));
        line(u"Conversations"_s, QString::number(counts.conversations));
        line(u"Messages"_s, QString::number(counts.messages));
        line(u"Memories"_s, u"%1, in %2 passages"_s.arg(counts.documents).arg(counts.chunks));
        for (const Chosen &chosen : std::as_const(m_chosen)) {
            QStringList parts{chosen.choice.providerName};
            if (!chosen.choice.known)
                parts.append(u"not a known provider"_s);
            if (!chosen.choice.model.isEmpty())
                parts.append(chosen.choice.model);
            if (const QString address = shownAddress(chosen.choice.baseUrl); !address.isEmpty())
                parts.append(address);
            if (chosen.key != KeyState::NotNeeded)
                parts.append(u"key "_s + QLatin1StringView(toWord(chosen.key)));
            line(QString(chosen.words.shown), parts.join(u", "));
        }
        if (!m_keychainError)
            line(u"Keychain"_s, u"the system's, and it answers"_s);
        else if (m_keychainError->code == "keychain-locked"_L1)
            line(u"Keychain"_s, u"locked, or it refuses: a key is kept for one run"_s);
        else
            line(u"Keychain"_s, u"none answers: a key is kept for one run"_s);
    }

    Profile *m_profile = nullptr;
    Facts m_facts;
    QList<Chosen> m_chosen;
    std::optional<Error> m_keychainError;
};
} // namespace

QList<CommandSpec> statusCommands()
{
    return {
        {u"status"_s,
         {},
         u"Tell how the profile is: its database, counts, providers and keychain."_s,
         u"The whole database is checked for damage, which takes a while where there is much in it. The exit "
         u"code is 1 "
         "if there is damage."_s,
         {{u"quick"_s, {}, {}, u"Don't check the database."_s}},
         0,
         0,
         makes<StatusCommand>(),
         {{u"clonememoria-cli status"_s, {}},
          {u"clonememoria-cli status --json --quick"_s,
           u"How many there are, for a script that asks often."_s}}},
    };
}

} // namespace CloneMemoria::Cli
