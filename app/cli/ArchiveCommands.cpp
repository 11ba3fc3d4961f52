#include "app/cli/ArchiveCommands.h"

#include "app/cli/FileCommand.h"
#include "core/archive/ArchiveService.h"
#include "core/json/JsonForms.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"
#include "core/providers/ProviderRegistry.h"
#include "core/providers/embedding/Embedder.h"
#include "core/storage/StorageThread.h"

#include <QFileInfo>
#include <QLocale>

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
QString countsText(const CloneCounts &counts)
{
    return u"%1, %2, %3"_s.arg(amount(counts.documents, u"memory"_s, u"memories"_s),
                               amount(counts.conversations, u"conversation"_s, u"conversations"_s),
                               amount(counts.messages, u"message"_s, u"messages"_s));
}

class CloneExportCommand : public FileCommand
{
public:
    CloneExportCommand(Invocation invocation, Output &output)
        : FileCommand(std::move(invocation), output, replacingConsent())
        , m_file(m_invocation.arguments.at(1))
    { }

    Result<void> prepare() override
    {
        const std::optional<CloneFormat> format = m_invocation.has(u"format"_s)
                                                      ? cloneFormatFromString(m_invocation.value(u"format"_s))
                                                      : cloneFormatOf(m_file);
        if (!format)
            return wrongUse(
                m_invocation.has(u"format"_s)
                    ? u"--format is one of archive, card-v2 and card-v3."_s
                    : u"FILE ends in .cmclone, .json or .png; or say what it is with --format."_s);
        if (!fitsFormat(m_file, *format))
            return wrongUse(u"A card is a .json or a .png file, and an archive is neither."_s);
        m_format = *format;
        return checkTarget(m_file);
    }

    void run(Profile &profile) override
    {
        m_archives = std::make_unique<ArchiveService>(profile.storage(), profile.paths().database());
        withClone(profile, m_invocation.arguments.constFirst(), [this](const Clone &clone) {
            replacing(m_file, [this, clone] {
                work(*m_archives, m_archives->exportClone(clone.id, m_file, m_format),
                     u"Exporting %1"_s.arg(clone.name),
                     [this](const CloneExportReport &report) { tell(report); });
            });
        });
    }

private:
    void tell(const CloneExportReport &report)
    {
        const bool isArchive = report.format == CloneFormat::Archive;
        if (m_output.json()) {
            json told{{"file", jsonText(m_file)},
                      {"format", jsonText(toString(report.format))},
                      {"bytes", report.bytes},
                      {"clone_id", jsonText(report.cloneId)},
                      {"name", jsonText(report.name)}};
            if (isArchive) {
                told["documents"] = report.counts.documents;
                told["conversations"] = report.counts.conversations;
                told["messages"] = report.counts.messages;
            }
            m_output.document(told);
        } else {
            m_output.note(u"Wrote %1: %2 (%3)."_s.arg(
                m_file,
                isArchive ? countsText(report.counts)
                          : u"who %1 is, without memories and conversations"_s.arg(report.name),
                QLocale::c().formattedDataSize(report.bytes)));
        }
        done();
    }

    QString m_file;
    CloneFormat m_format = CloneFormat::Archive;
    std::unique_ptr<ArchiveService> m_archives;
};

QString remarkText(const CardRemark &remark)
{
    switch (remark.kind) {
    case CardRemark::Kind::Unused:
        return u"%1 has no effect here; it is kept, and goes back into the card when it is exported."_s.arg(
            remark.member);
    case CardRemark::Kind::EntriesUnused:
        return u"%1 of the %2 entries of %3 are turned off or have no text, and became no memories. They are "
               "kept, and go back into the card when it is exported. To use them, turn them on in the "
               "program that the card is from and import it again, or add their text with “memory add”."_s
                   .arg(remark.count)
                   .arg(remark.total)
                   .arg(remark.member);
    case CardRemark::Kind::BookUnreadable:
        return u"%1 can't be read: it must have a list of “entries”. None of it became a memory; it is kept, "
               "and goes back into the card when it is exported. Save the card again with the program that "
               "it is from and import it again, or add the texts with “memory add”."_s.arg(remark.member);
    case CardRemark::Kind::MadeMemory:
        return u"%1 is longer than there is room for; all of it is among the memories."_s.arg(remark.member);
    case CardRemark::Kind::LeftOut:
        return u"%1 is too large to be kept, and was left out."_s.arg(remark.member);
    case CardRemark::Kind::PictureReduced:
        return u"The picture was made smaller."_s;
    case CardRemark::Kind::PictureLeftOut:
        break;
    }
    return u"The picture can't be shown, and was left out."_s;
}

const char *toWord(CardRemark::Kind kind)
{
    switch (kind) {
    case CardRemark::Kind::Unused:
        return "unused";
    case CardRemark::Kind::EntriesUnused:
        return "entries-unused";
    case CardRemark::Kind::BookUnreadable:
        return "book-unreadable";
    case CardRemark::Kind::MadeMemory:
        return "made-memory";
    case CardRemark::Kind::LeftOut:
        return "left-out";
    case CardRemark::Kind::PictureReduced:
        return "picture-reduced";
    case CardRemark::Kind::PictureLeftOut:
        break;
    }
    return "picture-left-out";
}

class CloneImportCommand : public FileCommand
{
public:
    using FileCommand::FileCommand;

    Result<void> prepare() override { return {}; } // it takes nothing away

