#include "core/storage/Database.h"
#include "core/storage/ProfileLock.h"
#include "tests/integration/cli/CliProcess.h"
#include "tests/integration/cli/Terminal.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QTest>

#include <csignal>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

/// Clones and whole profiles out into files and in again, by the program itself; killed, interrupted and out of room.
class CliArchiveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void exportsAndImports();
    void choosesTheFormat_data();
    void choosesTheFormat();
    void exchangesCards();
    void asksBeforeItReplaces();
    void refuses_data();
    void refuses();
    void backsUpAndRestores();
    void backsUpBesideAWriter();
    void asksBeforeItRestores();
    void refusesToRestoreInUse();
    void restoresADamagedProfile();
    void interrupted();
    void importKilled();
    void restoreKilled();
    void fullDisk();
    void tellsProgress();

private:
    static QStringList withClone(const QString &name, int memories);
    CliProcess &cli() { return *m_cli; }
    QJsonObject json(const QStringList &arguments)
    {
        const CliResult result = m_cli->run(QStringList{u"--json"_s} + arguments);
        if (result.exitCode != 0 || !result.err.isEmpty())
            qWarning("%s: %d %s", qPrintable(arguments.join(u' ')), result.exitCode, result.err.constData());
        return result.object();
    }
    QStringList namesOfClones()
    {
        QStringList names;
        const QJsonArray list = m_cli->run({u"--json"_s, u"clone"_s, u"list"_s}).array();
        for (const QJsonValue &clone : list)
            names.append(clone[u"name"].toString());
        names.sort();
        return names;
    }
    qint64 rows(const QString &table)
    {
        const auto store = m_cli->store();
        return store ? (*store)->database().number(u"SELECT count(*) FROM "_s + table).value_or(-1) : -1;
    }
    /// A clone with that much text among its memories.
    void makeLargeClone(const QString &name, int kilobytes);
    void waitUntilAtWork(QProcess &process, bool makesClone);
    QStringList filesBeside(const QString &name) const
    {
        return QDir(QFileInfo(m_cli->path(name)).path()).entryList({name + u"*"_s});
    }

    std::unique_ptr<CliProcess> m_cli;
};

void CliArchiveTest::initTestCase()
{
    m_cli = std::make_unique<CliProcess>();
    m_cli->set(u"EMBEDDINGS_DEFAULT_PROVIDER"_s, u"dummy"_s);
    QVERIFY(!m_cli->createClone({u"Mina Tarvit"_s, u"description=A sign-writer."_s, u"llm_provider=dummy"_s})
                 .isEmpty());
    const QString chat = m_cli->file(u"chat.txt"_s, "[03.05.19, 10:15:00] Mina: The boat is green now.\n"
                                                    "[03.05.19, 10:16:00] Rhoda: Green? Again?\n"
                                                    "[03.05.19, 10:17:00] Mina: It dries lighter.\n"
                                                    "[03.05.19, 10:18:00] Rhoda: So you say.\n");
    const QString letter = m_cli->file(u"letter.md"_s,
                                       "# To Rhoda, June 1957\n\nDear Rhoda, the storm is over.\n");
    QCOMPARE(m_cli
                 ->run({u"memory"_s, u"add"_s, u"Mina Tarvit"_s, chat, letter, u"--chat-person"_s, u"Mina"_s})
                 .exitCode,
             0);
    QCOMPARE(m_cli->run({u"ask"_s, u"Mina Tarvit"_s, u"What about the storm?"_s}).exitCode, 0);
}

void CliArchiveTest::makeLargeClone(const QString &name, int kilobytes)
{
    QRandomGenerator random(4);
    const auto store = m_cli->store();
    QVERIFY(store.has_value());
    Clone draft;
    draft.name = name;
    const auto clone = (*store)->clones.create(draft);
    QVERIFY(clone.has_value());
    for (int i = 0; i * 20 < kilobytes; ++i) {
        QString text = u"Page %1. "_s.arg(i);
        while (text.size() < 20 * 1024)
            text += QString::number(random.generate64(), 36) + (random.bounded(9) == 0 ? u". "_s : u" "_s);
        Document document;
        document.cloneId = clone->id;
        document.title = u"Page %1"_s.arg(i);
        document.content = text.trimmed();
        document.contentHash = QString::number(i);
        Passage passage;
        passage.content = passage.searchText = document.content.left(500);
        passage.endOffset = 500;
        QVERIFY((*store)->documents.add(document, {passage}).has_value());
    }
}

