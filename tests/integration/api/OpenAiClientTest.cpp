#include "tests/integration/cli/CliProcess.h"
#include "tests/support/OpenAiServer.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTest>
#include <QVersionNumber>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kInstallClientMs = 90'000;
const QString kClientSource = QStringLiteral(CLIENT_SOURCE);
const QString kClientInstalled = QStringLiteral(CLIENT_INSTALLED);
} // namespace

/// OpenAI's own client, from the npm registry, against "clonememoria-cli serve". What it checks is in
/// openai-client/check.mjs.
class OpenAiClientTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void talksWithAClone();

private:
    static void copyFiles(bool *changed);
};

void OpenAiClientTest::copyFiles(bool *changed)
{
    for (const QString &name : {u"package.json"_s, u"package-lock.json"_s, u"check.mjs"_s}) {
        QFile from(kClientSource + u'/' + name);
        QFile to(kClientInstalled + u'/' + name);
        QVERIFY(from.open(QIODevice::ReadOnly));
        const QByteArray wanted = from.readAll();
        if (to.open(QIODevice::ReadOnly) && to.readAll() == wanted)
            continue;
        to.close();
        QVERIFY(to.open(QIODevice::WriteOnly) && to.write(wanted) == wanted.size());
        *changed = *changed || name.startsWith("package"_L1);
    }
}

// What is there from an earlier run is used again: the version and its checksum are pinned.
void OpenAiClientTest::initTestCase()
{
    const QString npm = QStandardPaths::findExecutable(u"npm"_s);
    const QString node = QStandardPaths::findExecutable(u"node"_s);
    if (npm.isEmpty() || node.isEmpty())
        QSKIP("Node and npm are not on this computer: OpenAI's client can't be run");
    QProcess asked;
    asked.start(node, {u"--version"_s});
    QVERIFY(asked.waitForFinished(10'000));
    const QString version = QString::fromUtf8(asked.readAll()).trimmed().mid(1);
    if (QVersionNumber::fromString(version) < QVersionNumber(20))
        QSKIP(qPrintable(u"OpenAI's client needs Node 20, and this is %1"_s.arg(version)));
    QVERIFY(QDir().mkpath(kClientInstalled));
    bool changed = false;
    copyFiles(&changed);
    const QString done = kClientInstalled + u"/installed"_s;
    if (!changed && QFile::exists(done))
        return;
    QFile::remove(done);
    QProcess install;
    install.setWorkingDirectory(kClientInstalled);
    install.setProcessChannelMode(QProcess::MergedChannels);
    install.start(npm, {u"ci"_s, u"--ignore-scripts"_s, u"--no-audit"_s, u"--no-fund"_s});
    const bool ended = install.waitForFinished(kInstallClientMs);
    if (!ended) {
        install.kill();
        install.waitForFinished();
    }
    if (!ended || install.exitCode() != 0)
        QSKIP(qPrintable(u"npm could not install OpenAI's client: "_s
                         + QString::fromUtf8(install.readAll().right(300)).simplified()));
    QFile mark(done);
    QVERIFY(mark.open(QIODevice::WriteOnly));
}

void OpenAiClientTest::talksWithAClone()
{
    OpenAiServer model;
    CliProcess cli;
    cli.set(u"CLONEMEMORIA_API_TOKEN"_s, u"sk-test"_s);
    cli.set(u"LLM_DEFAULT_PROVIDER"_s, u"custom"_s);
    cli.set(u"LLM_CUSTOM_BASE_URL"_s, model.baseUrl());
    cli.set(u"LLM_CUSTOM_MODEL"_s, u"test-model"_s);
    cli.set(u"TTS_DEFAULT_PROVIDER"_s, u"dummy"_s);
    QVERIFY(!cli.createClone({u"Oma Rose"_s}).isEmpty());
    const QString letter = cli.file(u"The garden.txt"_s,
                                    "There was a pear tree in the garden behind the house.");
    QCOMPARE(cli.run({u"memory"_s, u"add"_s, u"Oma Rose"_s, letter, u"--title"_s, u"The garden"_s}).exitCode,
             0);
    const std::unique_ptr<QProcess> server = cli.start({u"serve"_s, u"--port"_s, u"0"_s});
    QVERIFY(QTest::qWaitFor([&] { return server->canReadLine(); }, 20'000));
    const QString url = QString::fromUtf8(server->readLine()).trimmed();

    QProcess check;
    check.setWorkingDirectory(kClientInstalled);
    check.setProcessChannelMode(QProcess::MergedChannels);
    check.start(u"node"_s, {u"check.mjs"_s, url, u"sk-test"_s});
    const bool ended = QTest::qWaitFor([&] { return check.state() == QProcess::NotRunning; }, 60'000);
    const QByteArray said = check.readAll();
    QVERIFY2(ended && check.exitCode() == 0, said.constData());
    QCOMPARE(said.count("ok "), 9);

    server->terminate();
    QCOMPARE(CliProcess::finish(*server).exitCode, 0);
}

QTEST_GUILESS_MAIN(OpenAiClientTest)
#include "OpenAiClientTest.moc"
