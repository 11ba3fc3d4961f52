#include "core/storage/ImportRepository.h"

#include "core/base/Clock.h"
#include "core/storage/Database.h"
#include "core/storage/MessageJson.h"
#include "core/storage/Transaction.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr auto kSelectImport = "SELECT i.id, i.clone_id, i.state, i.chat_person, i.walked FROM imports i "
                               "JOIN clones c ON c.id = i.clone_id AND c.user_id = i.user_id AND "
                               "c.deleted_at IS NULL WHERE i.user_id = ? "_L1;

constexpr auto kOwnImport = "import_id IN (SELECT id FROM imports WHERE user_id = ?)"_L1;

constexpr auto kOwnClone = "clone_id IN (SELECT id FROM clones WHERE user_id = ? AND deleted_at IS NULL)"_L1;

// SQLite's bound on the values of one statement is far higher; this keeps the prepared ones small.
constexpr qsizetype kHashesAtOnce = 400;

StoredImport importFrom(Query &query)
{
    StoredImport import;
    import.id = query.value(0).toString();
    import.cloneId = query.value(1).toString();
    import.state = importStateFromString(query.value(2).toString());
    import.chatPerson = query.value(3).toString();
    import.walked = query.value(4).toBool();
    return import;
}

StoredImportFile fileFrom(Query &query)
{
    StoredImportFile stored;
    stored.place = query.value(0).toInt();
    ImportedFile &file = stored.file;
    file.path = query.value(1).toString();
    file.state = importedFileStateFromString(query.value(2).toString());
    file.bytes = query.value(3).toLongLong();
    stored.modifiedAt = timeFromSql(query.value(4));
    stored.documentsDone = query.value(5).toInt();
    file.added = query.value(6).toInt();
    file.updated = query.value(7).toInt();
    file.known = query.value(8).toInt();
    file.removed = query.value(9).toInt();
    file.passages = query.value(10).toInt();
    file.documentId = query.value(11).toString();
    file.title = query.value(12).toString();
    if (!query.isNull(13))
        file.error = errorFromJson(query.value(13).toString());
    return stored;
}

QVariantList valuesOf(const StoredImportFile &stored)
{
    const ImportedFile &file = stored.file;
    return {toString(file.state), file.bytes,   sqlTime(stored.modifiedAt),
            stored.documentsDone, file.added,   file.updated,
            file.known,           file.removed, file.passages,
            file.documentId,      file.title,   file.error ? QVariant(errorToJson(*file.error)) : QVariant()};
}
} // namespace

ImportRepository::ImportRepository(Database &database, QString userId)
    : m_database(database)
    , m_userId(std::move(userId))
{ }

Result<void> ImportRepository::create(const StoredImport &import)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    const QString now = toIso(nowUtc());
    CM_TRY(m_database.changeOne(
        u"INSERT INTO imports (id, clone_id, user_id, state, chat_person, walked, created_at, updated_at) "
        u"SELECT ?, c.id, c.user_id, ?, ?, ?, ?, ? FROM clones c "
        u"WHERE c.id = ? AND c.user_id = ? AND c.deleted_at IS NULL"_s,
        {import.id, toString(import.state), import.chatPerson, import.walked, now, now, import.cloneId,
         m_userId}));
    for (qsizetype i = 0; i < import.paths.size(); ++i)
        CM_TRY(m_database.run(u"INSERT INTO import_paths (import_id, place, path) VALUES (?, ?, ?)"_s,
                              {import.id, i, import.paths.at(i)}));
    return transaction.commit();
}

Result<StoredImport> ImportRepository::withPaths(StoredImport import) const
{
    CM_TRY_ASSIGN(paths, m_database.rows("SELECT path FROM import_paths WHERE import_id = ? AND "_L1
                                             + kOwnImport + " ORDER BY place"_L1,
                                         {import.id, m_userId},
                                         [](Query &query) { return query.value(0).toString(); }));
    import.paths = paths;
    return import;
}

Result<StoredImport> ImportRepository::get(const QString &id) const
{
    CM_TRY_ASSIGN(import, m_database.row(kSelectImport + "AND i.id = ?"_L1, {m_userId, id}, importFrom));
    return withPaths(std::move(import));
}

Result<QList<StoredImport>> ImportRepository::unfinished() const
{
    CM_TRY_ASSIGN(imports, m_database.rows(
                               kSelectImport
                                   + "AND i.state IN ('running', 'paused') ORDER BY i.created_at, i.rowid"_L1,
                               {m_userId}, importFrom));
    for (StoredImport &import : imports) {
        CM_TRY_ASSIGN(whole, withPaths(std::move(import)));
        import = std::move(whole);
    }
    return imports;
}

Result<void> ImportRepository::setState(const QString &id, ImportState state)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    CM_TRY(m_database.changeOne(u"UPDATE imports SET state = ?, updated_at = ? WHERE id = ? AND user_id = ? "
                                u"AND state IN ('running', 'paused')"_s,
                                {toString(state), toIso(nowUtc()), id, m_userId}));
    if (state == ImportState::Finished || state == ImportState::Cancelled)
        CM_TRY(m_database.run("DELETE FROM import_files WHERE import_id = ? AND "_L1 + kOwnImport,
                              {id, m_userId}));
    return transaction.commit();
}

Result<void> ImportRepository::setWalked(const QString &id)
{
    return m_database.changeOne(
        u"UPDATE imports SET walked = 1, updated_at = ? WHERE id = ? AND user_id = ?"_s,
        {toIso(nowUtc()), id, m_userId});
}

