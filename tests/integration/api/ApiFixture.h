#pragma once

#include "core/api/LocalApiServer.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"
#include "tests/integration/api/ApiClient.h"
#include "tests/support/OpenAiServer.h"
#include "tests/unit/storage/TestStore.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace CloneMemoria {

/// A profile in a folder of its own, whose models are a server of the test's, and the local API over it, on a real socket
/// and on the test's thread.
class ApiFixture : public QObject
{
protected:
    void setUp(const OpenAiServer::Options &model = {}, LocalApiOptions options = {});
    void tearDown();

    const ApiClient &client() const { return *m_client; }
    Profile &profile() { return *m_profile; }
    LocalApiServer &server() { return *m_server; }
    OpenAiServer &model() { return *m_model; }

    /// Makes a clone whose answers come from model(); its id.
    QByteArray makeClone(const QByteArray &name = "Ada");
    /// Adds a memory; its id.
    QByteArray addDocument(const QByteArray &cloneId, const QByteArray &title, const QByteArray &content);
    /// What a job on the writing thread gives.
    template <typename Job>
    auto stored(Job job) -> typename std::invoke_result_t<Job, Store &>::value_type;
    /// The last message of the clone's newest conversation.
    Message lastMessage(const QByteArray &cloneId);

    static inline const QByteArray kToken = "the-token-of-this-test";

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OpenAiServer> m_model;
    std::unique_ptr<Profile> m_profile;
    std::unique_ptr<LocalApiServer> m_server;
    std::unique_ptr<ApiClient> m_client;
};

template <typename Job>
auto ApiFixture::stored(Job job) -> typename std::invoke_result_t<Job, Store &>::value_type
{
    auto future = m_profile->storage().write(job);
    future.waitForFinished();
    auto result = future.result();
    if (!result) {
        QTest::qFail(qPrintable(toString(result.error().kind) + result.error().detail), __FILE__, __LINE__);
        return {};
    }
    return *result;
}

} // namespace CloneMemoria

/// Two JSON values, told when they differ.
#define COMPARE_JSON(actual, expected)                                               \
    do {                                                                             \
        const nlohmann::json actualJson = (actual);                                  \
        const nlohmann::json expectedJson = (expected);                              \
        QVERIFY2(actualJson == expectedJson,                                         \
                 (actualJson.dump() + "\nexpected " + expectedJson.dump()).c_str()); \
    } while (false)
