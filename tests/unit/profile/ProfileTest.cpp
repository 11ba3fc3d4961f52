#include "core/profile/Profile.h"

#include "core/chat/ChatService.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/profile/ProviderSettings.h"
#include "core/profile/SampleClone.h"
#include "core/profile/Settings.h"
#include "core/providers/Preset.h"
#include "core/providers/ProviderCheck.h"
#include "core/speech/AudioPlayer.h"
#include "core/storage/StorageThread.h"
#include "tests/support/OpenAiServer.h"
#include "tests/unit/storage/TestStore.h"

#include <QDir>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// A profile as the program opens it, and the sample clone in it.
class ProfileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void exclusive();
    void newerDatabase();
    void damagedDatabase();
    void foreignDatabase();
    void everythingIsThereAfterwards();
    void sampleManifest();
    void sampleTwice();
    void sampleInterrupted();
    void sampleInterruptedByTheEnd();
    void sampleAnswersWithCitations();
    void aPresetFromAFileAlone();

private:
    Result<std::unique_ptr<Profile>> open(bool exclusive = false);
    template <typename T>
    static T finished(QFuture<Result<T>> future);
    static qint64 number(Profile &profile, const QString &sql);

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ProfileTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

Result<std::unique_ptr<Profile>> ProfileTest::open(bool exclusive)
{
    ProfileOptions options(Paths(m_folder->filePath(u"profile"_s)), Environment());
    options.secrets = SecretStore::Backend::ThisRunOnly;
    options.exclusive = exclusive;
    return Profile::open(std::move(options));
}

template <typename T>
T ProfileTest::finished(QFuture<Result<T>> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 60'000)) {
        QTest::qFail("no answer", __FILE__, __LINE__);
        return {};
    }
    if (!future.result()) {
        QTest::qFail(qPrintable(future.result().error().code + u' ' + future.result().error().detail),
                     __FILE__, __LINE__);
        return {};
    }
    return *future.result();
}

qint64 ProfileTest::number(Profile &profile, const QString &sql)
{
    return finished(profile.storage().write([sql](Store &store) { return store.database().number(sql); }));
}

void ProfileTest::exclusive()
{
    {
        VERIFY_ASSIGN(window, open(true));
        VERIFY_FAILS(open(true), ErrorKind::Storage, u"in-use"_s);
        VERIFY_OK(open(false)); // the command line works beside it
        QVERIFY(window->paths().dataDir().endsWith(u"/profile"_s));
    }
    VERIFY_OK(open(true));
}

void ProfileTest::newerDatabase()
{
    VERIFY_OK(open());
    {
        VERIFY_ASSIGN(database, Database::open(m_folder->filePath(u"profile/clonememoria.db"_s),
                                               Database::Access::ReadWrite));
        VERIFY_OK(database->run(u"PRAGMA user_version = 999"_s));
    }
    VERIFY_FAILS(open(true), ErrorKind::Storage, u"database-newer"_s);
    VERIFY_FAILS(open(true), ErrorKind::Storage, u"database-newer"_s); // the lock was given back
}

void ProfileTest::damagedDatabase()
{
    QVERIFY(QDir(m_folder->path()).mkpath(u"profile"_s));
    QFile file(m_folder->filePath(u"profile/clonememoria.db"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(9000, '#')) == 9000);
    file.close();
    VERIFY_FAILS(open(), ErrorKind::Storage, u"database-damaged"_s);
}

