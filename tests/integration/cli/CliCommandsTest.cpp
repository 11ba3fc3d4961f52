#include "tests/integration/cli/CliProcess.h"
#include "tests/support/OpenAiServer.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

/// The words themselves: help, wrong use, clones, status and providers.
class CliCommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsHowItIsUsed_data();
    void tellsHowItIsUsed();
    void tellsItsVersion();
    void refusesWrongUse_data();
    void refusesWrongUse();
    void createsListsShowsAndDeletesAClone();
    void setsFields();
    void refusesBadFields_data();
    void refusesBadFields();
    void findsClonesByNameOrId();
    void tellsTheStatus();
    void listsProviders();
    void checksProviders();
    void checksWithFailures();
    void keepsItsDataWhereItIsTold();
    void refusesANewerDatabase();
    void refusesADamagedDatabase();
    void noticesThatOutputIsLost();
    void endsQuietlyWhenItsReaderHasEnough();
};

void CliCommandsTest::tellsHowItIsUsed_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("all") << QStringList{u"--help"_s} << QByteArray("memory search CLONE");
    QTest::newRow("group") << QStringList{u"clone"_s, u"--help"_s} << QByteArray("clone create NAME");
    for (const auto *command : {"clone create", "clone list", "clone show", "clone set", "clone delete",
                                "memory add", "memory list", "memory delete", "memory search", "chat", "ask",
                                "speak", "status", "providers list", "providers check"}) {
        const QString words = QString::fromLatin1(command);
        QTest::newRow(command) << (words.split(u' ') << u"--help"_s)
                               << QByteArray("Usage: clonememoria-cli ") + command;
    }
}

void CliCommandsTest::tellsHowItIsUsed()
{
    QFETCH(QStringList, words);
    QFETCH(QByteArray, said);
    const CliProcess cli;
    const CliResult result = cli.run(words);
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.out.contains(said), result.out.constData());
    QVERIFY(result.out.contains("--data-dir"));
    QCOMPARE(result.err, QByteArray());
    QVERIFY(!QFile::exists(cli.dataDir())); // asking for help makes no profile
}

void CliCommandsTest::tellsItsVersion()
{
    const CliResult result = CliProcess().run({u"--version"_s});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, QByteArray("clonememoria-cli " CLONEMEMORIA_VERSION "\n"));
}

void CliCommandsTest::refusesWrongUse_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("unknown command") << QStringList{u"dance"_s};
    QTest::newRow("unknown second word") << QStringList{u"clone"_s, u"dance"_s};
    QTest::newRow("half a command") << QStringList{u"memory"_s};
    QTest::newRow("unknown option") << QStringList{u"clone"_s, u"list"_s, u"--loud"_s};
    QTest::newRow("unknown option first") << QStringList{u"--loud"_s, u"clone"_s, u"list"_s};
    QTest::newRow("too few") << QStringList{u"clone"_s, u"show"_s};
    QTest::newRow("too many") << QStringList{u"clone"_s, u"show"_s, u"a"_s, u"b"_s};
    QTest::newRow("option without value")
        << QStringList{u"memory"_s, u"search"_s, u"a"_s, u"b"_s, u"--limit"_s};
    QTest::newRow("limit no number") << QStringList{u"memory"_s, u"search"_s,  u"a"_s,
                                                    u"b"_s,      u"--limit"_s, u"many"_s};
    QTest::newRow("limit too low") << QStringList{u"memory"_s, u"search"_s, u"a"_s, u"b"_s, u"--limit=0"_s};
    QTest::newRow("budget below zero")
        << QStringList{u"memory"_s, u"search"_s, u"a"_s, u"b"_s, u"--budget=-1"_s};
    QTest::newRow("search for nothing") << QStringList{u"memory"_s, u"search"_s, u"a"_s};
    QTest::newRow("both kinds of search")
        << QStringList{u"memory"_s, u"search"_s, u"a"_s, u"b"_s, u"--queries"_s, u"f"_s};
    QTest::newRow("title for two") << QStringList{u"memory"_s, u"add"_s,  u"a"_s,
                                                  u"x.md"_s,   u"y.md"_s, u"--title=t"_s};
    QTest::newRow("no date") << QStringList{u"memory"_s, u"add"_s, u"a"_s, u"x.md"_s, u"--date=soon"_s};
    QTest::newRow("delete unasked") << QStringList{u"clone"_s, u"delete"_s, u"a"_s};
    QTest::newRow("speak into another format")
        << QStringList{u"speak"_s, u"a"_s, u"hi"_s, u"-o"_s, u"x.mp3"_s};
    QTest::newRow("speak without file") << QStringList{u"speak"_s, u"a"_s, u"hello"_s};
    QTest::newRow("chat with nobody") << QStringList{u"chat"_s};
    QTest::newRow("chat with two") << QStringList{u"chat"_s, u"a"_s, u"--sample"_s};
    QTest::newRow("delete a memory unasked") << QStringList{u"memory"_s, u"delete"_s, u"a"_s, u"b"_s};
    QTest::newRow("empty clone") << QStringList{u"ask"_s, QString(), u"hello"_s};
    QTest::newRow("blank clone") << QStringList{u"memory"_s, u"list"_s, u"  "_s};
    QTest::newRow("empty file name") << QStringList{u"memory"_s, u"add"_s, u"a"_s, QString()};
    QTest::newRow("no folder") << QStringList{u"--data-dir="_s, u"status"_s};
}