Result<QList<StoredImportFile>> ImportRepository::files(const QString &id) const
{
    return m_database.rows("SELECT place, path, state, bytes, modified_at, documents_done, added, updated, "
                           "known, removed, passages, document_id, title, error FROM import_files "
                           "WHERE import_id = ? AND "_L1
                               + kOwnImport + " ORDER BY place"_L1,
                           {id, m_userId}, fileFrom);
}

Result<void> ImportRepository::addFiles(const QString &id, const QList<StoredImportFile> &files)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    CM_TRY(get(id)); // whose it is
    for (const StoredImportFile &file : files)
        CM_TRY(m_database.run(
            u"INSERT INTO import_files (import_id, place, path, state, bytes, modified_at, documents_done, "
            u"added, updated, known, removed, passages, document_id, title, error) "
            u"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
            QVariantList{id, file.place, file.file.path} + valuesOf(file)));
    return transaction.commit();
}

Result<void> ImportRepository::setFile(const QString &id, const StoredImportFile &file)
{
    return m_database.changeOne(
        "UPDATE import_files SET state = ?, bytes = ?, modified_at = ?, documents_done = ?, added = ?, "
        "updated = ?, known = ?, removed = ?, passages = ?, document_id = ?, title = ?, error = ? "
        "WHERE import_id = ? AND place = ? AND "_L1
            + kOwnImport,
        valuesOf(file) + QVariantList{id, file.place, m_userId});
}

Result<QList<SourceDocument>> ImportRepository::documentsOf(const QString &cloneId,
                                                            const QString &sourceUri) const
{
    return m_database.rows(
        u"SELECT d.id, d.title, d.happened_at, m.content_hash, d.updated_at <> m.imported_at "
        u"FROM imported_documents m JOIN clone_documents d ON d.id = m.document_id AND d.user_id = ? "
        u"AND d.deleted_at IS NULL "
        u"JOIN clones c ON c.id = d.clone_id AND c.user_id = d.user_id AND c.deleted_at IS NULL "
        u"WHERE m.clone_id = ? AND m.source_uri = ? ORDER BY d.created_at, d.rowid"_s,
        {m_userId, cloneId, sourceUri}, [](Query &query) {
            SourceDocument document;
            document.id = query.value(0).toString();
            document.title = query.value(1).toString();
            document.happenedAt = timeFromSql(query.value(2));
            document.importedHash = query.value(3).toString();
            document.edited = query.value(4).toBool();
            return document;
        });
}

Result<QSet<QString>> ImportRepository::known(const QString &cloneId, const QStringList &hashes) const
{
    QSet<QString> found;
    for (qsizetype from = 0; from < hashes.size(); from += kHashesAtOnce) {
        const QStringList some = hashes.mid(from, kHashesAtOnce);
        const QString marks = QStringList(some.size(), u"?"_s).join(u',');
        QVariantList one{cloneId};
        for (const QString &hash : some)
            one.append(hash);
        one.append(m_userId);
        CM_TRY_ASSIGN(
            rows, m_database.rows(
                      "SELECT content_hash FROM clone_documents WHERE clone_id = ? AND deleted_at IS NULL "
                      "AND content_hash IN ("_L1
                          + marks + ") AND "_L1 + kOwnClone
                          + " UNION SELECT m.content_hash FROM imported_documents m "
                            "JOIN clone_documents d ON d.id = m.document_id AND d.deleted_at IS NULL "
                            "WHERE m.clone_id = ? AND m.content_hash IN ("_L1
                          + marks + ") AND m."_L1 + kOwnClone,
                      one + one, [](Query &query) { return query.value(0).toString(); }));
        for (const QString &hash : rows)
            found.insert(hash);
    }
    return found;
}

Result<bool> ImportRepository::isTouched(const QString &documentId) const
{
    CM_TRY_ASSIGN(
        untouched,
        m_database.number(u"SELECT count(*) FROM imported_documents m JOIN clone_documents d "
                          u"ON d.id = m.document_id AND d.user_id = ? AND d.deleted_at IS NULL "
                          u"AND d.updated_at = m.imported_at "
                          u"JOIN clones c ON c.id = d.clone_id AND c.deleted_at IS NULL WHERE d.id = ?"_s,
                          {m_userId, documentId}));
    return untouched == 0;
}

Result<void> ImportRepository::noteImported(const QString &documentId, const QString &sourceUri)
{
    return m_database.changeOne(
        "INSERT INTO imported_documents (document_id, clone_id, source_uri, content_hash, imported_at) "
        "SELECT id, clone_id, ?, content_hash, updated_at FROM clone_documents WHERE id = ? AND "_L1
            + kOwnClone
            + " ON CONFLICT (document_id) DO UPDATE SET source_uri = excluded.source_uri, "
              "content_hash = excluded.content_hash, imported_at = excluded.imported_at"_L1,
        {sourceUri, documentId, m_userId});
}

Result<QStringList> ImportRepository::names(const QString &cloneId) const
{
    return m_database.rows("SELECT name FROM clone_names WHERE clone_id = ? AND "_L1 + kOwnClone
                               + " ORDER BY created_at, rowid"_L1,
                           {cloneId, m_userId}, [](Query &query) { return query.value(0).toString(); });
}

Result<void> ImportRepository::addName(const QString &cloneId, const QString &name)
{
    Transaction transaction(m_database);
    CM_TRY(transaction.begin());
    CM_TRY_ASSIGN(there, names(cloneId));
    if (there.contains(sqlText(name)))
        return {};
    CM_TRY(m_database.changeOne(u"INSERT INTO clone_names (clone_id, name, created_at) SELECT c.id, ?, ? "
                                u"FROM clones c WHERE c.id = ? AND c.user_id = ? AND c.deleted_at IS NULL"_s,
                                {name, toIso(nowUtc()), cloneId, m_userId}));
    return transaction.commit();
}

} // namespace CloneMemoria
