#include "app/cli/CloneCommands.h"

#include "app/cli/CloneFields.h"
#include "app/cli/ConfirmedCommand.h"
#include "app/cli/Output.h"
#include "app/cli/TextLines.h"
#include "core/domain/Validation.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"
#include "core/providers/ProviderRegistry.h"
#include "core/storage/StorageThread.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kFieldWidth = 24;

// A provider that isn't there would only be noticed when it is needed.
Result<void> checkProviders(const ProviderRegistry &registry, const AiSettings &ai)
{
    const std::pair<ProviderKind, QString> chosen[] = {
        {ProviderKind::Llm, ai.llmProvider},
        {ProviderKind::Embedding, ai.embeddingProvider},
        {ProviderKind::Speech, ai.ttsProvider},
    };
    for (const auto &[kind, id] : chosen) {
        if (!id.isEmpty() && !registry.find(kind, id))
            return fail(ErrorKind::InvalidInput, u"no such preset"_s, u"unknown-provider"_s, id);
    }
    return {};
}

void printClone(Output &output, const Clone &clone)
{
    if (output.json()) {
        output.document(toJson(clone));
        return;
    }
    const auto print = [&output](const QString &name, const QString &value) {
        if (value.isEmpty()) {
            output.writeLine(name + u':', Style::Muted);
            return;
        }
        output.write((name + u':').leftJustified(kFieldWidth), Style::Muted);
        QStringList lines = value.split(u'\n');
        if (output.width() > 2 * kFieldWidth) { // long texts stand beside their names
            QStringList narrow;
            for (const QString &line : std::as_const(lines))
                narrow += wrapped(line, output.width() - kFieldWidth);
            lines = narrow;
        }
        output.writeLine(lines.join(u'\n' + QString(kFieldWidth, u' ')));
    };
    print(u"id"_s, clone.id);
    for (const auto &[name, value] : cloneFields(clone))
        print(name, name == "avatar"_L1 && !value.isEmpty() ? u"(a picture)"_s : value);
    print(u"created_at"_s, clone.createdAt.toLocalTime().toString(u"yyyy-MM-dd HH:mm"));
    print(u"updated_at"_s, clone.updatedAt.toLocalTime().toString(u"yyyy-MM-dd HH:mm"));
}

class CloneCreateCommand : public Command
{
public:
    using Command::Command;

    Result<void> prepare() override
    {
        m_draft.name = cleanName(m_invocation.arguments.constFirst());
        m_draft.relation = m_invocation.value(u"relation"_s).trimmed();
        CM_TRY_ASSIGN(fields, readFieldFiles(m_invocation.arguments.mid(1)));
        return applyCloneFields(m_draft, fields);
    }

    void run(Profile &profile) override
    {
        if (const Result<void> known = checkProviders(profile.providers(), m_draft.settings); !known) {
            failWith(known.error(), ExitWrongUse);
            return;
        }
        await(profile.storage().write([draft = m_draft](Store &store) { return store.clones.create(draft); }),
              [this](const Clone &clone) {
                  if (m_output.json())
                      printClone(m_output, clone);
                  else
                      m_output.writeLine(u"%1  %2"_s.arg(clone.id, clone.name));
                  done();
              });
    }

private:
    Clone m_draft;
};

class CloneListCommand : public Command
{
public:
    using Command::Command;

    void run(Profile &profile) override
    {
        await(profile.storage().read([](Store &store) { return store.clones.list(); }), [this](const QList<
                                                                                               CloneSummary>
                                                                                                   &clones) {
            if (m_output.json()) {
                nlohmann::json list = nlohmann::json::array();
                for (const CloneSummary &clone : clones)
                    list.push_back(toJson(clone));
                m_output.document(list);
            } else if (clones.isEmpty()) {
                m_output.note(
                    u"There are no clones yet. Make one with “clone create NAME”, or try “chat --sample”."_s);
            } else {
                QList<QStringList> rows;
                for (const CloneSummary &clone : clones) {
                    rows.append({clone.clone.id, QString::number(clone.documents),
                                 clone.lastActivity.toLocalTime().toString(u"yyyy-MM-dd HH:mm"),
                                 clone.clone.name});
                }
                m_output.table({u"ID"_s, u"MEMORIES"_s, u"LAST"_s, u"NAME"_s}, rows);
            }
            done();
        });
    }
};

class CloneShowCommand : public Command
{
public:
    using Command::Command;

    void run(Profile &profile) override
    {
        withClone(profile, m_invocation.arguments.constFirst(), [this](const Clone &clone) {
            printClone(m_output, clone);
            done();
        });
    }
};

class CloneSetCommand : public Command
{
public:
    using Command::Command;