void CliCommandsTest::refusesWrongUse()
{
    QFETCH(QStringList, words);
    const CliProcess cli;
    const CliResult plain = cli.run(words);
    QCOMPARE(plain.exitCode, 2);
    QCOMPARE(plain.out, QByteArray());
    QVERIFY2(plain.err.contains("--help"), plain.err.constData());

    const CliResult json = cli.run(QStringList{u"--json"_s} + words);
    QCOMPARE(json.exitCode, 2);
    QCOMPARE(json.out, QByteArray());
    QVERIFY2(!json.errorObject().value(u"error"_s).toString().isEmpty(), json.err.constData());
    QCOMPARE(json.errorObject().value(u"kind"_s).toString(), u"invalid-input"_s);
    QVERIFY(!QFile::exists(cli.dataDir()));
}

void CliCommandsTest::createsListsShowsAndDeletesAClone()
{
    const CliProcess cli;
    const CliResult none = cli.run({u"clone"_s, u"list"_s, u"--json"_s});
    QCOMPARE(none.exitCode, 0);
    QCOMPARE(none.out, QByteArray("[]\n"));

    const CliResult made = cli.run({u"--json"_s, u"clone"_s, u"create"_s, u"  Oma\tLiesel "_s,
                                    u"--relation"_s, u"grandmother"_s, u"personality=dry = warm"_s,
                                    u"temperature=1.25"_s, u"max_tokens=300"_s,
                                    u"remember_conversations=true"_s});
    QCOMPARE(made.exitCode, 0);
    QCOMPARE(made.err, QByteArray());
    const QJsonObject clone = made.object();
    const QString id = clone.value(u"id"_s).toString();
    QCOMPARE(id.size(), 36);
    QCOMPARE(clone.value(u"name"_s).toString(), u"Oma Liesel"_s);
    QCOMPARE(clone.value(u"relation"_s).toString(), u"grandmother"_s);
    QCOMPARE(clone.value(u"personality"_s).toString(), u"dry = warm"_s);
    QCOMPARE(clone.value(u"temperature"_s).toDouble(), 1.25);
    QCOMPARE(clone.value(u"max_tokens"_s).toInt(), 300);
    QCOMPARE(clone.value(u"remember_conversations"_s).toBool(), true);

    const CliResult text = cli.run({u"clone"_s, u"create"_s, u"Vati"_s});
    QCOMPARE(text.exitCode, 0);
    QVERIFY(text.out.endsWith("  Vati\n"));

    const QJsonArray list = cli.run({u"clone"_s, u"list"_s, u"--json"_s}).array();
    QCOMPARE(list.size(), 2);
    const CliResult table = cli.run({u"clone"_s, u"list"_s});
    QVERIFY(table.out.contains(id.toUtf8()));
    QVERIFY(table.out.contains("Vati"));
    QVERIFY(!table.out.contains('\x1b')); // no colours where no terminal is

    QCOMPARE(cli.run({u"clone"_s, u"show"_s, id, u"--json"_s}).object(), clone);
    const CliResult shown = cli.run({u"clone"_s, u"show"_s, u"oma liesel"_s});
    QCOMPARE(shown.exitCode, 0);
    QVERIFY(shown.out.contains("dry = warm"));

    const CliResult deleted = cli.run({u"clone"_s, u"delete"_s, id, u"--yes"_s, u"--json"_s});
    QCOMPARE(deleted.exitCode, 0);
    QCOMPARE(deleted.object().value(u"deleted"_s).toString(), id);
    const CliResult gone = cli.run({u"clone"_s, u"show"_s, id});
    QCOMPARE(gone.exitCode, 1);
    QCOMPARE(cli.run({u"clone"_s, u"list"_s, u"--json"_s}).array().size(), 1);
}

