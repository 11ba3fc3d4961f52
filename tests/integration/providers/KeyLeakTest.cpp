#include "core/base/ErrorText.h"
#include "core/base/Logging.h"
#include "core/chat/ChatService.h"
#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"
#include "core/providers/ProviderRegistry.h"
#include "core/storage/StorageThread.h"
#include "core/storage/Store.h"
#include "tests/integration/cli/CliProcess.h"
#include "tests/support/OpenAiServer.h"

#include <QDirIterator>
#include <QNetworkAccessManager>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
const QString kKey = u"Zq7/marker+KEY=w4tch0ut&9f3c"_s; // with what a URL and a shell write differently

// Every form in which it could lie about.
QList<QByteArray> forms()
{
    const QByteArray key = kKey.toUtf8();
    QList<QByteArray> found{key, key.toPercentEncoding(), key.toHex(), key.left(20)};
    for (int before = 0; before < 3; ++before) {
        const QByteArray coded = (QByteArray(before, ' ') + key).toBase64(QByteArray::OmitTrailingEquals);
        found.append(coded.mid(before == 0 ? 0 : before + 1).chopped(1));
    }
    return found;
}

QByteArray formIn(const QByteArray &bytes)
{
    for (const QByteArray &form : forms()) {
        if (bytes.contains(form))
            return form;
    }
    return {};
}

// A file under that folder with the key in it, and the form; empty if there is none.
QString leakIn(const QString &folder, int &files)
{
    QDirIterator all(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        if (!file.open(QIODevice::ReadOnly))
            return u"can't read "_s + file.fileName();
        ++files;
        if (const QByteArray form = formIn(file.fileName().toUtf8() + file.readAll()); !form.isEmpty())
            return file.fileName() + u": "_s + QString::fromLatin1(form);
    }
    return {};
}

QByteArray &loggedLines()
{
    static QByteArray lines;
    return lines;
}

void keepLine(QtMsgType, const QMessageLogContext &, const QString &line)
{
    static QMutex mutex;
    const QMutexLocker lock(&mutex);
    loggedLines() += line.toUtf8() + '\n';
}

QByteArray jsonText(const QByteArray &text)
{
    return '"' + QByteArray(text).replace('\\', "\\\\").replace('"', "\\\"") + '"';
}
} // namespace

/// No key in any file, log or error. The servers of this test say the key back in every place they have.
class KeyLeakTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSearchFinds();
    void inTheProgram_data();
    void inTheProgram();
    void onTheCommandLine_data();
    void onTheCommandLine();

private:
    static void addServers();
};

Q_DECLARE_METATYPE(FaultScript)

// Each says the key in its own way.
void KeyLeakTest::addServers()
{
    QTest::addColumn<FaultScript>("script");
    const QByteArray key = kKey.toUtf8();
    const QByteArray coded = ("Authorization: Bearer " + key).toBase64();
    const auto error = [](int status, const QByteArray &message) {
        return FaultScript::answer(status, "application/json",
                                   R"({"error":{"message":)" + jsonText(message) + R"(,"code":)"
                                       + jsonText(message) + "}}",
                                   "X-Echo: " + message + "\r\n");
    };
    QTest::newRow("none: an answer") << FaultScript();
    QTest::newRow("401") << error(401, "Incorrect API key provided: " + key);
    QTest::newRow("400, percent-encoded") << error(400, "GET /v1?key=" + key.toPercentEncoding());
    QTest::newRow("500, base64 of the header") << error(500, coded);
    QTest::newRow("500, base64 of the key") << error(500, key.toBase64());
    QTest::newRow("502, a page") << FaultScript::answer(502, "text/html",
                                                        "<html><p>Bearer " + key + "</p></html>");
    QTest::newRow("200, a page") << FaultScript::answer(200, "text/html",
                                                        "<html><p>key=" + key + "</p></html>");
    QTest::newRow("200, a list of nothing")
        << FaultScript::answer(200, "application/json", R"({"models":{"key":)" + jsonText(key) + "}}");
    QTest::newRow("a redirect") << FaultScript::answer(307, "text/plain", {},
                                                       "Location: http://localhost:9/"
                                                           + key.toPercentEncoding()
                                                           + "?key=" + key.toPercentEncoding() + "\r\n");
    QTest::newRow("an error in mid-stream")
        << FaultScript::stream()
               .send(OpenAiServer::chatEvents(u"one two three"_s).mid(0, 3).join()
                     + R"(data: {"error":{"message":)" + jsonText("bad key " + key) + "}}\n\n")
               .close();
    QTest::newRow("broken JSON in mid-stream")
        << FaultScript::stream().send("data: {\"choices\": " + key + "\n\n").close();
}