    void run(Profile &profile) override
    {
        m_knowledge = &profile.knowledge();
        m_archives = std::make_unique<ArchiveService>(profile.storage(), profile.paths().database());
        // A clone that comes from elsewhere has no choice of its own: the profile's embedder counts.
        whenReady(this, profile.providerSettings().config(ProviderKind::Embedding),
                  [this, &profile](const Result<ProviderConfig> &config) {
                      std::shared_ptr<Embedder> embedder;
                      if (Result<std::unique_ptr<Embedder>> made = config ? profile.providers().makeEmbedder(
                                                                       *config)
                                                                          : fail(config.error());
                          made && (*made)->isLocal())
                          embedder = std::move(*made);
                      start(embedder);
                  });
    }

    void interrupt() override
    {
        if (m_report) // only vectors are missing yet: they can be made another time
            conclude();
        else
            FileCommand::interrupt();
    }

private:
    void start(const std::shared_ptr<Embedder> &embedder)
    {
        const QString &file = m_invocation.arguments.constFirst();
        work(*m_archives,
             m_archives->importClone(file, {.name = m_invocation.value(u"name"_s), .embedder = embedder}),
             u"Importing "_s + QFileInfo(file).fileName(), [this](const CloneImportReport &report) {
                 m_report = report;
                 embed();
             });
    }

    // What the embedder could not do at once, since it is asked over the network, or failed.
    void embed()
    {
        if (m_report->passages == 0) {
            conclude();
            return;
        }
        connect(m_knowledge, &KnowledgeService::embeddingProgressed, this,
                [this](const QString &, int done, int total) {
                    if (!m_ended)
                        m_output.progress(u"Preparing the search, %1 of %2"_s.arg(done).arg(total));
                });
        whenReady(this, m_knowledge->embedMissing(m_report->cloneId), [this](const Result<int> &embedded) {
            if (!embedded && !m_ended) {
                m_output.warning(embedded.error());
                m_output.note(
                    u"The memories are there, and are found by their words until this is mended."_s);
            }
            conclude();
        });
    }

    void conclude()
    {
        if (std::exchange(m_ended, true))
            return;
        if (m_output.json())
            tellJson();
        else
            tellText();
        done();
    }

    void tellJson()
    {
        json notes = json::array();
        for (const CardRemark &remark : std::as_const(m_report->remarks))
            notes.push_back({{"kind", toWord(remark.kind)}, {"member", jsonText(remark.member)}});
        m_output.document({{"file", jsonText(m_invocation.arguments.constFirst())},
                           {"format", m_report->isCard ? "card" : "archive"},
                           {"bytes", QFileInfo(m_invocation.arguments.constFirst()).size()},
                           {"clone_id", jsonText(m_report->cloneId)},
                           {"name", jsonText(m_report->name)},
                           {"documents", m_report->counts.documents},
                           {"conversations", m_report->counts.conversations},
                           {"messages", m_report->counts.messages},
                           {"passages", m_report->passages},
                           {"duplicates", m_report->duplicates},
                           {"notes", notes}});
    }

    void tellText()
    {
        m_output.writeLine(u"%1  %2"_s.arg(m_report->cloneId, m_report->name));
        m_output.note(u"Imported %1."_s.arg(countsText(m_report->counts)));
        if (m_report->duplicates > 0)
            m_output.note(u"%1 said the same as another, and were left out."_s.arg(
                amount(m_report->duplicates, u"memory"_s, u"memories"_s)));
        for (const CardRemark &remark : std::as_const(m_report->remarks))
            m_output.note(remarkText(remark));
    }

    KnowledgeService *m_knowledge = nullptr;
    std::unique_ptr<ArchiveService> m_archives;
    std::optional<CloneImportReport> m_report;
    bool m_ended = false;
};
} // namespace

QList<CommandSpec> archiveCommands()
{
    return {
        {u"clone export"_s,
         u"CLONE FILE"_s,
         u"Write a clone into a file, to be imported elsewhere."_s,
         u"An archive (.cmclone) has everything: who they are, all memories and all conversations, but not "
         u"which models and voices they use here. A character card, as SillyTavern and others read it, has "
         u"who they are: version 2 in a .json file, versions 2 and 3 in a picture (.png). No key is in any."_s,
         {{u"format"_s, {}, u"archive|card-v2|card-v3"_s, u"What to write, if not what FILE's name says."_s},
          {u"force"_s, u"f"_s, {}, u"Replace FILE where it is there."_s}},
         2,
         2,
         makes<CloneExportCommand>(),
         {{u"clonememoria-cli clone export \"Grandma Rose\" rose.cmclone"_s, {}},
          {u"clonememoria-cli clone export \"Grandma Rose\" rose.png"_s, u"As a character card."_s}}},
        {u"clone import"_s,
         u"FILE"_s,
         u"Make a clone of an archive or a character card; prints its id."_s,
         u"Takes .cmclone archives, and character cards of versions 1, 2 and 3 (.json, .png). An archive "
         u"comes in as a whole or not at all. What a card has that means nothing here is told, and kept "
         u"among "
         u"the memories, from where it goes back into the card when the clone is exported as one."_s,
         {{u"name"_s, {}, u"NAME"_s, u"What the clone is called, if not what the file says."_s}},
         1,
         1,
         makes<CloneImportCommand>(),
         {{u"clonememoria-cli clone import rose.cmclone"_s, {}}}},
    };
}

} // namespace CloneMemoria::Cli