void CliCommandsTest::setsFields()
{
    const CliProcess cli;
    const QString id = cli.createClone({u"Vati"_s, u"max_tokens=50"_s, u"temperature=1"_s});
    const CliResult set = cli.run({u"clone"_s, u"set"_s, id, u"--json"_s, u"name=Papa"_s,
                                   u"speaking_style=short"_s, u"llm_provider=ollama"_s, u"llm_model=llama3"_s,
                                   u"embedding_provider=dummy"_s, u"embedding_model="_s,
                                   u"tts_provider=openai"_s, u"tts_voice_id=anna"_s, u"max_tokens="_s,
                                   u"temperature="_s, u"language=pt-BR"_s, u"description=d"_s,
                                   u"greeting=g"_s, u"remember_conversations=no"_s});
    QCOMPARE(set.exitCode, 0);
    const QJsonObject clone = cli.run({u"clone"_s, u"show"_s, u"Papa"_s, u"--json"_s}).object();
    QCOMPARE(clone, set.object());
    QCOMPARE(clone.value(u"llm_provider"_s).toString(), u"ollama"_s);
    QCOMPARE(clone.value(u"llm_model"_s).toString(), u"llama3"_s);
    QCOMPARE(clone.value(u"tts_voice_id"_s).toString(), u"anna"_s);
    QCOMPARE(clone.value(u"language"_s).toString(), u"pt-BR"_s);
    QVERIFY(clone.value(u"max_tokens"_s).isNull());
    QCOMPARE(clone.value(u"temperature"_s).toDouble(), 0.7);
}

