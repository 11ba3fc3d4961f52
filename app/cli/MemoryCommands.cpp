#include "app/cli/MemoryCommands.h"

#include "app/cli/ConfirmedCommand.h"
#include "app/cli/MemoryAddCommand.h"
#include "app/cli/MemoryListCommand.h"
#include "app/cli/MemorySearchCommand.h"
#include "app/cli/Output.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
Result<Document> findMemory(Store &store, const QString &idOrName, const QString &id)
{
    CM_TRY_ASSIGN(clone, findClone(store, idOrName));
    const Result<Document> document = store.documents.get(id);
    if (!document && document.error().kind != ErrorKind::NotFound)
        return document;
    if (!document || document->cloneId != clone.id)
        return fail(ErrorKind::NotFound, u"no document of this clone has that id"_s, u"not-a-document"_s,
                    id.left(80));
    return document;
}

class MemoryShowCommand : public Command
{
public:
    using Command::Command;

    void run(Profile &profile) override
    {
        await(profile.storage().read([arguments = m_invocation.arguments](Store &store) -> Result<Shown> {
            CM_TRY_ASSIGN(document, findMemory(store, arguments.at(0), arguments.at(1)));
            CM_TRY_ASSIGN(summaries, store.documents.summaries({document.id}));
            if (summaries.isEmpty())
                return fail(ErrorKind::NotFound, u"deleted meanwhile"_s, u"not-a-document"_s, document.id);
            return Shown{summaries.constFirst(), document.content};
        }),
              [this](const Shown &shown) {
                  print(shown);
                  done();
              });
    }

private:
    struct Shown
    {
        DocumentSummary summary;
        QString content;
    };

    void print(const Shown &shown)
    {
        if (m_output.json()) {
            nlohmann::json document = toJson(shown.summary);
            document["content"] = jsonText(shown.content);
            m_output.document(document);
            return;
        }
        if (m_output.onTerminal()) { // in a pipe the text alone, as it came
            m_output.writeLine(shown.summary.title, Style::Strong);
            QStringList about;
            if (shown.summary.happenedAt.isValid())
                about.append(shown.summary.happenedAt.date().toString(Qt::ISODate));
            if (!shown.summary.sourceUri.isEmpty())
                about.append(shown.summary.sourceUri);
            if (!about.isEmpty())
                m_output.writeLine(about.join(u" · "), Style::Muted);
            m_output.writeLine();
        }
        m_output.writeLine(shown.content);
    }
};

class MemoryDeleteCommand : public ConfirmedCommand
{
public:
    using ConfirmedCommand::ConfirmedCommand;

    void run(Profile &profile) override
    {
        await(profile.storage().read([arguments = m_invocation.arguments](Store &store) {
            return findMemory(store, arguments.at(0), arguments.at(1));
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
         u"Takes files, and folders with everything in them that can be read: text in any encoding, "
         u"Markdown, web "
         "pages, PDF, Word, OpenDocument, e-books, tables, JSON, mail and chats.\n\n"
         "A text that is there already is not added again; a file that was added before brings what has "
         "changed in "
         "it. A file that can't be read is named with the reason and the others go on; the exit code is 1 "
         "then. "
         "Ctrl+C ends it: what is stored by then stays, and the same command goes on from there."_s,
         {{u"title"_s, {}, u"TITLE"_s, u"The memory's title, for a single file."_s},
          {u"chat-person"_s, {}, u"NAME"_s, u"By which name the clone's person appears in chats."_s},
          {u"date"_s,
           {},
           u"DATE"_s,
           u"When it happened: 1969-07-20, or with the time, 1969-07-20T20:17:00Z."_s}},
         2,
         -1,
         makes<MemoryAddCommand>(),
         {{u"clonememoria-cli memory add \"Grandma Rose\" letters/ diary.docx"_s, {}},
          {u"clonememoria-cli memory add \"Grandma Rose\" \"WhatsApp Chat.txt\" --chat-person \"Rosie\""_s,
           u"In this chat she has another name."_s},
          {u"clonememoria-cli memory add \"Grandma Rose\" - --title Dumplings --date 1966-10-08 < recipe.txt"_s,
           u"With a title and a date of its own."_s}}},
        {u"memory list"_s,
         u"CLONE"_s,
         u"List a clone's memories, the one that was added last first."_s,
         {},
         {{u"find"_s,
           {},
           u"WORDS"_s,
           u"Only those that have all of these words, in title, file name or text."_s},
          {u"kind"_s, {}, u"manual|file|chat_export|conversation"_s, u"Only those that came in this way."_s},
          {u"sort"_s,
           {},
           u"added|date|title|size"_s,
           u"By when they were added (the last first), when they happened (the first first), title, or "
           u"length (the "
           "longest first)."_s},
          {u"limit"_s, {}, u"N"_s, u"Memories at most (all)."_s},
          {u"skip"_s, {}, u"N"_s, u"Leave out so many from the top: the pages before."_s}},
         1,
         1,
         makes<MemoryListCommand>(),
         {{u"clonememoria-cli memory list \"Grandma Rose\" --sort date"_s, u"A life, from its beginning."_s},
          {u"clonememoria-cli memory list \"Grandma Rose\" --find harbour --limit 20 --skip 20"_s,
           u"The second page of what has that word."_s}}},
        {u"memory show"_s,
         u"CLONE MEMORY-ID"_s,
         u"Print the text of a memory."_s,
         {},
         {},
         2,
         2,
         makes<MemoryShowCommand>(),
         {{u"clonememoria-cli memory show \"Grandma Rose\" 74f8475f-ca94-4e48-8dec-bc2f5a1570f7"_s, {}}}},
        {u"memory delete"_s,
         u"CLONE MEMORY-ID"_s,
         u"Delete a memory for good."_s,
         u"On a terminal it asks first; elsewhere it needs --yes."_s,
         {{u"yes"_s, u"y"_s, {}, u"Don't ask."_s}},
         2,
         2,
         makes<MemoryDeleteCommand>(),
         {{u"clonememoria-cli memory delete \"Grandma Rose\" 74f8475f-ca94-4e48-8dec-bc2f5a1570f7 --yes"_s,
           {}}}},
        {u"memory search"_s,
         u"CLONE [QUERY]"_s,
         u"Find the passages that a question is about, the best first."_s,
         u"QUERY can be “-”: then it is read from standard input. A score of 1 is the best that was found; "
         u"what it comes from stands beside it, in hundredths of it."_s,
         {{u"limit"_s, {}, u"N"_s, u"Passages at most (8)."_s},
          {u"budget"_s, {}, u"TOKENS"_s, u"Length of all passages together at most."_s},
          {u"queries"_s,
           {},
           u"FILE"_s,
           u"Many queries, each a line {\"query\": …}; with --json a line of output each."_s}},
         1,
         2,
         makes<MemorySearchCommand>(),
         {{u"clonememoria-cli memory search \"Grandma Rose\" \"the bakery in 1962\" --limit 3"_s, {}},
          {u"clonememoria-cli memory search \"Grandma Rose\" --queries questions.jsonl --json"_s,
           u"One list of passages a line."_s}}},
    };
}

} // namespace CloneMemoria::Cli