// Or over. What they begin with: a file that has no name yet, or a clone that isn't shown yet.
void CliArchiveTest::waitUntilAtWork(QProcess &process, bool makesClone)
{
    const qint64 clones = makesClone ? rows(u"clones"_s) : 0;
    const QStringList parts{u"*.part"_s};
    const auto hasNamelessFile = [this, &process] { // Linux has files without any name
        const QDir open(u"/proc/%1/fd"_s.arg(process.processId()));
        const QFileInfoList links = open.entryInfoList(QDir::AllEntries | QDir::System);
        return std::any_of(links.begin(), links.end(), [this](const QFileInfo &link) {
            return link.symLinkTarget().startsWith(m_cli->path(u"#"_s));
        });
    };
    const auto isAtWork = [&] {
        return makesClone ? rows(u"clones"_s) > clones
                          : hasNamelessFile() || !filesBeside(u"out"_s).isEmpty()
                                || !QDir(m_cli->dataDir()).entryList(parts).isEmpty()
                                || !QDir(m_cli->path(u"temporary"_s)).entryList(parts).isEmpty();
    };
    while (process.state() != QProcess::NotRunning && !isAtWork())
        process.waitForFinished(1);
}

void CliArchiveTest::exportsAndImports()
{
    const QString file = m_cli->path(u"mina.cmclone"_s);
    const QJsonObject written = json({u"clone"_s, u"export"_s, u"Mina Tarvit"_s, file});
    QCOMPARE(written[u"file"].toString(), file);
    QCOMPARE(written[u"format"].toString(), u"archive"_s);
    QCOMPARE(written[u"bytes"].toInteger(), QFileInfo(file).size());
    QCOMPARE(written[u"documents"].toInt(), 2);
    QCOMPARE(written[u"conversations"].toInt(), 1);
    QCOMPARE(written[u"messages"].toInt(), 2);

    CliProcess other;
    other.set(u"EMBEDDINGS_DEFAULT_PROVIDER"_s, u"dummy"_s);
    const CliResult imported = other.run({u"clone"_s, u"import"_s, file, u"--json"_s});
    QCOMPARE(imported.exitCode, 0);
    QCOMPARE(imported.err, QByteArray());
    QCOMPARE(imported.object()[u"documents"].toInt(), 2);
    QCOMPARE(imported.object()[u"messages"].toInt(), 2);
    QCOMPARE(imported.object()[u"passages"].toInt(), 5);
    QCOMPARE(imported.object()[u"name"].toString(), u"Mina Tarvit"_s);
    // Words, vectors and speakers are there at once.
    const QJsonArray found = other.run({u"memory"_s, u"search"_s, u"Mina Tarvit"_s, u"boat"_s, u"--json"_s})
                                 .array();
    QVERIFY(!found.isEmpty());
    QCOMPARE(found.at(0)[u"speaker"].toString(), u"Mina"_s);
    QCOMPARE(found.at(0)[u"happened_at"].toString().left(10), u"2019-05-03"_s);
    const auto store = other.store();
    QVERIFY(store.has_value());
    QCOMPARE((*store)->passages
                     .countWithoutVector(imported.object()[u"clone_id"].toString(), u"dummy"_s, u"hash-384"_s)
                     .value_or(-1)
                 >= 0,
             true);
    QCOMPARE((*store)
                 ->database()
                 .number(u"SELECT count(*) FROM clone_document_chunks WHERE dimensions = 0"_s)
                 .value_or(-1),
             0);
    QCOMPARE((*store)->clones.get(imported.object()[u"clone_id"].toString())->settings.llmProvider,
             QString());

    const CliResult named = other.run({u"clone"_s, u"import"_s, file, u"--name"_s, u"Gran"_s});
    QCOMPARE(named.exitCode, 0);
    QVERIFY(named.out.trimmed().endsWith("  Gran"));
    QCOMPARE(named.out.indexOf("  "), 36); // the id, as "clone create" prints it
}

void CliArchiveTest::choosesTheFormat_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("format"); // empty: wrong use
    QTest::newRow("archive") << u"a.cmclone"_s << QString() << u"archive"_s;
    QTest::newRow("json") << u"a.json"_s << QString() << u"card-v2"_s;
    QTest::newRow("png") << u"a.PNG"_s << QString() << u"card-v3"_s;
    QTest::newRow("said") << u"a.json"_s << u"card-v3"_s << u"card-v3"_s;
    QTest::newRow("archive of another name") << u"a.zip"_s << u"archive"_s << u"archive"_s;
    QTest::newRow("not said") << u"a.zip"_s << QString() << QString();
    QTest::newRow("unknown") << u"a.json"_s << u"card-v9"_s << QString();
    QTest::newRow("a card in an archive's name") << u"a.cmclone"_s << u"card-v2"_s << QString();
    QTest::newRow("an archive in a card's name") << u"a.png"_s << u"archive"_s << QString();
    QTest::newRow("standard output") << u"-"_s << u"archive"_s << QString();
}