    Result<void> prepare() override
    {
        CM_TRY_ASSIGN(fields, readFieldFiles(m_invocation.arguments.mid(1)));
        m_fields = fields;
        m_trial.name = u"-"_s; // what is wrong with the words is wrong with any clone
        return applyCloneFields(m_trial, m_fields);
    }

    void run(Profile &profile) override
    {
        if (const Result<void> known = checkProviders(profile.providers(), m_trial.settings); !known) {
            failWith(known.error(), ExitWrongUse);
            return;
        }
        // Read and written in one job: nothing that a window stores meanwhile is lost in between.
        await(profile.storage().write([idOrName = m_invocation.arguments.constFirst(),
                                       changes = m_fields](Store &store) -> Result<Clone> {
            CM_TRY_ASSIGN(clone, findClone(store, idOrName));
            CM_TRY(applyCloneFields(clone, changes));
            return store.clones.update(clone);
        }),
              [this](const Clone &clone) {
                  if (m_output.json())
                      printClone(m_output, clone);
                  else
                      m_output.note(u"Changed %1."_s.arg(clone.name));
                  done();
              });
    }

private:
    QStringList m_fields;
    Clone m_trial;
};

class CloneDeleteCommand : public ConfirmedCommand
{
public:
    using ConfirmedCommand::ConfirmedCommand;

    void run(Profile &profile) override
    {
        withClone(profile, m_invocation.arguments.constFirst(), [this, &profile](const Clone &clone) {
            confirm(u"Delete %1 for good, with all memories and conversations?"_s.arg(clone.name),
                    [this, &profile, clone] { remove(profile, clone); });
        });
    }

private:
    void remove(Profile &profile, const Clone &clone)
    {
        await(profile.storage().write([id = clone.id](Store &store) { return store.clones.purge(id); }),
              [this, clone] {
                  if (m_output.json())
                      m_output.document({{"deleted", jsonText(clone.id)}});
                  else
                      m_output.note(u"Deleted %1."_s.arg(clone.name));
                  done();
              });
    }
};
} // namespace

QList<CommandSpec> cloneCommands()
{
    const QString fields =
        u"Keys: name, relation, description, personality, speaking_style, greeting, language, avatar (a PNG "
        u"image in "
        "base64), llm_provider, llm_model, embedding_provider, embedding_model, tts_provider, tts_voice_id, "
        "temperature (0 to 2), max_tokens, remember_conversations (true or false). An empty value goes back "
        "to the "
        "default.\n\n"
        "With key=@FILE the value is what is in the file, with key=@- it is read from standard input; an "
        "avatar's "
        "file is the PNG image itself. A value that begins with an @ of its own is written with two."_s;
    return {
        {u"clone create"_s,
         u"NAME [key=value…]"_s,
         u"Make a clone; prints its id."_s,
         fields,
         {{u"relation"_s, {}, u"RELATION"_s, u"Who they are to you, such as “my grandmother”."_s}},
         1,
         -1,
         makes<CloneCreateCommand>(),
         {{u"clonememoria-cli clone create \"Grandma Rose\" --relation \"my grandmother\""_s, {}},
          {u"clonememoria-cli clone create Papa personality=@papa.txt avatar=@papa.png"_s,
           u"Long texts and the picture come from files."_s}}},
        {u"clone list"_s,
         {},
         u"List the clones, the last one you talked with first."_s,
         {},
         {},
         0,
         0,
         makes<CloneListCommand>(),
         {{u"clonememoria-cli clone list"_s, {}},
          {u"clonememoria-cli clone list --json | jq -r '.[].name'"_s, u"Only the names, for a script."_s}}},
        {u"clone show"_s,
         u"CLONE"_s,
         u"Show all there is to know about a clone."_s,
         {},
         {},
         1,
         1,
         makes<CloneShowCommand>(),
         {{u"clonememoria-cli clone show \"Grandma Rose\""_s, {}}}},
        {u"clone set"_s,
         u"CLONE key=value…"_s,
         u"Change a clone."_s,
         fields,
         {},
         2,
         -1,
         makes<CloneSetCommand>(),
         {{u"clonememoria-cli clone set \"Grandma Rose\" language=de temperature=0.4"_s, {}},
          {u"clonememoria-cli clone set \"Grandma Rose\" llm_provider="_s,
           u"Go back to the provider that counts for all."_s}}},
        {u"clone delete"_s,
         u"CLONE"_s,
         u"Delete a clone with all its memories and conversations, for good."_s,
         u"On a terminal it asks first; elsewhere it needs --yes."_s,
         {{u"yes"_s, u"y"_s, {}, u"Don't ask."_s}},
         1,
         1,
         makes<CloneDeleteCommand>(),
         {{u"clonememoria-cli clone delete \"Grandma Rose\""_s, {}}}},
    };
}

} // namespace CloneMemoria::Cli