void CliCommandsTest::refusesBadFields_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("said");
    QTest::newRow("unknown") << u"shoe_size=44"_s << u"shoe_size"_s;
    QTest::newRow("no equals sign") << u"name"_s << u"key=value"_s;
    QTest::newRow("no key") << u"=x"_s << u"key=value"_s;
    QTest::newRow("empty name") << u"name= "_s << u"name"_s;
    QTest::newRow("long name") << u"name="_s + QString(10'000, u'x') << u"too long"_s;
    QTest::newRow("long text") << u"personality="_s + QString(20'001, u'x') << u"too long"_s;
    QTest::newRow("hot") << u"temperature=2.01"_s << u"0 to 2"_s;
    QTest::newRow("cold") << u"temperature=-0.1"_s << u"0 to 2"_s;
    QTest::newRow("no temperature") << u"temperature=warm"_s << u"0 to 2"_s;
    QTest::newRow("not a number") << u"temperature=nan"_s << u"0 to 2"_s;
    QTest::newRow("no tokens") << u"max_tokens=0"_s << u"1 to 32000"_s;
    QTest::newRow("half a token") << u"max_tokens=1.5"_s << u"1 to 32000"_s;
    QTest::newRow("too many tokens") << u"max_tokens=32001"_s << u"1 to 32000"_s;
    QTest::newRow("perhaps") << u"remember_conversations=perhaps"_s << u"true or false"_s;
    QTest::newRow("language") << u"language=the one of the sea"_s << u"language"_s;
    QTest::newRow("avatar") << u"avatar=bm90IGEgcGljdHVyZQ=="_s << u"PNG"_s;
    QTest::newRow("llm") << u"llm_provider=nobody"_s << u"nobody"_s;
    QTest::newRow("embedder") << u"embedding_provider=nobody"_s << u"nobody"_s;
    QTest::newRow("voice") << u"tts_provider=nobody"_s << u"nobody"_s;
    QTest::newRow("id") << u"id=5"_s << u"id"_s;
}

void CliCommandsTest::refusesBadFields()
{
    QFETCH(QString, field);
    QFETCH(QString, said);
    const CliProcess cli;
    const QString id = cli.createClone({u"Vati"_s});
    const QJsonObject before = cli.run({u"clone"_s, u"show"_s, id, u"--json"_s}).object();

    const CliResult set = cli.run({u"clone"_s, u"set"_s, id, u"relation=father"_s, field, u"--json"_s});
    QCOMPARE(set.exitCode, 2);
    QVERIFY2(set.errorObject().value(u"error"_s).toString().contains(said), set.err.constData());
    QCOMPARE(cli.run({u"clone"_s, u"show"_s, id, u"--json"_s}).object(), before);

    QCOMPARE(cli.run({u"clone"_s, u"create"_s, u"Mutti"_s, field}).exitCode, 2);
    QCOMPARE(cli.run({u"clone"_s, u"list"_s, u"--json"_s}).array().size(), 1);
}

void CliCommandsTest::findsClonesByNameOrId()
{
    const CliProcess cli;
    const QString first = cli.createClone({u"Anna Ärmel"_s});
    QCOMPARE(
        cli.run({u"clone"_s, u"show"_s, u"ANNA ärmel"_s, u"--json"_s}).object().value(u"id"_s).toString(),
        first);

    const QString second = cli.createClone({u"anna Ärmel"_s});
    QVERIFY(second != first);
    const CliResult several = cli.run({u"clone"_s, u"show"_s, u"Anna Ärmel"_s, u"--json"_s});
    QCOMPARE(several.exitCode, 1);
    QCOMPARE(several.errorObject().value(u"code"_s).toString(), u"ambiguous"_s);
    QCOMPARE(cli.run({u"clone"_s, u"show"_s, second, u"--json"_s}).exitCode, 0);

    const CliResult none = cli.run({u"clone"_s, u"show"_s, u"Bertha"_s, u"--json"_s});
    QCOMPARE(none.exitCode, 1);
    QCOMPARE(none.errorObject().value(u"code"_s).toString(), u"not-a-clone"_s);
    QVERIFY(none.errorObject().value(u"error"_s).toString().contains(u"Bertha"_s));
    QCOMPARE(cli.run({u"clone"_s, u"show"_s, QString()}).exitCode, 2);
}

void CliCommandsTest::tellsTheStatus()
{
    CliProcess cli;
    cli.set(u"LLM_DEFAULT_PROVIDER"_s, u"openai"_s);
    cli.set(u"LLM_OPENAI_API_KEY"_s, u"sk-very-secret"_s);
    cli.set(u"LLM_OPENAI_BASE_URL"_s, u"http://someone:password@localhost:9/v1"_s);
    const QString id = cli.createClone({u"Vati"_s});
    QVERIFY(!id.isEmpty());
    const CliResult json = cli.run({u"status"_s, u"--json"_s});
    QCOMPARE(json.exitCode, 0);
    const QJsonObject status = json.object();
    QCOMPARE(status.value(u"status"_s).toString(), u"ok"_s);
    const QJsonObject database = status.value(u"database"_s).toObject();
    QCOMPARE(database.value(u"path"_s).toString(), cli.database());
    QVERIFY(database.value(u"bytes"_s).toDouble() > 0);
    QCOMPARE(database.value(u"integrity"_s).toString(), u"ok"_s);
    const QJsonObject counts = status.value(u"counts"_s).toObject();
    QCOMPARE(counts.value(u"users"_s).toInt(), 1);
    QCOMPARE(counts.value(u"clones"_s).toInt(), 1);
    QCOMPARE(counts.value(u"messages"_s).toInt(-1), 0);
    const QJsonObject llm = status.value(u"providers"_s).toObject().value(u"llm"_s).toObject();
    QCOMPARE(llm.value(u"id"_s).toString(), u"openai"_s);
    QCOMPARE(llm.value(u"chosen_by"_s).toString(), u"environment"_s);
    QCOMPARE(llm.value(u"key"_s).toString(), u"from the environment"_s);
    QCOMPARE(llm.value(u"base_url"_s).toString(), u"http://localhost:9/v1"_s);
    QVERIFY(!json.out.contains("secret"));
    QCOMPARE(status.value(u"keychain"_s).toBool(true), false); // built in or not: none answers here
    QCOMPARE(status.value(u"keychain_error"_s).toString(), u"keychain"_s);

    const CliResult text = cli.run({u"status"_s});
    QCOMPARE(text.exitCode, 0);
    QVERIFY(text.out.contains("Integrity:"));
    QVERIFY(!text.out.contains("secret") && !text.out.contains("password"));
}

void CliCommandsTest::listsProviders()
{
    CliProcess cli;
    cli.set(u"EMBEDDINGS_DEFAULT_PROVIDER"_s, u"ollama"_s);
    const QJsonArray list = cli.run({u"providers"_s, u"list"_s, u"--json"_s}).array();
    QStringList chosen;
    for (const QJsonValue &provider : list) {
        if (provider[u"chosen"].toBool())
            chosen.append(provider[u"kind"].toString() + u':' + provider[u"id"].toString());
    }
    QCOMPARE(chosen, (QStringList{u"llm:dummy"_s, u"embedding:ollama"_s, u"speech:system"_s}));
    const CliResult text = cli.run({u"providers"_s, u"list"_s});
    QCOMPARE(text.exitCode, 0);
    QVERIFY(text.out.contains("OpenRouter"));
}

void CliCommandsTest::checksProviders()
{
    OpenAiServer server({.key = u"sk-1"_s});
    CliProcess cli;
    for (const QString &prefix : {u"LLM_OPENAI_"_s, u"EMBEDDINGS_OPENAI_"_s}) {
        cli.set(prefix + u"BASE_URL"_s, server.baseUrl());
        cli.set(prefix + u"API_KEY"_s, u" sk-1\n"_s); // as a careless file leaves it
        cli.set(prefix + u"MODEL"_s, u"test-model"_s);
    }
    cli.set(u"TTS_API_BASE_URL"_s, server.baseUrl());
    cli.set(u"TTS_API_KEY"_s, u"sk-1"_s);
    const CliResult all = cli.run({u"providers"_s, u"check"_s, u"openai"_s, u"--json"_s});
    QVERIFY2(all.exitCode == 0, all.out + all.err);
    QCOMPARE(all.array().size(), 3);
    for (const QJsonValue &each : all.array()) {
        QVERIFY(each[u"ok"].toBool());
        QCOMPARE(each[u"steps"].toArray().size(), 4);
        QVERIFY(each[u"total_ms"].toInt(-1) >= 0);
    }
    QVERIFY(all.array().at(0)[u"first_token_ms"].toInt(-1) >= 0);
    QCOMPARE(all.array().at(1)[u"dimensions"].toInt(), 64);
    QVERIFY(all.array().at(2)[u"sound_ms"].toInt() > 0);

    const CliResult one = cli.run({u"providers"_s, u"check"_s, u"openai"_s, u"--kind"_s, u"llm"_s});
    QCOMPARE(one.exitCode, 0);
    QVERIFY2(one.out.contains("Key accepted") && one.out.contains("first word after"), one.out.constData());
    QVERIFY(!one.out.contains("Voice") && !one.out.contains("sk-1"));
    QCOMPARE(cli.run({u"providers"_s, u"check"_s, u"dummy"_s}).exitCode, 0);
    QCOMPARE(cli.run({u"providers"_s, u"check"_s, u"nobody"_s}).exitCode, 2);
    QCOMPARE(cli.run({u"providers"_s, u"check"_s, u"dummy"_s, u"--kind"_s, u"ears"_s}).exitCode, 2);
    QCOMPARE(cli.run({u"providers"_s, u"check"_s, u"kokoro"_s, u"--kind"_s, u"llm"_s}).exitCode, 2);
}

void CliCommandsTest::checksWithFailures()
{
    OpenAiServer server({.key = u"sk-1"_s});
    CliProcess cli;
    cli.set(u"LLM_OPENAI_BASE_URL"_s, server.baseUrl());
    cli.set(u"LLM_OPENAI_API_KEY"_s, u"sk-wrong"_s);
    const QStringList command{u"providers"_s, u"check"_s, u"openai"_s, u"--kind"_s, u"llm"_s};
    const CliResult wrong = cli.run(command + QStringList{u"--json"_s});
    QCOMPARE(wrong.exitCode, 1);
    const QJsonArray steps = wrong.object().value(u"steps"_s).toArray();
    QVERIFY(steps.at(0)[u"ok"].toBool());
    QCOMPARE(steps.at(1)[u"ok"], QJsonValue(false));
    QCOMPARE(steps.at(1)[u"error"][u"kind"].toString(), u"auth"_s);
    QVERIFY(steps.at(3)[u"ok"].isNull());
    const CliResult text = cli.run(command);
    QCOMPARE(text.exitCode, 1);
    QVERIFY2(text.out.contains("OpenAI did not accept the key."), text.out.constData());

    // Half a key is never sent.
    const qsizetype before = server.server().requests().size();
    cli.set(u"LLM_OPENAI_API_KEY"_s, u"sk-1\nX-More: headers"_s);
    const CliResult broken = cli.run(command + QStringList{u"--json"_s});
    QCOMPARE(broken.exitCode, 1);
    QCOMPARE(broken.object().value(u"steps"_s)[1][u"error"][u"code"].toString(), u"bad-key"_s);
    QVERIFY(!broken.out.contains("sk-1"));
    QCOMPARE(server.server().requests().size(), before);
}

void CliCommandsTest::keepsItsDataWhereItIsTold()
{
    const CliProcess cli;
    const QString other = cli.path(u"else where/ümlaut"_s);
    const CliResult made = cli.run({u"--data-dir"_s, other, u"clone"_s, u"create"_s, u"Vati"_s});
    QCOMPARE(made.exitCode, 0);
    QVERIFY(QFile::exists(other + u"/clonememoria.db"_s));
    QVERIFY(!QFile::exists(cli.dataDir()));
    QCOMPARE(cli.run({u"clone"_s, u"list"_s, u"--json"_s, u"--data-dir"_s, other}).array().size(), 1);
    const auto open = QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup
                      | QFileDevice::WriteOther;
    QVERIFY((QFile::permissions(other + u"/clonememoria.db"_s) & open) == 0);
    QVERIFY((QFile::permissions(other) & open) == 0);

    const QString file = cli.file(u"file"_s, "in the way");
    const CliResult blocked = cli.run({u"--data-dir"_s, file, u"clone"_s, u"list"_s, u"--json"_s});
    QCOMPARE(blocked.exitCode, 1);
    QCOMPARE(blocked.errorObject().value(u"kind"_s).toString(), u"storage"_s);
}

void CliCommandsTest::refusesANewerDatabase()
{
    const CliProcess cli;
    QVERIFY(!cli.createClone({u"Vati"_s}).isEmpty());
    {
        QFile file(cli.database());
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(60)); // user_version, big-endian, in the header
        QCOMPARE(file.write(QByteArray::fromHex("00000fff")), 4);
    }
    const auto content = [&cli] {
        QFile file(cli.database());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QByteArray before = content();
    const CliResult result = cli.run({u"clone"_s, u"list"_s, u"--json"_s});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.errorObject().value(u"code"_s).toString(), u"database-newer"_s);
    QCOMPARE(content(), before);
    const CliResult text = cli.run({u"status"_s});
    QCOMPARE(text.exitCode, 1);
    QVERIFY2(text.err.contains("newer CloneMemoria"), text.err.constData());
}