void CliArchiveTest::choosesTheFormat()
{
    QFETCH(QString, name);
    QFETCH(QString, option);
    QFETCH(QString, format);
    const QString file = name == "-"_L1 ? name : m_cli->path(u"formats-"_s + name);
    QFile::remove(file);
    QStringList arguments{u"clone"_s, u"export"_s, u"Mina Tarvit"_s, file, u"--json"_s, u"--force"_s};
    if (!option.isEmpty())
        arguments << u"--format"_s << option;
    const CliResult result = m_cli->run(arguments);
    QCOMPARE(result.exitCode, format.isEmpty() ? 2 : 0);
    QCOMPARE(result.object()[u"format"].toString(), format);
    QCOMPARE(QFile::exists(file), !format.isEmpty());
}

void CliArchiveTest::exchangesCards()
{
    const QString picture = m_cli->path(u"mina.png"_s);
    const QJsonObject written = json({u"clone"_s, u"export"_s, u"Mina Tarvit"_s, picture});
    QVERIFY(!written.contains(u"documents"));
    QCOMPARE(written[u"bytes"].toInteger(), QFileInfo(picture).size());
    CliProcess other;
    const QJsonObject imported = other.run({u"--json"_s, u"clone"_s, u"import"_s, picture}).object();
    QCOMPARE(imported[u"format"].toString(), u"card"_s);
    QCOMPARE(imported[u"documents"].toInt(), 0);
    QCOMPARE(imported[u"notes"].toArray().size(), 0);
    const QJsonObject shown = other.run({u"--json"_s, u"clone"_s, u"show"_s, u"Mina Tarvit"_s}).object();
    QCOMPARE(shown[u"description"].toString(), u"A sign-writer."_s);
    QCOMPARE(shown[u"llm_provider"].toString(), QString());

    const QString card = other.file(u"card.json"_s,
                                    R"({"spec":"chara_card_v2","spec_version":"2.0","data":{"name":"Orla",
        "system_prompt":"Be brief.","character_book":{"entries":[{"keys":["lamp"],"content":"The lamp burns."}]}}})");
    const QJsonObject second = other.run({u"--json"_s, u"clone"_s, u"import"_s, card}).object();
    QCOMPARE(second[u"documents"].toInt(), 2);
    QCOMPARE(second[u"passages"].toInt(), 1);
    QCOMPARE(second[u"notes"].toArray().at(0)[u"kind"].toString(), u"unused"_s);
    QCOMPARE(second[u"notes"].toArray().at(0)[u"member"].toString(), u"system_prompt"_s);
    QCOMPARE(other.run({u"--json"_s, u"memory"_s, u"search"_s, u"Orla"_s, u"lamp"_s}).array().size(), 1);

    // What of a book can't be used is told, and what to do about it.
    const QByteArray begin = R"({"spec":"chara_card_v2","data":{"name":"Ned","character_book":{"entries":)";
    for (const auto &[entries, kind, words] :
         std::initializer_list<std::tuple<QByteArray, QString, QByteArray>>{
             {R"([{"content":"The lamp."},{"content":"Off.","enabled":false},{"keys":["none"]}])",
              u"entries-unused"_s, "2 of the 3 entries of character_book are turned off or have no text"},
             {R"({"0":{"content":"The lamp."}})", u"book-unreadable"_s,
              "character_book can't be read: it must have a list of “entries”"}}) {
        const QString file = other.file(u"book.json"_s, begin + entries + "}}}");
        Terminal terminal;
        QVERIFY(terminal.isOpen());
        const std::unique_ptr<QProcess> process = other.make({u"clone"_s, u"import"_s, file});
        terminal.attach(*process);
        process->start();
        QCOMPARE(CliProcess::finish(*process).exitCode, 0);
        const QByteArray told = terminal.shown().simplified();
        QVERIFY2(told.contains(words) && told.contains("memory add"), told.constData());
        const QJsonObject asJson = other.run({u"--json"_s, u"clone"_s, u"import"_s, file}).object();
        QCOMPARE(asJson[u"notes"].toArray().at(0)[u"kind"].toString(), kind);
    }
}

