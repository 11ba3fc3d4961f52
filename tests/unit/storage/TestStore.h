#pragma once

#include "core/base/Clock.h"
#include "core/base/Uuid.h"
#include "core/storage/Database.h"
#include "core/storage/Migrator.h"
#include "core/storage/Store.h"

#include <QTest>

#include <memory>

namespace CloneMemoria {

/// The repositories of one user over a database that others share.
struct UserRepositories
{
    UserRepositories(Database &database, const QString &userId)
        : clones(database, userId)
        , conversations(database, userId)
        , messages(database, userId)
        , documents(database, userId)
        , passages(database, userId)
        , imports(database, userId)
    { }

    CloneRepository clones;
    ConversationRepository conversations;
    MessageRepository messages;
    DocumentRepository documents;
    PassageRepository passages;
    ImportRepository imports;
};

/// A migrated database in memory; null (and a failed test) where it can't be made.
inline std::unique_ptr<Database> memoryDatabase()
{
    Result<std::unique_ptr<Database>> database = Database::open(QStringLiteral(":memory:"),
                                                                Database::Access::ReadWrite);
    if (!database || !Migrator::builtin().migrate(**database, {})) {
        QTest::qFail("the test's database could not be made", __FILE__, __LINE__);
        return nullptr;
    }
    return std::move(*database);
}

inline std::unique_ptr<Store> memoryStore()
{
    Result<std::unique_ptr<Store>> store = Store::open(QStringLiteral(":memory:"), {},
                                                       Store::Access::ReadWrite);
    if (!store) {
        QTest::qFail(qPrintable(store.error().detail), __FILE__, __LINE__);
        return nullptr;
    }
    return std::move(*store);
}

inline QString addUser(Database &database)
{
    const QString id = newId();
    const QString now = toIso(nowUtc());
    if (!database.run(
            QStringLiteral(
                "INSERT INTO users (id, display_name, created_at, updated_at) VALUES (?, '', ?, ?)"),
            {id, now, now}))
        QTest::qFail("the test's user could not be made", __FILE__, __LINE__);
    return id;
}

inline Message messageDraft(const QString &conversationId, const QString &parentId, MessageRole role,
                            const QString &content)
{
    Message draft;
    draft.conversationId = conversationId;
    draft.parentId = parentId;
    draft.role = role;
    draft.content = content;
    return draft;
}

inline Document documentDraft(const QString &cloneId, const QString &title, const QString &content)
{
    Document draft;
    draft.cloneId = cloneId;
    draft.title = title;
    draft.content = content;
    draft.contentHash = QStringLiteral("hash of ") + content.left(100);
    return draft;
}

inline Passage passageDraft(const QString &searchText)
{
    Passage passage;
    passage.content = searchText;
    passage.searchText = searchText;
    passage.endOffset = int(searchText.size());
    return passage;
}

} // namespace CloneMemoria

/// Fails the test with the error's own words; for functions that return void.
#define VERIFY_OK(result)                                                                            \
    do {                                                                                             \
        if (const auto &verified = (result); !verified)                                              \
            QFAIL(qPrintable(                                                                        \
                QStringLiteral("%1: %2 %3")                                                          \
                    .arg(QStringLiteral(#result), verified.error().code, verified.error().detail))); \
    } while (false)

/// Declares `name` as the value of the expression, or fails the test.
#define VERIFY_ASSIGN(name, expression) \
    auto name##Result = (expression);   \
    VERIFY_OK(name##Result);            \
    auto name = std::move(*name##Result)

/// The expression fails with that kind (and code).
#define VERIFY_FAILS(expression, expectedKind, expectedCode)                 \
    do {                                                                     \
        const auto &shouldFail = (expression);                               \
        QVERIFY2(!shouldFail, #expression " should fail");                   \
        QCOMPARE(toString(shouldFail.error().kind), toString(expectedKind)); \
        QCOMPARE(shouldFail.error().code, QString(expectedCode));            \
    } while (false)
