#include "tests/integration/api/ApiFixture.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

void ApiFixture::setUp(const OpenAiServer::Options &model, LocalApiOptions options)
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    m_model = std::make_unique<OpenAiServer>(model);
    ProfileOptions opened(Paths(m_folder->filePath(u"profile"_s)),
                          Environment({{u"LLM_CUSTOM_BASE_URL"_s, m_model->baseUrl()},
                                       {u"LLM_CUSTOM_MODEL"_s, u"test-model"_s},
                                       {u"LLM_CUSTOM_API_KEY"_s, u"some-key"_s},
                                       {u"EMBEDDINGS_CUSTOM_BASE_URL"_s, m_model->baseUrl()},
                                       {u"EMBEDDINGS_CUSTOM_MODEL"_s, u"test-embedding"_s},
                                       {u"EMBEDDINGS_DEFAULT_PROVIDER"_s, u"dummy"_s},
                                       {u"TTS_DEFAULT_PROVIDER"_s, u"dummy"_s}}));
    opened.secrets = SecretStore::Backend::ThisRunOnly;
    VERIFY_ASSIGN(profile, Profile::open(std::move(opened)));
    m_profile = std::move(profile);
    options.port = 0;
    options.token = QString::fromLatin1(kToken);
    m_server = std::make_unique<LocalApiServer>(*m_profile, options);
    VERIFY_ASSIGN(url, m_server->start());
    m_client = std::make_unique<ApiClient>(quint16(url.port()), kToken);
}

void ApiFixture::tearDown()
{
    m_client.reset();
    m_server.reset();
    m_profile.reset();
    m_model.reset();
    m_folder.reset();
}

QByteArray ApiFixture::makeClone(const QByteArray &name)
{
    const ApiAnswer made = client().call(
        "POST", "/api/clones", nlohmann::json{{"name", name.toStdString()}, {"llm_provider", "custom"}});
    if (made.status != 201)
        QTest::qFail(made.body.constData(), __FILE__, __LINE__);
    return QByteArray::fromStdString(made.json().value("id", std::string()));
}

QByteArray ApiFixture::addDocument(const QByteArray &cloneId, const QByteArray &title,
                                   const QByteArray &content)
{
    const ApiAnswer made = client().call("POST", "/api/clones/" + cloneId + "/documents",
                                         nlohmann::json{{"title", title.toStdString()},
                                                        {"content", content.toStdString()}});
    if (made.status != 201)
        QTest::qFail(made.body.constData(), __FILE__, __LINE__);
    return QByteArray::fromStdString(made.json().value("id", std::string()));
}

Message ApiFixture::lastMessage(const QByteArray &cloneId)
{
    return stored([id = QString::fromLatin1(cloneId)](Store &store) -> Result<Message> {
        CM_TRY_ASSIGN(conversations, store.conversations.list(id));
        if (conversations.isEmpty())
            return fail(ErrorKind::NotFound, u"no conversation"_s);
        CM_TRY_ASSIGN(messages, store.messages.page(conversations.constFirst().id, 1));
        if (messages.isEmpty())
            return fail(ErrorKind::NotFound, u"no message"_s);
        return messages.constLast();
    });
}

} // namespace CloneMemoria