void ProfileTest::foreignDatabase()
{
    QVERIFY(QDir(m_folder->path()).mkpath(u"profile"_s));
    const QString path = m_folder->filePath(u"profile/clonememoria.db"_s);
    {
        VERIFY_ASSIGN(database, Database::open(path, Database::Access::ReadWrite));
        VERIFY_OK(database->run(u"CREATE TABLE recipes (name TEXT)"_s));
        VERIFY_OK(database->run(u"PRAGMA user_version = 1"_s));
    }
    const auto bytes = [&] {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QByteArray before = bytes();
    QVERIFY(!before.isEmpty());
    VERIFY_FAILS(open(), ErrorKind::Storage, u"not-ours"_s);
    QCOMPARE(bytes(), before);
}

void ProfileTest::everythingIsThereAfterwards()
{
    QString cloneId;
    {
        VERIFY_ASSIGN(profile, open());
        Clone draft;
        draft.name = u"Ada"_s;
        cloneId = finished(profile->storage().write([draft](Store &store) {
                      return store.clones.create(draft);
                  })).id;
        profile->settings().set(u"ui.theme"_s, u"dark"_s); // not waited for: the end of the profile does
        finished(profile->knowledge().add(cloneId, {.title = u"Soup"_s, .content = u"Leek and potato."_s}));
    }
    VERIFY_ASSIGN(profile, open());
    QCOMPARE(profile->settings().value(u"ui.theme"_s), u"dark"_s);
    const auto documents = finished(
        profile->storage().read([cloneId](Store &store) { return store.documents.list(cloneId); }));
    QCOMPARE(documents.size(), 1);
    QCOMPARE(documents.first().title, u"Soup"_s);
}

void ProfileTest::sampleManifest()
{
    VERIFY_ASSIGN(sample, readSampleClone());
    QVERIFY(!sample.clone.name.isEmpty());
    QVERIFY(!sample.clone.personality.isEmpty());
    QVERIFY(!sample.clone.greeting.isEmpty());
    static const QRegularExpression word(u"\\w+"_s, QRegularExpression::UseUnicodePropertiesOption);
    qsizetype words = 0;
    QSet<QString> titles;
    for (const DocumentDraft &document : sample.documents) {
        words += document.content.count(word);
        titles.insert(document.title);
        QVERIFY(document.happenedAt.isValid());
        QVERIFY2(!document.content.contains(QChar(QChar::ReplacementCharacter)), qPrintable(document.title));
    }
    QCOMPARE(titles.size(), sample.documents.size());
    QVERIFY2(words >= 15'000, qPrintable(QString::number(words)));
}

void ProfileTest::sampleTwice()
{
    VERIFY_ASSIGN(sample, readSampleClone());
    VERIFY_ASSIGN(profile, open());
    // At once, and then again.
    auto first = installSampleClone(*profile);
    auto second = installSampleClone(*profile);
    const QString id = finished(first).id;
    QCOMPARE(finished(second).id, id);
    QCOMPARE(finished(installSampleClone(*profile)).id, id);
    QCOMPARE(number(*profile, u"SELECT count(*) FROM clones"_s), 1);
    QCOMPARE(number(*profile, u"SELECT count(*) FROM clone_documents"_s), sample.documents.size());
    QVERIFY(number(*profile, u"SELECT count(*) FROM clone_document_chunks"_s) > sample.documents.size());
}

void ProfileTest::sampleInterrupted()
{
    VERIFY_ASSIGN(sample, readSampleClone());
    VERIFY_ASSIGN(profile, open());
    const Clone clone = finished(profile->storage().write(
        [draft = sample.clone](Store &store) { return store.clones.create(draft); }));
    for (int i = 0; i < 3; ++i)
        finished(profile->knowledge().add(clone.id, sample.documents.at(i)));
    QCOMPARE(finished(installSampleClone(*profile)).id, clone.id);
    QCOMPARE(number(*profile, u"SELECT count(*) FROM clones"_s), 1);
    QCOMPARE(number(*profile, u"SELECT count(*) FROM clone_documents"_s), sample.documents.size());
}

void ProfileTest::sampleInterruptedByTheEnd()
{
    VERIFY_ASSIGN(sample, readSampleClone());
    QFuture<Result<Clone>> installing;
    {
        VERIFY_ASSIGN(profile, open());
        installing = installSampleClone(*profile);
        QTest::qWait(30);
    }
    QVERIFY(installing.isFinished());
    VERIFY_ASSIGN(profile, open());
    finished(installSampleClone(*profile));
    QCOMPARE(number(*profile, u"SELECT count(*) FROM clones"_s), 1);
    QCOMPARE(number(*profile, u"SELECT count(*) FROM clone_documents"_s), sample.documents.size());
}

void ProfileTest::sampleAnswersWithCitations()
{
    VERIFY_ASSIGN(profile, open());
    const Clone clone = finished(installSampleClone(*profile));
    ChatTurn *turn = profile->chat().send(clone.id, {}, u"What was Mr Pirie's funeral like?"_s);
    std::optional<Message> answer;
    QString streamed;
    connect(turn, &ChatTurn::delta, this, [&](const QString &text) { streamed += text; });
    connect(turn, &ChatTurn::finished, this, [&](const Message &message) { answer = message; });
    QTRY_VERIFY_WITH_TIMEOUT(answer, 30'000);
    QVERIFY(answer->status == MessageStatus::Complete);
    QVERIFY(!answer->error);
    QCOMPARE(answer->content, streamed);
    QCOMPARE(answer->provider, u"dummy"_s);
    QVERIFY(!answer->citations.isEmpty());
    QStringList titles;
    for (const Citation &citation : answer->citations)
        titles.append(citation.documentTitle);
    QVERIFY2(!titles.filter(u"Pirie"_s).isEmpty(), qPrintable(titles.join(u", "_s)));
    const Message stored = finished(
        profile->storage().read([id = answer->id](Store &store) { return store.messages.get(id); }));
    QVERIFY(stored == *answer);
}

// No C++ is needed for a provider that speaks a known protocol: its entry in the file is listed, checked and answers.
void ProfileTest::aPresetFromAFileAlone()
{
    OpenAiServer server({.key = u"sk-new"_s, .models = {u"sea-1"_s}});
    QFile file(m_folder->filePath(u"providers.json"_s));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write(
        R"({"llm":[{"id":"seaside","name":"Seaside","protocol":"openai","model":"sea-1","needsKey":true,
        "secret":"seaside","baseUrl":")"
        + server.baseUrl().toUtf8() + R"("}]})");
    file.seek(0);
    VERIFY_ASSIGN(presets, parsePresets(file.readAll()));
    ProfileOptions options(Paths(m_folder->filePath(u"profile"_s)),
                           Environment({{u"LLM_SEASIDE_API_KEY"_s, u"sk-new"_s}}));
    options.secrets = SecretStore::Backend::ThisRunOnly;
    options.presets = presets + builtinPresets();
    VERIFY_ASSIGN(profile, Profile::open(std::move(options)));
    QCOMPARE(profile->providers().presets(ProviderKind::Llm).first().name, u"Seaside"_s);

    ProviderCheck check(profile->providers(),
                        finished(profile->providerSettings().configOf(ProviderKind::Llm, u"seaside"_s)),
                        nullptr);
    bool ended = false;
    connect(&check, &ProviderCheck::finished, this, [&ended] { ended = true; });
    check.start();
    QTRY_VERIFY_WITH_TIMEOUT(ended, 20'000);
    QVERIFY(check.report().isOk());

    Clone draft;
    draft.name = u"Mara"_s;
    draft.settings.llmProvider = u"seaside"_s;
    const Clone clone = finished(
        profile->storage().write([draft](Store &store) { return store.clones.create(draft); }));
    std::optional<Message> answer;
    connect(profile->chat().send(clone.id, {}, u"What was in the garden?"_s), &ChatTurn::finished, this,
            [&](const Message &message) { answer = message; });
    QTRY_VERIFY_WITH_TIMEOUT(answer, 20'000);
    QVERIFY(answer->status == MessageStatus::Complete);
    QCOMPARE(answer->provider, u"seaside"_s);
    QVERIFY2(answer->content.contains(u"pear tree"_s), qPrintable(answer->content));
    QCOMPARE(server.requestsTo("/chat/completions").size(), 2); // the check's and the clone's
}

QTEST_GUILESS_MAIN(ProfileTest)
#include "ProfileTest.moc"