void CliArchiveTest::asksBeforeItReplaces()
{
    const QString file = m_cli->file(u"there.cmclone"_s, "mine");
    const QStringList arguments{u"clone"_s, u"export"_s, u"Mina Tarvit"_s, file};
    const CliResult refused = m_cli->run(QStringList{u"--json"_s} + arguments);
    QCOMPARE(refused.exitCode, 1);
    QCOMPARE(refused.errorObject()[u"code"].toString(), u"file-exists"_s);
    const auto content = [&file] {
        QFile there(file);
        return there.open(QIODevice::ReadOnly) ? there.readAll() : QByteArray();
    };
    QCOMPARE(content(), "mine");
    for (const QByteArray &answer : {"\n"_ba, "no\n"_ba, "\x03"_ba, "y\n"_ba}) {
        Terminal terminal;
        QVERIFY(terminal.isOpen());
        const std::unique_ptr<QProcess> process = m_cli->make(arguments);
        terminal.attach(*process);
        process->start();
        QTRY_VERIFY_WITH_TIMEOUT(terminal.shown().contains("Replace it? [y/N]"), 10'000);
        terminal.type(answer);
        const CliResult result = CliProcess::finish(*process);
        QVERIFY(!result.crashed);
        QCOMPARE(result.exitCode, answer == "y\n" ? 0 : 1);
        QCOMPARE(content() == "mine", answer != "y\n");
    }
    QCOMPARE(m_cli->run(arguments + QStringList{u"--force"_s}).exitCode, 0);
}

void CliArchiveTest::refuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("code");
    QTest::newRow("no file") << QStringList{u"clone"_s, u"import"_s} << 2 << QString();
    QTest::newRow("two files") << QStringList{u"clone"_s, u"import"_s, u"a"_s, u"b"_s} << 2 << QString();
    QTest::newRow("missing") << QStringList{u"clone"_s, u"import"_s, u"missing.cmclone"_s} << 1
                             << u"file-missing"_s;
    QTest::newRow("a folder") << QStringList{u"clone"_s, u"import"_s, u"profile"_s} << 1
                              << u"file-is-folder"_s;
    QTest::newRow("text") << QStringList{u"clone"_s, u"import"_s, u"letter.md"_s} << 1 << u"file-damaged"_s;
    QTest::newRow("no such clone") << QStringList{u"clone"_s, u"export"_s, u"Nobody"_s, u"n.cmclone"_s} << 1
                                   << u"not-a-clone"_s;
    QTest::newRow("no such folder") << QStringList{u"clone"_s, u"export"_s, u"Mina Tarvit"_s,
                                                   u"no/n.cmclone"_s}
                                    << 1 << u"file-write"_s;
    QTest::newRow("card into no folder")
        << QStringList{u"clone"_s, u"export"_s, u"Mina Tarvit"_s, u"no/n.png"_s} << 1 << u"file-write"_s;
    QTest::newRow("backup of what") << QStringList{u"backup"_s, u"create"_s} << 2 << QString();
    QTest::newRow("backup into no folder")
        << QStringList{u"backup"_s, u"create"_s, u"no/b.cmbackup"_s} << 1 << u"file-write"_s;
    QTest::newRow("backup of nothing")
        << QStringList{u"--data-dir"_s, u"nobody"_s, u"backup"_s, u"create"_s, u"b.cmbackup"_s} << 1
        << u"no-profile"_s;
    QTest::newRow("verify text") << QStringList{u"backup"_s, u"verify"_s, u"letter.md"_s} << 1
                                 << u"file-damaged"_s;
    QTest::newRow("restore text") << QStringList{u"backup"_s, u"restore"_s, u"letter.md"_s, u"--yes"_s} << 1
                                  << u"file-damaged"_s;
    QTest::newRow("restore without leave")
        << QStringList{u"backup"_s, u"restore"_s, u"letter.md"_s} << 2 << QString();
}

void CliArchiveTest::refuses()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QFETCH(QString, code);
    const QStringList before = namesOfClones();
    const CliResult result = m_cli->run(QStringList{u"--json"_s} + arguments);
    QCOMPARE(result.exitCode, exitCode);
    QCOMPARE(result.out, QByteArray());
    QCOMPARE(result.errorObject()[u"code"].toString(), code);
    QVERIFY(!result.errorObject()[u"error"].toString().isEmpty());
    QCOMPARE(namesOfClones(), before);
    QVERIFY(!QFile::exists(m_cli->path(u"nobody"_s)) && !QFile::exists(m_cli->path(u"n.cmclone"_s)));
}

