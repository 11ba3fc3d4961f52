#include "tests/integration/cli/CliProcess.h"

#include <QJsonDocument>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

/// Memories put in, listed, found again and taken away; files that can't be read.
class CliMemoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void addsFilesAndStandardInput();
    void takesTitleAndDate();
    void addsTheSameTextOnce();
    void goesOnPastFilesItCantRead();
    void addsFoldersAndWhatChanged();
    void keepsTheNameInChats();
    void readsBytesOfAnyKind();
    void findsTheRightPassage();
    void keepsToLimitAndBudget();
    void answersManyQueries();
    void refusesBadQueryFiles_data();
    void refusesBadQueryFiles();
    void deletesAMemory();

private:
    QString addText(const CliProcess &cli, const QString &clone, const QByteArray &text,
                    const QString &title) const;

    static constexpr auto kClone = "Mina"_L1;
};

void CliMemoryTest::initTestCase()
{
    QVERIFY2(!CliProcess().createClone({kClone}).isEmpty(),
             "the program makes no clone: nothing else can work");
}

QString CliMemoryTest::addText(const CliProcess &cli, const QString &clone, const QByteArray &text,
                               const QString &title) const
{
    const CliResult added = cli.run({u"--json"_s, u"memory"_s, u"add"_s, clone, u"-"_s, u"--title"_s, title},
                                    text);
    return added.exitCode == 0 ? added.array().at(0)[u"document_id"].toString() : QString();
}

void CliMemoryTest::addsFilesAndStandardInput()
{
    const CliProcess cli;
    cli.createClone({kClone});
    const QString letter = cli.file(
        u"letter one.md"_s,
        "# The regatta\n\nWe lost by a length in June 1958, and Davie laughed all the way home.\n");
    const QString note = cli.file(u"note.txt"_s, "The dog was called Tinker.");
    const CliResult added = cli.run({u"memory"_s, u"add"_s, kClone, letter, note, u"-"_s, u"--json"_s},
                                    "The boat was green.\n");
    QCOMPARE(added.exitCode, 0);
    QCOMPARE(added.err, QByteArray());
    const QJsonArray results = added.array();
    QCOMPARE(results.size(), 3);
    for (const QJsonValue &result : results) {
        QCOMPARE(result[u"document_id"].toString().size(), 36);
        QCOMPARE(result[u"passages"].toInt(), 1);
        QCOMPARE(result[u"duplicate"].toBool(true), false);
    }
    QCOMPARE(results.at(0)[u"file"].toString(), letter);
    QCOMPARE(results.at(0)[u"title"].toString(), u"The regatta"_s);
    QCOMPARE(results.at(2)[u"file"].toString(), u"-"_s);

    const CliResult listed = cli.run({u"memory"_s, u"list"_s, kClone, u"--json"_s});
    QCOMPARE(listed.exitCode, 0);
    const QJsonArray list = listed.array();
    QCOMPARE(list.size(), 3);
    QStringList ids;
    for (const QJsonValue &document : list)
        ids.append(document[u"id"].toString());
    for (const QJsonValue &result : results)
        QVERIFY(ids.contains(result[u"document_id"].toString()));
    const CliResult table = cli.run({u"memory"_s, u"list"_s, kClone});
    QVERIFY(table.out.contains("The regatta"));

    // It returns when all is done: every passage has its vector.
    const auto store = cli.store();
    QVERIFY(store.has_value());
    const auto clones = (*store)->clones.findByName(kClone);
    QVERIFY(clones.has_value());
    int vectors = 0;
    for (const QString &id : ids) {
        const auto passages = (*store)->passages.ofDocument(id);
        QVERIFY(passages.has_value());
        for (const Passage &passage : *passages) {
            QVERIFY(!passage.embeddingProvider.isEmpty());
            ++vectors;
        }
    }
    QCOMPARE(vectors, 3);
}

