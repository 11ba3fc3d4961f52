#include "core/storage/CloneRepository.h"

#include "core/base/Clock.h"
#include "core/base/Uuid.h"
#include "core/storage/Database.h"
#include "core/storage/PageReading.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr auto kCloneColumns =
    "c.id, c.user_id, c.name, c.relation, c.description, c.personality, c.speaking_style, c.greeting, "
    "c.language, c.avatar, c.llm_provider, c.llm_model, c.embedding_provider, c.embedding_model, "
    "c.tts_provider, c.tts_voice_id, c.temperature, c.max_tokens, c.remember_conversations, "
    "c.created_at, c.updated_at"_L1;
constexpr int kAfterCloneColumns = 21;

Clone cloneFrom(Query &query)
{
    int at = 0;
    const auto text = [&] { return query.value(at++).toString(); };
    Clone clone;
    clone.id = text();
    clone.userId = text();
    clone.name = text();
    clone.relation = text();
    clone.description = text();
    clone.personality = text();
    clone.speakingStyle = text();
    clone.greeting = text();
    clone.language = text();
    clone.avatar = text();
    clone.settings.llmProvider = text();
    clone.settings.llmModel = text();
    clone.settings.embeddingProvider = text();
    clone.settings.embeddingModel = text();
    clone.settings.ttsProvider = text();
    clone.settings.ttsVoiceId = text();
    clone.settings.temperature = query.value(at++).toDouble();
    if (const QVariant maxTokens = query.value(at++); !maxTokens.isNull())
        clone.settings.maxTokens = maxTokens.toInt();
    clone.rememberConversations = query.value(at++).toBool();
    clone.createdAt = timeFromSql(query.value(at++));
    clone.updatedAt = timeFromSql(query.value(at++));
    return clone;
}

// The newest conversation of a clone and its last message are each one step in an index: the messages are not read.
constexpr auto kSelectSummaries =
    ", substr(m.content, 1, 200), coalesce(v.updated_at, c.created_at) AS active, "
    "(SELECT count(*) FROM clone_documents d WHERE d.clone_id = c.id AND d.deleted_at IS NULL) "
    "FROM clones c "
    "LEFT JOIN conversations v ON v.id = (SELECT id FROM conversations WHERE clone_id = c.id AND "
    "deleted_at IS NULL "
    "AND current_message_id <> '' ORDER BY updated_at DESC LIMIT 1) "
    "LEFT JOIN messages m ON m.id = v.current_message_id AND m.deleted_at IS NULL "
    "WHERE c.user_id = ? AND c.deleted_at IS NULL "_L1;

CloneSummary cloneSummaryFrom(Query &query)
{
    CloneSummary summary;
    summary.clone = cloneFrom(query);
    summary.lastWords = query.value(kAfterCloneColumns).toString();
    summary.lastActivity = timeFromSql(query.value(kAfterCloneColumns + 1));
    summary.documents = query.value(kAfterCloneColumns + 2).toInt();
    return summary;
}

QVariantList cloneValues(const Clone &clone)
{
    const AiSettings &ai = clone.settings;
    return {clone.name,
            clone.relation,
            clone.description,
            clone.personality,
            clone.speakingStyle,
            clone.greeting,
            clone.language,
            clone.avatar,
            ai.llmProvider,
            ai.llmModel,
            ai.embeddingProvider,
            ai.embeddingModel,
            ai.ttsProvider,
            ai.ttsVoiceId,
            ai.temperature,
            ai.maxTokens ? QVariant(*ai.maxTokens) : QVariant(),
            clone.rememberConversations ? 1 : 0};
}
} // namespace

CloneRepository::CloneRepository(Database &database, QString userId)
    : m_database(database)
    , m_userId(std::move(userId))
{ }

Result<QList<CloneSummary>> CloneRepository::list() const
{
    return m_database.rows("SELECT "_L1 + kCloneColumns + kSelectSummaries
                               + "ORDER BY active DESC, c.rowid DESC"_L1,
                           {m_userId}, cloneSummaryFrom);
}

Result<Page<CloneSummary>> CloneRepository::page(int limit, const PagePlace &after) const
{
    return readPage(
        m_database,
        "SELECT "_L1 + kCloneColumns + kSelectSummaries
            + "AND (c.created_at, c.id) < (?, ?) ORDER BY c.created_at DESC, c.id DESC LIMIT ?"_L1,
        QVariantList{m_userId} + pageValues(after), limit, cloneSummaryFrom,
        [](const CloneSummary &row) {
            return PagePlace{row.clone.createdAt, row.clone.id};
        },
        [](const CloneSummary &row) {
            return row.clone.avatar.size() + row.clone.description.size() + row.clone.personality.size()
                   + row.clone.speakingStyle.size() + row.clone.greeting.size();
        });
}