void CliArchiveTest::backsUpAndRestores()
{
    const QString file = m_cli->path(u"all.cmbackup"_s);
    const QJsonObject made = json({u"backup"_s, u"create"_s, file});
    QCOMPARE(made[u"bytes"].toInteger(), QFileInfo(file).size());
    QCOMPARE(made[u"clones"].toInt(), 1);
    QCOMPARE(made[u"documents"].toInt(), 2);
    QCOMPARE(made[u"messages"].toInt(), 2);
    const QJsonObject found = json({u"backup"_s, u"verify"_s, file});
    QCOMPARE(found[u"status"].toString(), u"ok"_s);
    QCOMPARE(found[u"made_at"].toString(), made[u"made_at"].toString());
    const CliResult told = m_cli->run({u"backup"_s, u"verify"_s, file});
    QVERIFY2(told.out.contains("is whole: 1 clone, 2 memories, 2 messages"), told.out.constData());

    m_cli->createClone({u"Later"_s});
    const QJsonObject restored = json({u"backup"_s, u"restore"_s, file, u"--yes"_s});
    QCOMPARE(restored[u"documents"].toInt(), 2);
    QVERIFY(QFile::exists(restored[u"kept"].toString()));
    QCOMPARE(namesOfClones(), QStringList{u"Mina Tarvit"_s});
    QCOMPARE(m_cli->run({u"status"_s}).exitCode, 0);
    // The other way round, too: what was kept is a database of ours.
    QVERIFY(QFile::remove(m_cli->database()) && QFile::copy(restored[u"kept"].toString(), m_cli->database()));
    QFile::remove(m_cli->database() + u"-wal"_s);
    QFile::remove(m_cli->database() + u"-shm"_s);
    QCOMPARE(namesOfClones(), (QStringList{u"Later"_s, u"Mina Tarvit"_s}));
    QCOMPARE(json({u"backup"_s, u"restore"_s, file, u"--yes"_s})[u"clones"].toInt(), 1);

    const CliResult elsewhere = m_cli->run(
        {u"--data-dir"_s, m_cli->path(u"new"_s), u"--json"_s, u"backup"_s, u"restore"_s, file, u"--yes"_s});
    QCOMPARE(elsewhere.exitCode, 0);
    QVERIFY(elsewhere.object()[u"kept"].isNull());
}