void CliMemoryTest::takesTitleAndDate()
{
    const CliProcess cli;
    cli.createClone({kClone});
    const QString file = cli.file(u"moon.txt"_s, "We watched it on the neighbours' set.");
    const CliResult added = cli.run(
        {u"memory"_s, u"add"_s, kClone, file, u"--title"_s, u"The moon"_s, u"--date"_s, u"1969-07-20"_s});
    QCOMPARE(added.exitCode, 0);
    QVERIFY2(added.out.contains("The moon"), added.out.constData());
    const QJsonValue document = cli.run({u"memory"_s, u"list"_s, kClone, u"--json"_s}).array().at(0);
    QCOMPARE(document[u"title"].toString(), u"The moon"_s);
    QCOMPARE(document[u"happened_at"].toString(), u"1969-07-20T00:00:00.000Z"_s);
    const QJsonValue found =
        cli.run({u"memory"_s, u"search"_s, kClone, u"neighbours"_s, u"--json"_s}).array().at(0);
    QCOMPARE(found[u"happened_at"].toString(), u"1969-07-20T00:00:00.000Z"_s);
}

void CliMemoryTest::addsTheSameTextOnce()
{
    const CliProcess cli;
    cli.createClone({kClone});
    const QString id = addText(cli, kClone, "The pear tree stood behind the house.", u"Pears"_s);
    QVERIFY(!id.isEmpty());
    const CliResult again = cli.run({u"memory"_s, u"add"_s, kClone, u"-"_s, u"--json"_s},
                                    "The pear tree stood behind the house.\n");
    QCOMPARE(again.exitCode, 0);
    QCOMPARE(again.array().at(0)[u"duplicate"].toBool(), true);
    QCOMPARE(again.array().at(0)[u"document_id"].toString(), id);
    QCOMPARE(cli.run({u"memory"_s, u"list"_s, kClone, u"--json"_s}).array().size(), 1);
}

void CliMemoryTest::goesOnPastFilesItCantRead()
{
    const CliProcess cli;
    cli.createClone({kClone});
    const QString good = cli.file(u"good.md"_s, "The last one is good.");
    const QString empty = cli.file(u"empty.txt"_s, " \n\t\n");
    const QString picture = cli.file(u"picture.txt"_s, QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16));
    const QString program = cli.file(u"program.exe"_s, "MZ");
    const QString gone = cli.path(u"gone.md"_s);
    QVERIFY(QDir().mkpath(cli.path(u"folder.md"_s)));
    QVERIFY(QFile::link(cli.path(u"nowhere"_s), cli.path(u"link.md"_s)));
    const QStringList files{empty, picture, program, gone, cli.path(u"folder.md"_s), cli.path(u"link.md"_s),
                            good};

    const CliResult json = cli.run(QStringList{u"memory"_s, u"add"_s, kClone, u"--json"_s} + files);
    QCOMPARE(json.exitCode, 1);
    const QJsonArray results = json.array();
    QCOMPARE(results.size(), files.size());
    for (qsizetype i = 0; i + 1 < files.size(); ++i) {
        QCOMPARE(results.at(i)[u"file"].toString(), files.at(i));
        QVERIFY2(!results.at(i)[u"error"].toString().isEmpty(), qPrintable(files.at(i)));
        QVERIFY(results.at(i)[u"document_id"].isUndefined());
    }
    QVERIFY(results.last()[u"error"].isUndefined());
    QCOMPARE(results.last()[u"passages"].toInt(), 1);

    const CliResult text = cli.run(QStringList{u"memory"_s, u"add"_s, kClone} + files);
    QCOMPARE(text.exitCode, 1);
    QCOMPARE(text.err.count('\n'), files.size() - 1); // one sentence a file
    QVERIFY(text.err.contains("gone.md was not found"));
    QVERIFY(text.out.contains("good.md"));

    const CliResult nobody = cli.run({u"memory"_s, u"add"_s, u"Nobody"_s, good, u"--json"_s});
    QCOMPARE(nobody.exitCode, 1);
    QCOMPARE(nobody.errorObject().value(u"code"_s).toString(), u"not-a-clone"_s);
}

