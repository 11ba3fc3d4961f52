#include "app/cli/MemoryCommands.h"

#include "app/cli/ConfirmedCommand.h"
#include "app/cli/Input.h"
#include "app/cli/MemoryAddCommand.h"
#include "app/cli/MemorySearchCommand.h"
#include "app/cli/Output.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
class MemoryListCommand : public Command
{
public:
    using Command::Command;

    Result<void> prepare() override
    {
        CM_TRY_ASSIGN(limit, numberOption(m_invocation, u"limit"_s, -1, 1, 1'000'000));
        m_limit = limit;
        return {};
    }

    void run(Profile &profile) override
    {
        await(profile.storage().read([idOrName = m_invocation.arguments.constFirst(),
                                      limit = m_limit](Store &store) -> Result<QList<DocumentSummary>> {
            CM_TRY_ASSIGN(clone, findClone(store, idOrName));
            return store.documents.list(clone.id, limit);
        }),
              [this](const QList<DocumentSummary> &documents) {
                  print(documents);
                  done();
              });
    }

private:
    void print(const QList<DocumentSummary> &documents)
    {
        if (m_output.json()) {
            nlohmann::json list = nlohmann::json::array();
            for (const DocumentSummary &document : documents)
                list.push_back(toJson(document));
            m_output.document(list);
            return;
        }
        if (documents.isEmpty()) {
            m_output.note(u"There are no memories yet. Add some with “memory add CLONE FILE”."_s);
            return;
        }
        QList<QStringList> rows;
        for (const DocumentSummary &document : documents) {
            rows.append({document.id, document.happenedAt.date().toString(Qt::ISODate),
                         QString::number(document.characters), QString::number(document.passages),
                         document.title});
        }
        m_output.table({u"ID"_s, u"DATE"_s, u"CHARACTERS"_s, u"PASSAGES"_s, u"TITLE"_s}, rows);
    }

    int m_limit = -1;
};

class MemoryDeleteCommand : public ConfirmedCommand
{
public:
    using ConfirmedCommand::ConfirmedCommand;

    void run(Profile &profile) override
    {
        await(profile.storage().read([idOrName = m_invocation.arguments.at(0),
                                      id = m_invocation.arguments.at(1)](Store &store) -> Result<Document> {
            CM_TRY_ASSIGN(clone, findClone(store, idOrName));
            const Result<Document> document = store.documents.get(id);
            if (!document && document.error().kind != ErrorKind::NotFound)
                return document;
            if (!document || document->cloneId != clone.id)
                return fail(ErrorKind::NotFound, u"no document of this clone has that id"_s,
                            u"not-a-document"_s, id.left(80));
            return document;
        }),
              [this, &profile](const Document &document) {
                  confirm(u"Delete “%1” for good?"_s.arg(document.title),
                          [this, &profile, document] { remove(profile, document); });
              });
    }

private:
    void remove(Profile &profile, const Document &document)
    {
        await(profile.storage().write([id = document.id](Store &store) { return store.documents.purge(id); }),
              [this, document] {
                  if (m_output.json())
                      m_output.document({{"deleted", jsonText(document.id)}});
                  else
                      m_output.note(u"Deleted “%1”."_s.arg(document.title));
                  done();
              });
    }
};
} // namespace

QList<CommandSpec> memoryCommands()
{
    return {
        {u"memory add"_s,
         u"CLONE PATH…"_s,
         u"Put texts among a clone's memories; “-” is standard input."_s,
         u"Takes files, and folders with everything in them that can be read. A text that is there already "
         u"is not\n"
         "added again; a file that was added before brings what has changed in it. A file that can't be read "
         "is\n"
         "named with the reason and the others go on; the exit code is 1 then. Ctrl+C ends it: what is "
         "stored by\n"
         "then stays, and the same command goes on from there."_s,
         {{u"title"_s, {}, u"TEXT"_s, u"The memory's title, for a single file."_s},
          {u"chat-person"_s, {}, u"NAME"_s, u"By which name the clone's person appears in chats."_s},
          {u"date"_s,
           {},
           u"DATE"_s,
           u"When it happened: 1969-07-20, or with the time, 1969-07-20T20:17:00Z."_s}},
         2,
         -1,
         makes<MemoryAddCommand>()},
        {u"memory list"_s,
         u"CLONE"_s,
         u"List a clone's memories, the newest first."_s,
         {},
         {{u"limit"_s, {}, u"N"_s, u"Memories at most (all)."_s}},
         1,
         1,
         makes<MemoryListCommand>()},
        {u"memory delete"_s,
         u"CLONE ID"_s,
         u"Delete a memory for good."_s,
         {},
         {{u"yes"_s, u"y"_s, {}, u"Don't ask."_s}},
         2,
         2,
         makes<MemoryDeleteCommand>()},
        {u"memory search"_s,
         u"CLONE [QUERY]"_s,
         u"Find the passages that a question is about, the best first."_s,
         {},
         {{u"limit"_s, {}, u"N"_s, u"Passages at most (8)."_s},
          {u"budget"_s, {}, u"TOKENS"_s, u"Length of all passages together at most."_s},
          {u"queries"_s,
           {},
           u"FILE"_s,
           u"Many queries, each a line {\"query\": …}; with --json a line of output each."_s}},
         1,
         2,
         makes<MemorySearchCommand>()},
    };
}

} // namespace CloneMemoria::Cli
