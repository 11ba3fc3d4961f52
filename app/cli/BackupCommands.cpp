#include "app/cli/BackupCommands.h"

#include "app/cli/FileCommand.h"
#include "core/archive/BackupService.h"
#include "core/json/JsonForms.h"

#include <QFileInfo>
#include <QLocale>

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
QString contentsText(const BackupFacts &facts)
{
    return u"%1, %2, %3"_s.arg(amount(facts.counts.clones, u"clone"_s, u"clones"_s),
                               amount(facts.counts.documents, u"memory"_s, u"memories"_s),
                               amount(facts.counts.messages, u"message"_s, u"messages"_s));
}

QString madeText(const BackupFacts &facts)
{
    return u"%1, by %2"_s.arg(facts.madeAt.toLocalTime().toString(u"yyyy-MM-dd HH:mm"), facts.madeBy);
}

json factsJson(const QString &file, const BackupFacts &facts)
{
    return {
        {"file", jsonText(file)},
        {"bytes", facts.bytes},
        {"database_bytes", facts.databaseBytes},
        {"schema_version", facts.schemaVersion},
        {"made_by", jsonText(facts.madeBy)},
        {"made_at", jsonTime(facts.madeAt)},
        {"users", facts.counts.users},
        {"clones", facts.counts.clones},
        {"conversations", facts.counts.conversations},
        {"messages", facts.counts.messages},
        {"documents", facts.counts.documents},
        {"chunks", facts.counts.chunks},
    };
}

/// Works on the profile's files, so that a profile that can't be opened any more can be brought back.
class BackupCommand : public FileCommand
{
public:
    using FileCommand::FileCommand;

    bool opensProfile() const override { return false; }

protected:
    QString file() const { return m_invocation.arguments.constFirst(); }
    BackupService &service(const Paths &paths)
    {
        m_service = std::make_unique<BackupService>(paths);
        return *m_service;
    }

    std::unique_ptr<BackupService> m_service;
};

class BackupCreateCommand : public BackupCommand
{
public:
    BackupCreateCommand(Invocation invocation, Output &output)
        : BackupCommand(std::move(invocation), output, replacingConsent())
    { }

    Result<void> prepare() override { return checkTarget(file()); }

    void runOnFiles(const Paths &paths) override
    {
        replacing(file(), [this, paths] {
            m_output.progress(u"Copying the memories"_s);
            BackupService &backups = service(paths);
            work(backups, backups.create(file()), u"Writing the backup"_s, [this](const BackupFacts &facts) {
                if (m_output.json())
                    m_output.document(factsJson(file(), facts));
                else
                    m_output.note(u"Wrote %1: %2 (%3)."_s.arg(file(), contentsText(facts),
                                                              QLocale::c().formattedDataSize(facts.bytes)));
                done();
            });
        });
    }
};

class BackupVerifyCommand : public BackupCommand
{
public:
    using BackupCommand::BackupCommand;

    Result<void> prepare() override { return {}; } // it changes nothing

    void runOnFiles(const Paths &paths) override
    {
        BackupService &backups = service(paths);
        work(backups, backups.verify(file()), u"Looking through the backup"_s,
             [this](const BackupFacts &facts) {
                 if (m_output.json()) {
                     json told = factsJson(file(), facts);
                     told["status"] = "ok";
                     m_output.document(told);
                 } else {
                     m_output.writeLine(
                         u"%1 is whole: %2 (%3)."_s.arg(file(), contentsText(facts), madeText(facts)));
                 }
                 done();
             });
    }
};

class BackupRestoreCommand : public BackupCommand
{
public:
    BackupRestoreCommand(Invocation invocation, Output &output)
        : BackupCommand(std::move(invocation), output,
                        {u"yes"_s, u"replacing all memories"_s, u"Nothing was changed."_s})
    { }

    void runOnFiles(const Paths &paths) override
    {
        BackupService &backups = service(paths);
        work(backups, backups.openForRestore(file()), u"Looking through the backup"_s,
             [this, paths](const BackupFacts &facts) {
                 const QString question =
                     u"Replace what is in %1 by this backup of %2: %3? What is there is kept beside it."_s;
                 confirm(question.arg(paths.dataDir(), madeText(facts), contentsText(facts)),
                         [this] { restore(); });
             });
    }

private:
    // From here on it is done in a moment, and can't be stopped half-way.
    void restore()
    {
        ignoreInterrupts();
        await(m_service->restore(), [this](const RestoreFacts &facts) {
            if (m_output.json()) {
                json told = factsJson(file(), facts.backup);
                told["kept"] = facts.kept.isEmpty() ? json() : jsonText(facts.kept);
                m_output.document(told);
            } else {
                m_output.note(u"Brought back %1."_s.arg(contentsText(facts.backup)));
                if (!facts.kept.isEmpty())
                    m_output.note(u"What was there is in %1."_s.arg(facts.kept));
            }
            done();
        });
    }
};
} // namespace

QList<CommandSpec> backupCommands()
{
    return {
        {u"backup create"_s,
         u"FILE"_s,
         u"Write all of the profile into one file (.cmbackup), beside an open window if need be."_s,
         u"In it is everything but the keys, which stay in the system's keychain."_s,
         {{u"force"_s, u"f"_s, {}, u"Replace FILE where it is there."_s}},
         1,
         1,
         makes<BackupCreateCommand>(),
         {{u"clonememoria-cli backup create all.cmbackup"_s, {}}}},
        {u"backup verify"_s,
         u"FILE"_s,
         u"Look through all of a backup, whether it is whole."_s,
         {},
         {},
         1,
         1,
         makes<BackupVerifyCommand>(),
         {{u"clonememoria-cli backup verify all.cmbackup"_s, {}}}},
        {u"backup restore"_s,
         u"FILE"_s,
         u"Put a backup in the place of the profile's memories."_s,
         u"The backup is looked through first. What is there is kept, with the date in its name, in the "
         u"profile's folder “backups”. No window and no other command may have the profile open."_s,
         {{u"yes"_s, u"y"_s, {}, u"Don't ask."_s}},
         1,
         1,
         makes<BackupRestoreCommand>(),
         {{u"clonememoria-cli backup restore all.cmbackup"_s, {}}}},
    };
}

} // namespace CloneMemoria::Cli