void CliMemoryTest::addsFoldersAndWhatChanged()
{
    const CliProcess cli;
    cli.createClone({kClone});
    QVERIFY(QDir().mkpath(cli.path(u"box/deep"_s)));
    cli.file(u"box/a.txt"_s, "The boat was green.");
    const QString b = cli.file(u"box/deep/b.md"_s, "The dog slept.");
    cli.file(u"box/deep/.hidden.txt"_s, "Not for anybody.");
    const QString note = cli.file(u"note.txt"_s, "The roses were late.");
    const QStringList command{u"memory"_s, u"add"_s, kClone, u"box"_s, u"note.txt"_s, u"--json"_s};
    const CliResult first = cli.run(command);
    QCOMPARE(first.exitCode, 0);
    const QJsonArray added = first.array();
    QCOMPARE(added.size(), 3);
    QCOMPARE(added.at(1)[u"file"].toString(), b);
    QCOMPARE(added.at(2)[u"file"].toString(), u"note.txt"_s); // as it was written
    for (const QJsonValue &result : added) {
        QCOMPARE(result[u"documents"].toInt(), 1);
        QCOMPARE(result[u"added"].toInt(), 1);
        QCOMPARE(result[u"updated"].toInt(-1), 0);
        QCOMPARE(result[u"duplicate"].toBool(true), false);
    }
    cli.file(u"note.txt"_s, "The roses were early.");
    const QJsonArray again = cli.run(command).array();
    QCOMPARE(again.size(), 3);
    QCOMPARE(again.at(0)[u"duplicate"].toBool(), true);
    QCOMPARE(again.at(0)[u"document_id"].toString(), added.at(0)[u"document_id"].toString());
    QCOMPARE(again.at(2)[u"updated"].toInt(), 1);
    QCOMPARE(again.at(2)[u"document_id"].toString(), added.at(2)[u"document_id"].toString());
    QCOMPARE(cli.run({u"memory"_s, u"list"_s, kClone, u"--json"_s}).array().size(), 3);
    QCOMPARE(cli.run({u"memory"_s, u"search"_s, kClone, u"early"_s, u"--json"_s}).array().size(), 1);

    const CliResult text = cli.run({u"memory"_s, u"add"_s, kClone, u"box"_s});
    QCOMPARE(text.exitCode, 0);
    QCOMPARE(text.out.count('\n'), 2);
    QCOMPARE(text.out.count("is in the memories already"), 2);
}

void CliMemoryTest::keepsTheNameInChats()
{
    const CliProcess cli;
    const QString id = cli.createClone({kClone});
    const QString file = cli.file(u"a.txt"_s, "The boat was green.");
    QCOMPARE(cli.run({u"memory"_s, u"add"_s, kClone, file, u"--chat-person"_s, u" "_s}).exitCode, 2);
    QCOMPARE(cli.run({u"memory"_s, u"add"_s, kClone, file, u"--chat-person"_s, u"Wilhelmina B."_s}).exitCode,
             0);
    const auto store = cli.store();
    QVERIFY(store.has_value());
    const auto names = (*store)->imports.names(id);
    QVERIFY(names.has_value());
    QCOMPARE(*names, QStringList{u"Wilhelmina B."_s});
}

void CliMemoryTest::readsBytesOfAnyKind()
{
    const CliProcess cli;
    cli.createClone({kClone});
    // Windows-1252, as old letters come.
    QVERIFY(!addText(cli, kClone,
                     "Caf\xe9 M\xfcller in der Stra\xdf"
                     "e",
                     u"old"_s)
                 .isEmpty());
    const QJsonArray found = cli.run({u"memory"_s, u"search"_s, kClone, u"Müller"_s, u"--json"_s}).array();
    QCOMPARE(found.at(0)[u"content"].toString(), u"Café Müller in der Straße"_s);

    const CliResult nul = cli.run({u"memory"_s, u"add"_s, kClone, u"-"_s, u"--json"_s},
                                  QByteArray("a\0b", 3));
    QCOMPARE(nul.exitCode, 1);
    QVERIFY(nul.array().at(0)[u"error"].toString().contains(u"not a text"_s));

    // An argument that is no UTF-8: a sentence, no crash.
    const std::unique_ptr<QProcess> shell = cli.make({});
    const QString program = shell->program();
    shell->setProgram(u"/bin/sh"_s);
    shell->setArguments(
        {u"-c"_s, u"exec \"$0\" memory add Mina \"$(printf 'gone\\377\\376.md')\""_s, program});
    shell->start();
    const CliResult result = CliProcess::finish(*shell);
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 1);
    QVERIFY(result.err.contains("was not found"));
}

