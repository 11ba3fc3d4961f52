// Writing a clone's archive.
#include "core/archive/ArchiveEntries.h"
#include "core/archive/CloneArchive.h"
#include "core/archive/CloneForms.h"
#include "core/archive/CloneReader.h"
#include "core/archive/Manifest.h"
#include "core/archive/StoredJson.h"
#include "core/archive/ZipWriter.h"
#include "core/base/Clock.h"
#include "core/storage/Database.h"
#include "core/storage/Store.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
class CloneExport
{
public:
    CloneExport(Store &store, const QString &cloneId, const QString &target, ZipWriter::Packing packing,
                ArchiveTask &task)
        : m_reader(store, cloneId)
        , m_zip(target, packing)
        , m_task(task)
    {
        m_facts.cloneId = cloneId;
    }

    /// False: it has to be written again, stored.
    Result<bool> write()
    {
        CM_TRY_ASSIGN(record, m_reader.clone());
        CM_TRY_ASSIGN(counts, m_reader.counts());
        m_facts.name = record.clone.name;
        m_total = counts.documents + counts.conversations + counts.messages;
        CM_TRY(m_zip.open());
        CM_TRY(writeEntry(kCloneEntry, nullptr, [&](auto &&line) { return line(archiveForm(record)); }));
        CM_TRY(writeEntry(kDocumentsEntry, &m_facts.counts.documents, [&](auto &&line) {
            return m_reader.eachDocument([&](const DocumentRecord &one) { return line(archiveForm(one)); });
        }));
        CM_TRY(writeEntry(kConversationsEntry, &m_facts.counts.conversations, [&](auto &&line) {
            return m_reader.eachConversation([&](const Conversation &one) { return line(archiveForm(one)); });
        }));
        CM_TRY(writeEntry(kMessagesEntry, &m_facts.counts.messages, [&](auto &&line) {
            return m_reader.eachMessage([&](const Message &one) { return line(archiveForm(one)); });
        }));
        if (m_zip.isTooTight())
            return false;
        CM_TRY(writeManifest());
        CM_TRY(m_task.goOn());
        CM_TRY_ASSIGN(bytes, m_zip.commit());
        m_facts.bytes = bytes;
        return true;
    }

    const CloneArchiveFacts &facts() const { return m_facts; }

private:
    template <typename Fill>
    Result<void> writeEntry(QLatin1StringView name, qint64 *count, Fill fill)
    {
        CM_TRY(m_zip.beginEntry(name));
        CM_TRY(fill([&](const nlohmann::json &value) -> Result<void> {
            CM_TRY(m_zip.write(jsonLine(value)));
            if (count)
                ++*count;
            return m_task.reached(++m_done, m_total);
        }));
        CM_TRY_ASSIGN(entry, m_zip.endEntry());
        m_entries.append(entry);
        return {};
    }

    Result<void> writeManifest()
    {
        ArchiveManifest manifest;
        manifest.format = kCloneFormat;
        manifest.version = kArchiveVersion;
        manifest.madeBy = archiveMaker();
        manifest.madeAt = nowUtc();
        manifest.counts = {{u"documents"_s, m_facts.counts.documents},
                           {u"conversations"_s, m_facts.counts.conversations},
                           {u"messages"_s, m_facts.counts.messages}};
        manifest.entries = m_entries;
        return m_zip.addEntry(kManifestEntry, toBytes(manifest));
    }

    CloneReader m_reader;
    ZipWriter m_zip;
    ArchiveTask &m_task;
    CloneArchiveFacts m_facts;
    QList<ZipEntryFacts> m_entries;
    qint64 m_done = 0;
    qint64 m_total = 0;
};
} // namespace

Result<CloneArchiveFacts> exportCloneArchive(const QString &database, const QString &cloneId,
                                             const QString &target, ArchiveTask &task)
{
    // A connection of its own: what it reads is of one moment, and nobody waits for it.
    CM_TRY_ASSIGN(store, Store::open(database, {}, Store::Access::ReadOnly));
    CM_TRY(store->database().run(u"BEGIN"_s));
    for (const ZipWriter::Packing packing : {ZipWriter::Packing::Deflated, ZipWriter::Packing::Stored}) {
        CloneExport work(*store, cloneId, target, packing, task);
        CM_TRY_ASSIGN(written, work.write());
        if (written)
            return work.facts();
    }
    return fail(ErrorKind::Storage, u"what is stored can't be too tight"_s, u"file-write"_s, target);
}

} // namespace CloneMemoria
