#pragma once

#include "core/chat/ChatService.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/storage/StorageThread.h"
#include "tests/unit/chat/ScriptedLlm.h"
#include "tests/unit/storage/TestStore.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

/// A chat service over a real database and real threads; only the model is played. The clone remembers one pier.
class ChatFixture : public QObject
{
protected:
    void setUp();
    void tearDown();

    /// What a turn has signalled.
    struct Heard
    {
        std::optional<Message> answer;
        std::optional<Error> refusal;
        int accepted = 0;
        int memories = 0;
        int lastSignals = 0;
        bool afterLast = false;
        QString text;
        QString thoughts;
        Message question;
        Conversation conversation;
        bool over() const { return lastSignals > 0; }
    };

    std::shared_ptr<Heard> listen(ChatTurn *turn);
    ScriptedReply *reply(qsizetype index);
    template <typename Job>
    auto stored(Job job) -> typename std::invoke_result_t<Job, Store &>::value_type;
    Message row(const QString &id);
    StoreCounts counts();
    QStringList shown(const QString &conversationId);
    void setReadOnly(bool readOnly);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<StorageThread> m_storage;
    std::unique_ptr<KnowledgeService> m_knowledge;
    std::unique_ptr<ChatService> m_chat;
    std::shared_ptr<ScriptedLlm> m_llm;
    std::optional<Error> m_noLlm;
    Clone m_clone;
};

inline void ChatFixture::setUp()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    auto storage = StorageThread::open(m_folder->filePath(u"a.db"_s), m_folder->filePath(u"backups"_s));
    VERIFY_OK(storage);
    m_storage = std::move(*storage);
    m_knowledge = std::make_unique<KnowledgeService>(*m_storage, EmbedderFor());
    m_llm = std::make_shared<ScriptedLlm>();
    m_noLlm.reset();
    m_chat = std::make_unique<ChatService>(*m_storage, *m_knowledge, [this](const Clone &) {
        if (m_noLlm)
            return readyFuture(Result<ChosenLlm>(fail(*m_noLlm)));
        return readyFuture(Result<ChosenLlm>(ChosenLlm{m_llm, u"scripted"_s, u"Scripted"_s, 4096}));
    });
    Clone draft;
    draft.name = u"Ada"_s;
    m_clone = stored([draft](Store &store) { return store.clones.create(draft); });
    auto added = m_knowledge->add(m_clone.id,
                                  {.title = u"The pier"_s,
                                   .content = u"We caught mackerel from the old pier in August."_s});
    QTRY_VERIFY(added.isFinished());
    VERIFY_OK(added.result());
}

inline void ChatFixture::tearDown()
{
    m_chat.reset();
    m_knowledge.reset();
    m_storage.reset();
}

inline std::shared_ptr<ChatFixture::Heard> ChatFixture::listen(ChatTurn *turn)
{
    auto heard = std::make_shared<Heard>();
    connect(turn, &ChatTurn::accepted, this,
            [heard](const Conversation &conversation, const Message &question) {
                heard->afterLast |= heard->over();
                ++heard->accepted;
                heard->conversation = conversation;
                heard->question = question;
            });
    connect(turn, &ChatTurn::memoriesFound, this, [heard] {
        heard->afterLast |= heard->over() || !heard->text.isEmpty();
        ++heard->memories;
    });
    connect(turn, &ChatTurn::delta, this, [heard](const QString &text) {
        heard->afterLast |= heard->over();
        heard->text += text;
    });
    connect(turn, &ChatTurn::thought, this, [heard](const QString &text) {
        heard->afterLast |= heard->over();
        heard->thoughts += text;
    });
    connect(turn, &ChatTurn::finished, this, [heard](const Message &answer) {
        ++heard->lastSignals;
        heard->answer = answer;
    });
    connect(turn, &ChatTurn::refused, this, [heard](const Error &error) {
        ++heard->lastSignals;
        heard->refusal = error;
    });
    return heard;
}

inline ScriptedReply *ChatFixture::reply(qsizetype index)
{
    if (!QTest::qWaitFor([&] { return m_llm->replies.size() > index; }, 5000)) {
        QTest::qFail("the model was not asked", __FILE__, __LINE__);
        static ScriptedReply nobody({}, nullptr);
        return &nobody;
    }
    return m_llm->replies.at(index);
}

// The result of a job on the writing thread.
template <typename Job>
auto ChatFixture::stored(Job job) -> typename std::invoke_result_t<Job, Store &>::value_type
{
    auto future = m_storage->write(job);
    future.waitForFinished();
    auto result = future.result();
    if (!result) {
        QTest::qFail(qPrintable(toString(result.error().kind) + u' ' + result.error().detail), __FILE__,
                     __LINE__);
        return {};
    }
    return *result;
}

inline Message ChatFixture::row(const QString &id)
{
    return stored([id](Store &store) { return store.messages.get(id); });
}

inline StoreCounts ChatFixture::counts()
{
    return stored([](Store &store) { return store.counts(); });
}

inline QStringList ChatFixture::shown(const QString &conversationId)
{
    QStringList contents;
    for (const Message &message :
         stored([conversationId](Store &store) { return store.messages.page(conversationId, 100); }))
        contents.append(message.content);
    return contents;
}

inline void ChatFixture::setReadOnly(bool readOnly)
{
    stored([readOnly](Store &store) -> Result<int> {
        CM_TRY(store.database().run(readOnly ? u"PRAGMA query_only = ON"_s : u"PRAGMA query_only = OFF"_s));
        return 0;
    });
}

} // namespace CloneMemoria

// It ended once, quietly thereafter.
#define WAIT_FOR_END(heard)                \
    do {                                   \
        QTRY_VERIFY((heard)->over());      \
        QTest::qWait(20);                  \
        QCOMPARE((heard)->lastSignals, 1); \
        QVERIFY(!(heard)->afterLast);      \
    } while (false)