void CliMemoryTest::findsTheRightPassage()
{
    const CliProcess cli;
    cli.createClone({kClone});
    const QString regatta = addText(cli, kClone, "In June 1958 we lost the regatta by a length.",
                                    u"The regatta"_s);
    addText(cli, kClone, "Aunt Peggy baked scones on Sundays, with too much salt.", u"Scones"_s);
    addText(cli, kClone, "The dog Tinker slept in the paint shed.", u"Tinker"_s);

    const CliResult json = cli.run(
        {u"memory"_s, u"search"_s, kClone, u"Who won the regatta?"_s, u"--json"_s});
    QCOMPARE(json.exitCode, 0);
    QVERIFY(!json.array().isEmpty());
    const QJsonObject best = json.array().at(0).toObject();
    QCOMPARE(best.value(u"document_id"_s).toString(), regatta);
    QCOMPARE(best.value(u"document_title"_s).toString(), u"The regatta"_s);
    QCOMPARE(best.value(u"chunk_index"_s).toInt(-1), 0);
    QCOMPARE(best.value(u"content"_s).toString(), u"In June 1958 we lost the regatta by a length."_s);
    QVERIFY(best.value(u"speaker"_s).isNull());
    QVERIFY(best.contains(u"happened_at"_s));
    QVERIFY(best.value(u"score"_s).toDouble() > 0);
    double last = 2;
    for (const QJsonValue &passage : json.array()) {
        QVERIFY(passage[u"score"].toDouble() <= last);
        last = passage[u"score"].toDouble();
    }
    const CliResult text = cli.run({u"memory"_s, u"search"_s, kClone, u"regatta"_s});
    QVERIFY2(text.out.startsWith("1. The regatta"), text.out.constData());

    // FTS5's own syntax is only words here.
    for (const QString &query : {u"\"regatta"_s, u"regatta AND ("_s, u"content:regatta*"_s, u"' OR 1=1 --"_s,
                                 u"NEAR(a b)"_s, u" "_s})
        QCOMPARE(cli.run({u"memory"_s, u"search"_s, kClone, u"--json"_s, u"--"_s, query}).exitCode, 0);
}

void CliMemoryTest::keepsToLimitAndBudget()
{
    const CliProcess cli;
    cli.createClone({kClone});
    QStringList files;
    for (int i = 0; i < 6; ++i)
        files.append(cli.file(u"%1.txt"_s.arg(i), "The harbour in winter, as seen from window "
                                                      + QByteArray::number(i) + QByteArray(80, '.')));
    QCOMPARE(cli.run(QStringList{u"memory"_s, u"add"_s, kClone} + files).exitCode, 0);
    const auto found = [&cli](const QStringList &options) {
        return cli
            .run(QStringList{u"memory"_s, u"search"_s, kClone, u"harbour in winter"_s, u"--json"_s} + options)
            .array()
            .size();
    };
    QCOMPARE(found({}), 6);
    QCOMPARE(found({u"--limit"_s, u"4"_s}), 4);
    QCOMPARE(found({u"--budget"_s, u"70"_s}), 2);
    QCOMPARE(found({u"--budget"_s, u"1"_s}), 1); // the best one always
}