void CliCommandsTest::refusesADamagedDatabase()
{
    const CliProcess cli;
    QVERIFY(QDir().mkpath(cli.dataDir()));
    const QByteArray letters(8192, 'x');
    cli.file(u"profile/clonememoria.db"_s, letters);
    const CliResult result = cli.run({u"clone"_s, u"list"_s, u"--json"_s});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.errorObject().value(u"code"_s).toString(), u"database-damaged"_s);
    QFile file(cli.database());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), letters);
}

void CliCommandsTest::noticesThatOutputIsLost()
{
    if (!QFile::exists(u"/dev/full"_s))
        QSKIP("there is no /dev/full");
    const CliProcess cli;
    const std::unique_ptr<QProcess> process = cli.make({u"providers"_s, u"list"_s});
    process->setStandardOutputFile(u"/dev/full"_s);
    process->start();
    const CliResult result = CliProcess::finish(*process);
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("could not be written"), result.err.constData());
}

void CliCommandsTest::endsQuietlyWhenItsReaderHasEnough()
{
    const CliProcess cli;
    const std::unique_ptr<QProcess> process = cli.make({u"providers"_s, u"list"_s});
    process->start();
    QVERIFY(process->waitForStarted());
    process->closeReadChannel(QProcess::StandardOutput);
    const CliResult result = CliProcess::finish(*process);
    QVERIFY(!result.crashed);
    QCOMPARE(result.err, QByteArray());
}

QTEST_GUILESS_MAIN(CliCommandsTest)
#include "CliCommandsTest.moc"
