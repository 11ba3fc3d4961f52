#pragma once

#include "core/archive/ArchiveEntries.h"
#include "core/archive/CloneArchive.h"
#include "core/archive/Manifest.h"
#include "core/archive/StoredJson.h"
#include "core/archive/ZipReader.h"
#include "core/archive/ZipWriter.h"
#include "core/base/Clock.h"
#include "core/base/Paths.h"
#include "core/knowledge/PreparedDocument.h"
#include "core/storage/Database.h"
#include "core/storage/StorageThread.h"

#include <QFile>
#include <QHash>
#include <QMap>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace CloneMemoria {

/// The value of a Result in a test; ends the test program with the error where there is none.
template <typename T>
T valueOf(Result<T> result)
{
    if (!result)
        qFatal("%s %s", qPrintable(toString(result.error().kind)),
               qPrintable(result.error().code + u' ' + result.error().detail));
    return std::move(*result);
}

inline void done(const Result<void> &result)
{
    if (!result)
        qFatal("%s %s", qPrintable(toString(result.error().kind)),
               qPrintable(result.error().code + u' ' + result.error().detail));
}

/// The entries of an archive, unpacked.
using Entries = QMap<QString, QByteArray>;

inline Entries entriesOf(const QString &file)
{
    ZipReader zip(file);
    done(zip.open());
    Entries entries;
    for (const QLatin1StringView name :
         {kCloneEntry, kDocumentsEntry, kConversationsEntry, kMessagesEntry, kManifestEntry}) {
        if (zip.contains(name))
            entries.insert(name, valueOf(zip.readAll(name, 1LL << 32)));
    }
    return entries;
}

/// Who somebody is and what they remember, with ids told apart but not which they are: what every export of one clone has
/// in common.
inline QByteArray dataOf(const QString &file)
{
    const Entries entries = entriesOf(file);
    QString all;
    for (const QLatin1StringView name : {kCloneEntry, kDocumentsEntry, kConversationsEntry, kMessagesEntry})
        all += QString::fromUtf8(entries.value(name)) + u'\n';
    static const QRegularExpression uuid(
        QStringLiteral("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
    QHash<QString, int> seen;
    QString told;
    qsizetype from = 0;
    for (auto matches = uuid.globalMatch(all); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        const auto known = seen.constFind(match.captured());
        const int number = known != seen.cend() ? *known : static_cast<int>(seen.size());
        seen.insert(match.captured(), number);
        told += QStringView(all).sliced(from, match.capturedStart() - from);
        told += QStringLiteral("#%1").arg(number);
        from = match.capturedEnd();
    }
    told += QStringView(all).sliced(from);
    return told.toUtf8();
}

/// Writes an archive of these entries, whose manifest fits them unless one is among them.
inline void writeEntries(const QString &file, const Entries &entries,
                         ZipWriter::Packing packing = ZipWriter::Packing::Deflated)
{
    ZipWriter zip(file, packing);
    done(zip.open());
    ArchiveManifest manifest;
    manifest.format = kCloneFormat;
    manifest.madeBy = QStringLiteral("a test");
    manifest.madeAt = nowUtc();
    for (const auto &[name, bytes] : entries.asKeyValueRange()) {
        done(zip.beginEntry(name));
        done(zip.write(bytes));
        manifest.entries.append(valueOf(zip.endEntry()));
        if (name.endsWith(QStringLiteral(".jsonl")))
            manifest.counts.insert(name.chopped(6), bytes.count('\n'));
    }
    if (!entries.contains(kManifestEntry))
        done(zip.addEntry(kManifestEntry, toBytes(manifest)));
    valueOf(zip.commit());
}

/// A profile in a folder of its own.
class ArchiveProfile
{
public:
    ArchiveProfile() : m_paths(m_folder.filePath(QStringLiteral("profile")))
    {
        done(m_paths.create());
        m_storage = valueOf(StorageThread::open(m_paths.database(), m_paths.backups()));
    }

    StorageThread &storage() { return *m_storage; }
    void close() { m_storage.reset(); }
    const Paths &paths() const { return m_paths; }
    QString file(const QString &name) const { return m_folder.filePath(name); }

    /// On the writing thread.
    template <typename Job>
    auto run(Job job)
    {
        return valueOf(m_storage->write(std::move(job)).result());
    }
    void change(std::function<Result<void>(Store &)> job) { done(m_storage->write(std::move(job)).result()); }

    Result<CloneArchiveFacts> write(const QString &cloneId, const QString &name)
    {
        ArchiveTask task;
        return exportCloneArchive(m_paths.database(), cloneId, file(name), task);
    }
    Result<ImportedClone> read(const QString &path, const CloneImportOptions &options = {})
    {
        ArchiveTask task;
        return importCloneArchive(*m_storage, m_paths.database(), path, options, task);
    }

    /// Every row of every table, as text; but for the revisions, which only grow.
    QStringList rows()
    {
        return run([](Store &store) -> Result<QStringList> {
            QStringList all;
            CM_TRY_ASSIGN(tables, store.database().rows(
                                      QStringLiteral(
                                          "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT "
                                          "LIKE '%fts%' AND name <> 'clone_revisions' ORDER BY name"),
                                      {}, [](Query &query) { return query.value(0).toString(); }));
            for (const QString &table : tables) {
                CM_TRY_ASSIGN(rows, store.database().rows(QStringLiteral("SELECT * FROM ") + table, {},
                                                          [&](Query &query) {
                                                              QString row = table;
                                                              for (int i = 0; query.value(i).isValid(); ++i)
                                                                  row += u'|' + query.value(i).toString();
                                                              return row;
                                                          }));
                all += rows;
            }
            return all;
        });
    }

    /// A document as an import of a chat or a text stores it.
    static Document addDocument(Store &store, const QString &cloneId, const DocumentDraft &draft)
    {
        const QString language = valueOf(store.clones.get(cloneId)).language;
        PreparedDocument prepared = prepareDocument(valueOf(cleanDraft(draft)), language);
        prepared.document.cloneId = cloneId;
        return valueOf(store.documents.create(prepared.document, prepared.passages));
    }

private:
    QTemporaryDir m_folder;
    Paths m_paths;
    std::unique_ptr<StorageThread> m_storage;
};

/// A chat of so many turns; every seventh is longer than a passage may be.
DocumentDraft chatDraft(int turns);

/// A clone with everything that one can have, and things in the trash. Its id.
QString makeRichClone(Store &store);

} // namespace CloneMemoria