void CliMemoryTest::answersManyQueries()
{
    const CliProcess cli;
    cli.createClone({kClone});
    addText(cli, kClone, "In June 1958 we lost the regatta by a length.", u"The regatta"_s);
    addText(cli, kClone, "Aunt Peggy baked scones.", u"Scones"_s);
    const QByteArray queries =
        "{\"query\": \"regatta\"}\r\n\n{\"query\":\"scones\", \"note\":1}\n{\"query\":\"zzzz\"}";
    const QString file = cli.file(u"queries.jsonl"_s, queries);
    for (const bool piped : {false, true}) {
        const CliResult json = cli.run({u"memory"_s, u"search"_s, kClone, u"--json"_s, u"--limit"_s, u"1"_s,
                                        u"--queries"_s, piped ? u"-"_s : file},
                                       piped ? queries : QByteArray());
        QCOMPARE(json.exitCode, 0);
        const QList<QByteArray> lines = json.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(QJsonDocument::fromJson(lines.at(0))[0][u"document_title"].toString(), u"The regatta"_s);
        QCOMPARE(QJsonDocument::fromJson(lines.at(1))[0][u"document_title"].toString(), u"Scones"_s);
        QVERIFY(QJsonDocument::fromJson(lines.at(2)).isArray());
    }
    const CliResult text = cli.run({u"memory"_s, u"search"_s, kClone, u"--queries"_s, file});
    QCOMPARE(text.exitCode, 0);
    QVERIFY(text.out.indexOf("regatta") < text.out.indexOf("scones"));
}

void CliMemoryTest::refusesBadQueryFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no JSON") << QByteArray("{\"query\":\"a\"}\nregatta\n");
    QTest::newRow("another field") << QByteArray("{\"question\":\"a\"}");
    QTest::newRow("a number") << QByteArray("{\"query\":5}");
    QTest::newRow("an array") << QByteArray("[\"query\"]");
    QTest::newRow("cut") << QByteArray("{\"query\":\"a");
    QTest::newRow("invalid UTF-8") << QByteArray("{\"query\":\"\xff\xfe\"}");
    QTest::newRow("very deep") << QByteArray("{\"query\":") + QByteArray(100'000, '[');
}

void CliMemoryTest::refusesBadQueryFiles()
{
    QFETCH(QByteArray, content);
    const CliProcess cli;
    cli.createClone({kClone});
    const QString file = cli.file(u"queries.jsonl"_s, content);
    const CliResult result = cli.run({u"memory"_s, u"search"_s, kClone, u"--json"_s, u"--queries"_s, file});
    QCOMPARE(result.exitCode, 2);
    QCOMPARE(result.out, QByteArray());
    QVERIFY(result.errorObject().value(u"error"_s).toString().contains(u"Line"_s));

    const CliResult gone = cli.run(
        {u"memory"_s, u"search"_s, kClone, u"--json"_s, u"--queries"_s, cli.path(u"gone"_s)});
    QCOMPARE(gone.exitCode, 1);
}

void CliMemoryTest::deletesAMemory()
{
    const CliProcess cli;
    cli.createClone({kClone});
    cli.createClone({u"Other"_s});
    const QString id = addText(cli, kClone, "The regatta was lost.", u"The regatta"_s);
    // Nobody to ask: nothing goes.
    QCOMPARE(cli.run({u"memory"_s, u"delete"_s, kClone, id}).exitCode, 2);
    const CliResult foreign = cli.run({u"memory"_s, u"delete"_s, u"Other"_s, id, u"--yes"_s, u"--json"_s});
    QCOMPARE(foreign.exitCode, 1);
    QCOMPARE(foreign.errorObject().value(u"code"_s).toString(), u"not-a-document"_s);
    QCOMPARE(cli.run({u"memory"_s, u"list"_s, kClone, u"--json"_s}).array().size(), 1);

    const CliResult deleted = cli.run({u"memory"_s, u"delete"_s, kClone, id, u"--yes"_s, u"--json"_s});
    QCOMPARE(deleted.exitCode, 0);
    QCOMPARE(deleted.object().value(u"deleted"_s).toString(), id);
    QCOMPARE(cli.run({u"memory"_s, u"list"_s, kClone, u"--json"_s}).out, QByteArray("[]\n"));
    QCOMPARE(cli.run({u"memory"_s, u"search"_s, kClone, u"regatta"_s, u"--json"_s}).out, QByteArray("[]\n"));
    QCOMPARE(cli.run({u"memory"_s, u"delete"_s, kClone, id, u"--yes"_s}).exitCode, 1);
}

QTEST_GUILESS_MAIN(CliMemoryTest)
#include "CliMemoryTest.moc"