Result<Clone> CloneRepository::get(const QString &id) const
{
    return m_database.row("SELECT "_L1 + kCloneColumns
                              + " FROM clones c WHERE c.id = ? AND c.user_id = ? AND c.deleted_at IS NULL"_L1,
                          {id, m_userId}, cloneFrom);
}

Result<QList<CloneName>> CloneRepository::names() const
{
    return m_database.rows(u"SELECT c.id, c.name, c.created_at FROM clones c WHERE c.user_id = ? AND "
                           "c.deleted_at IS NULL ORDER BY c.created_at, c.rowid"_s,
                           {m_userId}, [](Query &query) {
                               return CloneName{query.value(0).toString(), query.value(1).toString(),
                                                timeFromSql(query.value(2))};
                           });
}

Result<QList<Clone>> CloneRepository::findByName(const QString &name) const
{
    // SQLite folds the case of ASCII alone: compared here.
    CM_TRY_ASSIGN(all, names());
    QList<Clone> found;
    for (const CloneName &one : all) {
        if (one.name.compare(name, Qt::CaseInsensitive) != 0)
            continue;
        CM_TRY_ASSIGN(clone, get(one.id));
        found.append(clone);
    }
    return found;
}

Result<Clone> CloneRepository::find(const QString &idOrName) const
{
    if (Result<Clone> clone = get(idOrName); clone || clone.error().kind != ErrorKind::NotFound)
        return clone;
    CM_TRY_ASSIGN(named, findByName(idOrName.simplified()));
    const QString shown = idOrName.left(200);
    if (named.isEmpty())
        return fail(ErrorKind::NotFound, u"neither an id nor a name"_s, u"not-a-clone"_s, shown);
    if (named.size() > 1) {
        QStringList ids;
        for (const Clone &clone : named)
            ids.append(clone.id);
        return fail(ErrorKind::InvalidInput, ids.join(u", "), u"ambiguous"_s, shown);
    }
    return named.constFirst();
}

Result<Clone> CloneRepository::create(const Clone &draft)
{
    const QString id = newId();
    const QString now = toIso(nowUtc());
    CM_TRY(m_database.run(u"INSERT INTO clones (name, relation, description, personality, speaking_style, "
                          u"greeting, language, avatar, "
                          "llm_provider, llm_model, embedding_provider, embedding_model, tts_provider, "
                          "tts_voice_id, temperature, "
                          "max_tokens, remember_conversations, id, user_id, created_at, updated_at) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                          cloneValues(draft) + QVariantList{id, m_userId, now, now}));
    return get(id);
}

Result<Clone> CloneRepository::update(const Clone &clone)
{
    CM_TRY(m_database.changeOne(
        u"UPDATE clones SET name = ?, relation = ?, description = ?, personality = ?, speaking_style = ?, "
        "greeting = ?, language = ?, avatar = ?, llm_provider = ?, llm_model = ?, embedding_provider = ?, "
        "embedding_model = ?, tts_provider = ?, tts_voice_id = ?, temperature = ?, max_tokens = ?, "
        "remember_conversations = ?, updated_at = ? "
        "WHERE id = ? AND user_id = ? AND deleted_at IS NULL"_s,
        cloneValues(clone) + QVariantList{toIso(nowUtc()), clone.id, m_userId}));
    return get(clone.id);
}

Result<void> CloneRepository::trash(const QString &id)
{
    return m_database.changeOne(
        u"UPDATE clones SET deleted_at = ? WHERE id = ? AND user_id = ? AND deleted_at IS NULL"_s,
        {toIso(nowUtc()), id, m_userId});
}

Result<void> CloneRepository::restore(const QString &id)
{
    return m_database.changeOne(
        u"UPDATE clones SET deleted_at = NULL WHERE id = ? AND user_id = ? AND deleted_at IS NOT NULL"_s,
        {id, m_userId});
}

Result<void> CloneRepository::purge(const QString &id)
{
    return m_database.changeOne(u"DELETE FROM clones WHERE id = ? AND user_id = ?"_s, {id, m_userId});
}

} // namespace CloneMemoria