void KeyLeakTest::theSearchFinds()
{
    const QByteArray key = kKey.toUtf8();
    for (const QByteArray &text :
         {"x" + key + "y", "x=" + key.toPercentEncoding(), (": " + key + "tail").toBase64(),
          ("ab" + key).toBase64(), ("abc" + key).toBase64()})
        QVERIFY2(!formIn(text).isEmpty(), text.constData());
    QTemporaryDir folder;
    QFile file(folder.filePath(u".hidden"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("a" + key) > 0);
    file.close();
    int files = 0;
    QVERIFY(!leakIn(folder.path(), files).isEmpty());
}

void KeyLeakTest::inTheProgram_data()
{
    addServers();
}

void KeyLeakTest::inTheProgram()
{
    QFETCH(FaultScript, script);
    OpenAiServer server({.key = kKey});
    const bool fine = script.steps().isEmpty();
    if (!fine)
        server.server().setResponder([script](const ReceivedRequest &) { return script; });
    QTemporaryDir folder;
    loggedLines().clear();
    setUpLogging(u"debug"_s);
    const QtMessageHandler before = qInstallMessageHandler(keepLine);
    QByteArray told;
    int errors = 0;
    const auto note = [&](const Error &error) {
        ++errors;
        told += (error.detail + u'|' + error.code + u'|' + error.subject + u'|' + describe(error).sentence
                 + u'\n')
                    .toUtf8();
    };
    {
        ProfileOptions options(Paths(folder.filePath(u"profile"_s)), Environment());
        options.secrets = SecretStore::Backend::ThisRunOnly;
        Result<std::unique_ptr<Profile>> opened = Profile::open(std::move(options));
        QVERIFY(opened.has_value());
        Profile &profile = **opened;
        ProviderSettings &settings = profile.providerSettings();
        for (const ProviderKind kind : {ProviderKind::Llm, ProviderKind::Embedding, ProviderKind::Speech}) {
            settings.setBaseUrl(kind, u"openai"_s, server.baseUrl());
            settings.setModel(kind, u"openai"_s, u"test-model"_s);
        }
        settings.setProfileProvider(ProviderKind::Llm, u"openai"_s);
        const auto keyed = settings.setKey(u"openai"_s, kKey);
        QTRY_VERIFY(keyed.isFinished());
        Clone draft;
        draft.name = u"Ada"_s;
        const auto made = profile.storage().write(
            [draft](Store &store) { return store.clones.create(draft); });
        QTRY_VERIFY(made.isFinished() && made.result());
        int answers = 0;
        ChatTurn *turn = profile.chat().send(made.result()->id, {}, u"Hello?"_s);
        connect(turn, &ChatTurn::finished, this, [&](const Message &answer) {
            ++answers;
            if (answer.error)
                note(*answer.error);
        });
        QTRY_COMPARE_WITH_TIMEOUT(answers, 1, 15'000);

        const auto config = [&](ProviderKind kind) { return settings.configOf(kind, u"openai"_s); };
        const auto llmConfig = config(ProviderKind::Llm);
        const auto embeddingConfig = config(ProviderKind::Embedding);
        const auto speechConfig = config(ProviderKind::Speech);
        QTRY_VERIFY(llmConfig.isFinished() && embeddingConfig.isFinished() && speechConfig.isFinished());
        auto llm = profile.providers().makeLlm(*llmConfig.result());
        auto embedder = profile.providers().makeEmbedder(*embeddingConfig.result());
        auto speech = profile.providers().makeSpeech(*speechConfig.result());
        QVERIFY(llm && embedder && speech);
        const auto models = (*llm)->models();
        const auto vectors = (*embedder)->embed({u"a garden"_s});
        const auto sound = (*speech)->synthesize({.text = u"Hello"_s, .voice = {}, .language = {}});
        const auto voices = (*speech)->voices();
        QTRY_VERIFY_WITH_TIMEOUT(
            models.isFinished() && vectors.isFinished() && sound.isFinished() && voices.isFinished(), 15'000);
        for (const std::optional<Error> &error :
             {models.result() ? std::nullopt : std::optional(models.result().error()),
              vectors.result() ? std::nullopt : std::optional(vectors.result().error()),
              sound.result() ? std::nullopt : std::optional(sound.result().error()),
              voices.result() ? std::nullopt : std::optional(voices.result().error())}) {
            if (error)
                note(*error);
        }
    }
    qInstallMessageHandler(before);

    int seen = 0;
    for (const ReceivedRequest &request : server.server().requests()) {
        seen += request.header("authorization") == "Bearer " + kKey.toUtf8() ? 1 : 0;
        QVERIFY(formIn(request.path).isEmpty());
    }
    QVERIFY2(seen >= 5, "the server was never given the key: nothing is shown by this");
    QVERIFY(fine ? errors == 0 : errors >= 4);
    QVERIFY2(formIn(told).isEmpty(), told.constData());
    QVERIFY(!loggedLines().isEmpty());
    QVERIFY2(formIn(loggedLines()).isEmpty(), loggedLines().constData());
    int files = 0;
    const QString leak = leakIn(folder.path(), files);
    QVERIFY2(leak.isEmpty(), qPrintable(leak));
    QVERIFY(files > 0);
}

void KeyLeakTest::onTheCommandLine_data()
{
    addServers();
}

void KeyLeakTest::onTheCommandLine()
{
    QFETCH(FaultScript, script);
    OpenAiServer server({.key = kKey});
    if (!script.steps().isEmpty())
        server.server().setResponder([script](const ReceivedRequest &) { return script; });
    QTemporaryDir temporary;
    CliProcess cli;
    for (const QString &kind : {u"LLM_OPENAI_"_s, u"EMBEDDINGS_OPENAI_"_s}) {
        cli.set(kind + u"BASE_URL"_s, server.baseUrl());
        cli.set(kind + u"API_KEY"_s, kKey);
        cli.set(kind + u"MODEL"_s, u"test-model"_s);
    }
    cli.set(u"LLM_DEFAULT_PROVIDER"_s, u"openai"_s);
    cli.set(u"EMBEDDINGS_DEFAULT_PROVIDER"_s, u"openai"_s);
    cli.set(u"TTS_DEFAULT_PROVIDER"_s, u"openai"_s);
    cli.set(u"TTS_API_BASE_URL"_s, server.baseUrl());
    cli.set(u"TTS_API_KEY"_s, kKey);
    cli.set(u"LOG_LEVEL"_s, u"debug"_s);
    cli.set(u"TMPDIR"_s, temporary.path());
    const QString id = cli.createClone({u"Ada"_s});
    QVERIFY(!id.isEmpty());

    QByteArray output;
    const auto run = [&](const QStringList &arguments, const QByteArray &input = {}) {
        for (const QStringList &more :
             {QStringList{u"--verbose"_s}, QStringList{u"--verbose"_s, u"--json"_s}}) {
            const CliResult result = cli.run(arguments + more, input);
            QVERIFY(!result.crashed);
            output += result.out + result.err;
        }
    };
    run({u"memory"_s, u"add"_s, id, u"-"_s, u"--title"_s, u"Soup"_s}, "Leek and potato.");
    run({u"ask"_s, id, u"What soup?"_s});
    run({u"speak"_s, id, u"Hello."_s, u"-o"_s, cli.path(u"out.wav"_s)});
    run({u"status"_s});
    run({u"providers"_s, u"list"_s});

    int seen = 0;
    for (const ReceivedRequest &request : server.server().requests())
        seen += request.header("authorization") == "Bearer " + kKey.toUtf8() ? 1 : 0;
    QVERIFY2(seen >= 3, "the server was never given the key: nothing is shown by this");
    QVERIFY(output.contains("clonememoria.net"));
    QVERIFY2(formIn(output).isEmpty(), output.constData());
    int files = 0;
    for (const QString &folder : {cli.path({}), temporary.path()}) {
        const QString leak = leakIn(folder, files);
        QVERIFY2(leak.isEmpty(), qPrintable(leak));
    }
    QVERIFY(files > 0);
}

QTEST_GUILESS_MAIN(KeyLeakTest)
#include "KeyLeakTest.moc"