void CliArchiveTest::backsUpBesideAWriter()
{
    // Enough that it goes on for a while.
    const QString pages = m_cli->path(u"pages"_s);
    QVERIFY(QDir().mkpath(pages));
    for (int i = 0; i < 150; ++i)
        m_cli->file(u"pages/%1.txt"_s.arg(i),
                    "Page " + QByteArray::number(i) + QByteArray(". The boat came home late.").repeated(300));
    CliProcess &writer = cli();
    writer.createClone({u"Writer"_s});
    const std::unique_ptr<QProcess> adding = writer.start({u"memory"_s, u"add"_s, u"Writer"_s, pages});
    QTRY_VERIFY_WITH_TIMEOUT(rows(u"clone_documents"_s) > 12, 20'000);
    const QString file = m_cli->path(u"beside.cmbackup"_s);
    QCOMPARE(m_cli->run({u"backup"_s, u"create"_s, file}).exitCode, 0);
    const CliResult verified = m_cli->run({u"--json"_s, u"backup"_s, u"verify"_s, file});
    QCOMPARE(verified.exitCode, 0);
    QVERIFY(verified.object()[u"documents"].toInt() > 10);
    QCOMPARE(CliProcess::finish(*adding).exitCode, 0);
    QCOMPARE(m_cli->run({u"clone"_s, u"delete"_s, u"Writer"_s, u"--yes"_s}).exitCode, 0);
}

void CliArchiveTest::asksBeforeItRestores()
{
    const QString file = m_cli->path(u"ask.cmbackup"_s);
    QCOMPARE(m_cli->run({u"backup"_s, u"create"_s, file}).exitCode, 0);
    m_cli->createClone({u"Later"_s});
    for (const QByteArray &answer : {"\n"_ba, "\x03"_ba, "y\n"_ba}) {
        Terminal terminal;
        QVERIFY(terminal.isOpen());
        const std::unique_ptr<QProcess> process = m_cli->make({u"backup"_s, u"restore"_s, file});
        terminal.attach(*process);
        process->start();
        QTRY_VERIFY_WITH_TIMEOUT(terminal.shown().contains("[y/N]"), 20'000);
        QVERIFY2(terminal.shown().contains("1 clone, 2 memories, 2 messages?"), terminal.shown().constData());
        terminal.type(answer);
        const CliResult result = CliProcess::finish(*process);
        QCOMPARE(result.exitCode, answer == "y\n" ? 0 : 1);
        QCOMPARE(namesOfClones().contains(u"Later"_s), answer != "y\n");
    }
}

void CliArchiveTest::refusesToRestoreInUse()
{
    const QString file = m_cli->path(u"use.cmbackup"_s);
    QCOMPARE(m_cli->run({u"backup"_s, u"create"_s, file}).exitCode, 0);
    const QStringList restore{u"--json"_s, u"backup"_s, u"restore"_s, file, u"--yes"_s};
    {
        const auto window = ProfileLock::take(m_cli->dataDir() + u"/clonememoria.lock"_s);
        QVERIFY(window.has_value());
        const CliResult refused = m_cli->run(restore);
        QCOMPARE(refused.exitCode, 1);
        QCOMPARE(refused.errorObject()[u"code"].toString(), u"restore-in-use"_s);
        // A backup is another matter.
        QCOMPARE(m_cli->run({u"backup"_s, u"create"_s, file, u"--force"_s}).exitCode, 0);
    }
    const std::unique_ptr<QProcess> chat = m_cli->start({u"chat"_s, u"Mina Tarvit"_s});
    chat->write("Hello\n");
    QVERIFY(chat->waitForReadyRead(20'000));
    QCOMPARE(m_cli->run(restore).errorObject()[u"code"].toString(), u"restore-in-use"_s);
    chat->closeWriteChannel();
    QCOMPARE(CliProcess::finish(*chat).exitCode, 0);
    QCOMPARE(m_cli->run(restore).exitCode, 0);
}

void CliArchiveTest::restoresADamagedProfile()
{
    const QString file = m_cli->path(u"damage.cmbackup"_s);
    QCOMPARE(m_cli->run({u"backup"_s, u"create"_s, file}).exitCode, 0);
    QFile database(m_cli->database());
    QVERIFY(database.open(QIODevice::WriteOnly));
    database.write(QByteArray("no database any more. ").repeated(1000));
    database.close();
    QCOMPARE(m_cli->run({u"clone"_s, u"list"_s}).exitCode, 1);
    QCOMPARE(m_cli->run({u"--json"_s, u"backup"_s, u"create"_s, m_cli->path(u"no.cmbackup"_s)})
                 .errorObject()[u"code"]
                 .toString(),
             u"database-damaged"_s);
    QVERIFY(!QFile::exists(m_cli->path(u"no.cmbackup"_s)));
    QCOMPARE(m_cli->run({u"backup"_s, u"restore"_s, file, u"--yes"_s}).exitCode, 0);
    QCOMPARE(namesOfClones(), QStringList{u"Mina Tarvit"_s});
}

// Ctrl+C in the middle: nothing is left, whichever of the five it is.
void CliArchiveTest::interrupted()
{
    makeLargeClone(u"Large"_s, 4000);
    const QString archive = m_cli->path(u"large.cmclone"_s);
    const QString backup = m_cli->path(u"large.cmbackup"_s);
    QCOMPARE(m_cli->run({u"clone"_s, u"export"_s, u"Large"_s, archive}).exitCode, 0);
    QCOMPARE(m_cli->run({u"backup"_s, u"create"_s, backup}).exitCode, 0);
    const QString out = m_cli->path(u"out"_s);
    const QString temporary = m_cli->path(u"temporary"_s);
    QVERIFY(QDir().mkpath(temporary));
    m_cli->set(u"TMPDIR"_s, temporary);
    const QList<QStringList> commands{
        {u"clone"_s, u"export"_s, u"Large"_s, out, u"--format"_s, u"archive"_s},
        {u"clone"_s, u"import"_s, archive, u"--name"_s, u"Half"_s},
        {u"backup"_s, u"create"_s, out},
        {u"backup"_s, u"verify"_s, backup},
        {u"backup"_s, u"restore"_s, backup, u"--yes"_s},
    };
    for (const QStringList &command : commands) {
        const qint64 documents = rows(u"clone_documents"_s);
        bool stopped = false;
        // One that was in its last moment says that it is done.
        for (int attempt = 0; attempt < 20 && !stopped; ++attempt) {
            const std::unique_ptr<QProcess> process = m_cli->start(command);
            waitUntilAtWork(*process, command.contains(u"Half"_s));
            if (process->state() != QProcess::NotRunning)
                ::kill(static_cast<pid_t>(process->processId()), SIGINT);
            const CliResult result = CliProcess::finish(*process);
            QVERIFY2(!result.crashed, qPrintable(command.join(u' ')));
            stopped = result.exitCode != 0;
            if (stopped) {
                QCOMPARE(result.exitCode, 1);
                QVERIFY2(result.err.contains("Stopped."), result.err.constData());
                QCOMPARE(filesBeside(u"out"_s), QStringList());
                QCOMPARE(namesOfClones(), (QStringList{u"Large"_s, u"Mina Tarvit"_s}));
                QCOMPARE(rows(u"clone_documents"_s), documents);
            } else {
                QFile::remove(out);
                if (command.contains(u"Half"_s))
                    m_cli->run({u"clone"_s, u"delete"_s, u"Half"_s, u"--yes"_s});
            }
        }
        QVERIFY2(stopped, qPrintable(command.join(u' ')));
        QCOMPARE(QDir(temporary).entryList(QDir::Files), QStringList());
    }
    QCOMPARE(QDir(m_cli->dataDir()).entryList({u"*.part"_s, u"*.lock"_s}), QStringList());
    QCOMPARE(m_cli->run({u"clone"_s, u"delete"_s, u"Large"_s, u"--yes"_s}).exitCode, 0);
}

// Whenever it dies, the profile is whole and shows no half clone; the next import takes away what is hidden.
void CliArchiveTest::importKilled()
{
    makeLargeClone(u"Large"_s, 500);
    const QString archive = m_cli->path(u"killed.cmclone"_s);
    QCOMPARE(m_cli->run({u"clone"_s, u"export"_s, u"Large"_s, archive}).exitCode, 0);
    QCOMPARE(m_cli->run({u"clone"_s, u"delete"_s, u"Large"_s, u"--yes"_s}).exitCode, 0);
    const qint64 clones = rows(u"clones"_s);
    const qint64 documents = rows(u"clone_documents"_s);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(m_cli->run({u"clone"_s, u"import"_s, archive}).exitCode, 0);
    const qint64 wholeMs = timer.elapsed();
    const qint64 wholeDocuments = rows(u"clone_documents"_s);
    QCOMPARE(m_cli->run({u"clone"_s, u"delete"_s, u"Large"_s, u"--yes"_s}).exitCode, 0);
    QRandomGenerator random(QRandomGenerator::securelySeeded());
    int hidden = 0;
    for (int round = 0; round < 6; ++round) {
        const std::unique_ptr<QProcess> process = m_cli->start({u"clone"_s, u"import"_s, archive});
        const bool ended = process->waitForFinished(
            static_cast<int>(wholeMs * (20 + random.bounded(70)) / 100));
        process->kill();
        process->waitForFinished();
        // It may have died after its last step, and before it could say so: all of it is there then, or nothing.
        const bool isThere = namesOfClones() == QStringList{u"Large"_s, u"Mina Tarvit"_s};
        QVERIFY(isThere || (!ended && namesOfClones() == QStringList{u"Mina Tarvit"_s}));
        if (isThere)
            QCOMPARE(rows(u"clone_documents"_s), wholeDocuments);
        hidden += rows(u"clones"_s) > clones ? 1 : 0;
        if (isThere)
            m_cli->run({u"clone"_s, u"delete"_s, u"Large"_s, u"--yes"_s});
        const auto store = m_cli->store();
        QVERIFY(store.has_value());
        QCOMPARE((*store)
                     ->database()
                     .row(u"PRAGMA integrity_check"_s, {},
                          [](Query &query) { return query.value(0).toString(); })
                     .value_or(QString()),
                 u"ok"_s);
    }
    QVERIFY(hidden > 0);
    QCOMPARE(m_cli->run({u"clone"_s, u"import"_s, archive}).exitCode, 0);
    QCOMPARE(rows(u"clones"_s), clones + 1);
    QCOMPARE(rows(u"clone_documents"_s), wholeDocuments);
    QCOMPARE(rows(u"settings"_s), 0);
    QCOMPARE(m_cli->run({u"clone"_s, u"delete"_s, u"Large"_s, u"--yes"_s}).exitCode, 0);
    QCOMPARE(rows(u"clone_documents"_s), documents);
}

// Whenever it dies, there are the old memories or the new ones.
void CliArchiveTest::restoreKilled()
{
    const QString backup = m_cli->path(u"killed.cmbackup"_s);
    makeLargeClone(u"New"_s, 2000);
    QCOMPARE(m_cli->run({u"backup"_s, u"create"_s, backup}).exitCode, 0);
    QCOMPARE(m_cli->run({u"clone"_s, u"delete"_s, u"New"_s, u"--yes"_s}).exitCode, 0);
    m_cli->createClone({u"Old"_s});
    const QString old = m_cli->path(u"old.cmbackup"_s);
    QCOMPARE(m_cli->run({u"backup"_s, u"create"_s, old}).exitCode, 0);
    const QStringList restore{u"backup"_s, u"restore"_s, backup, u"--yes"_s};
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(m_cli->run(restore).exitCode, 0);
    const qint64 wholeMs = timer.elapsed();
    QRandomGenerator random(QRandomGenerator::securelySeeded());
    int killed = 0;
    int remained = 0;
    for (int round = 0; round < 10; ++round) {
        QCOMPARE(m_cli->run({u"backup"_s, u"restore"_s, old, u"--yes"_s}).exitCode, 0);
        QVERIFY(namesOfClones().contains(u"Old"_s)); // and with it a log beside the database
        const auto kept = [&] {
            return QDir(m_cli->dataDir() + u"/backups"_s).entryList(QDir::Files).size();
        };
        const qsizetype keptBefore = kept();
        const std::unique_ptr<QProcess> process = m_cli->start(restore);
        if (round % 2 == 0) {
            process->waitForFinished(static_cast<int>(random.bounded(wholeMs)));
        } else { // in the moment in which one takes the other's place
            while (kept() == keptBefore && process->state() == QProcess::Running)
                process->waitForFinished(0);
            QTest::qSleep(static_cast<int>(random.bounded(30)));
        }
        killed += process->waitForFinished(0) ? 0 : 1;
        process->kill();
        process->waitForFinished();
        const QStringList names = namesOfClones();
        const bool isOld = names == QStringList{u"Mina Tarvit"_s, u"Old"_s};
        const bool isNew = names == QStringList{u"Mina Tarvit"_s, u"New"_s};
        QVERIFY2(isOld || isNew, qPrintable(names.join(u',')));
        remained += isOld ? 1 : 0;
        QCOMPARE(m_cli->run({u"status"_s}).exitCode, 0); // looks through all pages
    }
    qInfo("killed %d of 10 times; the old memories were there %d times", killed, remained);
    QVERIFY(killed > 0);
    QCOMPARE(m_cli->run({u"backup"_s, u"restore"_s, old, u"--yes"_s}).exitCode, 0);
    QCOMPARE(QDir(m_cli->dataDir()).entryList({u"*.part"_s}), QStringList());
    QCOMPARE(m_cli->run({u"clone"_s, u"delete"_s, u"Old"_s, u"--yes"_s}).exitCode, 0);
}

// On a disk with no room left everything stays as it was, and no half file is left.
void CliArchiveTest::fullDisk()
{
    QProcess mount;
    const QString small = m_cli->path(u"small"_s);
    QVERIFY(QDir().mkpath(small));
    mount.start(u"mount"_s, {u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=1m"_s, u"tmpfs"_s, small});
    if (!mount.waitForFinished(10'000) || mount.exitCode() != 0)
        QSKIP("no small file system could be mounted");
    const auto unmount = qScopeGuard([&] { QProcess::execute(u"umount"_s, {small}); });
    makeLargeClone(u"Large"_s, 2000);
    const auto fails = [&](const QStringList &arguments) {
        const CliResult result = m_cli->run(QStringList{u"--json"_s} + arguments);
        return result.exitCode == 1 ? result.errorObject()[u"code"].toString()
                                    : u"exit code %1"_s.arg(result.exitCode);
    };
    QCOMPARE(fails({u"clone"_s, u"export"_s, u"Large"_s, small + u"/a.cmclone"_s}), u"disk-full"_s);
    QCOMPARE(fails({u"backup"_s, u"create"_s, small + u"/a.cmbackup"_s}), u"disk-full"_s);
    QCOMPARE(QDir(small).entryList(QDir::Files | QDir::Hidden), QStringList());
    const QString backup = m_cli->path(u"full.cmbackup"_s);
    QCOMPARE(m_cli->run({u"backup"_s, u"create"_s, backup}).exitCode, 0);
    QCOMPARE(fails({u"--data-dir"_s, small + u"/profile"_s, u"backup"_s, u"restore"_s, backup, u"--yes"_s}),
             u"disk-full"_s);
    QCOMPARE(QDir(small + u"/profile"_s).entryList(QDir::Files | QDir::Hidden), QStringList());
    const QString archive = m_cli->path(u"full.cmclone"_s);
    QCOMPARE(m_cli->run({u"clone"_s, u"export"_s, u"Large"_s, archive}).exitCode, 0);
    QCOMPARE(fails({u"--data-dir"_s, small + u"/other"_s, u"clone"_s, u"import"_s, archive}), u"disk-full"_s);
    QProcess::execute(u"mount"_s, {u"-o"_s, u"remount,size=50m"_s, small});
    QCOMPARE(
        m_cli->run({u"--data-dir"_s, small + u"/other"_s, u"--json"_s, u"clone"_s, u"list"_s}).out.trimmed(),
        "[]");
    QCOMPARE(m_cli->run({u"--data-dir"_s, small + u"/other"_s, u"clone"_s, u"import"_s, archive}).exitCode,
             0);
    QCOMPARE(m_cli->run({u"clone"_s, u"delete"_s, u"Large"_s, u"--yes"_s}).exitCode, 0);
}

void CliArchiveTest::tellsProgress()
{
    makeLargeClone(u"Large"_s, 2000);
    Terminal terminal;
    QVERIFY(terminal.isOpen());
    const std::unique_ptr<QProcess> process = m_cli->make(
        {u"clone"_s, u"export"_s, u"Large"_s, m_cli->path(u"shown.cmclone"_s)});
    terminal.attach(*process);
    process->start();
    QTRY_VERIFY_WITH_TIMEOUT((terminal.shown(), process->state() == QProcess::NotRunning), 20'000);
    const QByteArray shown = terminal.shown();
    QVERIFY2(shown.contains("Exporting Large, "), shown.constData());
    QVERIFY2(shown.contains(" %"), shown.constData());
    QVERIFY2(shown.contains("shown.cmclone: 100 memories, 0 conversations, 0 messages ("), shown.constData());
    for (const QString &command : {u"clone export"_s, u"clone import"_s, u"backup create"_s,
                                   u"backup verify"_s, u"backup restore"_s}) {
        const CliResult help = m_cli->run(command.split(u' ') + QStringList{u"--help"_s});
        QCOMPARE(help.exitCode, 0);
        QVERIFY(help.out.startsWith("Usage: clonememoria-cli " + command.toUtf8()));
    }
}

QTEST_GUILESS_MAIN(CliArchiveTest)
#include "CliArchiveTest.moc"
