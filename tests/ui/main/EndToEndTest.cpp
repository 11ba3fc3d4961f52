// Drives the real window over a real profile, as a new user would: make a clone, give it a text, ask, watch the answer
// stream, look at its memories, listen, close, open again. With END_TO_END_SOUND=real the voice goes through Qt to a
// PulseAudio server of the test's own, and what arrives there is recorded.
#include "core/base/Environment.h"
#include "core/chat/ChatService.h"
#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"
#include "core/speech/SpeechService.h"
#include "core/storage/StorageThread.h"
#include "tests/support/OpenAiServer.h"
#include "tests/unit/speech/FakeAudioOutput.h"
#include "ui/chat/AnswerWidget.h"
#include "ui/chat/ChatPage.h"
#include "ui/chat/MarkdownBody.h"
#include "ui/knowledge/MemoriesPage.h"
#include "ui/main/ClonePane.h"
#include "ui/main/MainWindow.h"
#include "ui/widgets/Dialogs.h"
#include "ui/widgets/Theme.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPointer>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTextEdit>

#include <QtEndian>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kPatience = 15'000;
constexpr int kWholeSpeech = 60'000; // an answer read aloud, as long as that takes
const auto kMemory =
    u"In June 1957 I rowed to Hare Island with Tomas. The boat was called Marigold, and it leaked so badly "
    u"that "
    "we bailed with my best hat.\n\nWe ate plum cake on the rocks and were home before the rain."_s;
const auto kReply = u"Ah, the **Marigold**. She leaked, and we bailed with my best hat."_s;
} // namespace

class EndToEndTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();

    void fromFirstStartToRestart_data();
    void fromFirstStartToRestart();
    void stopKeepsWhatCame();
    void removingCanBeUndone();
    void badInputIsToldKindly();

private:
    void open();
    void close();
    bool realSound() const { return qEnvironmentVariable("END_TO_END_SOUND") == "real"_L1; }

    template <typename Widget>
    Widget *find(const char *name) const
    {
        Widget *last = nullptr;
        for (QWidget *top : QApplication::topLevelWidgets()) {
            for (Widget *found : top->findChildren<Widget *>(QLatin1StringView(name))) {
                if (found->isVisible())
                    last = found;
            }
        }
        return last;
    }
    void press(const char *name);
    void makeClone(const QString &name);
    void writeMemory(const QString &text);
    void ask(const QString &question);
    AnswerWidget *lastAnswer() const;
    void waitForAnswer();

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<Profile> m_profile;
    std::unique_ptr<MainWindow> m_window;
    FakeAudioOutput *m_sound = nullptr;
    QTemporaryDir m_soundDir;
    QProcess m_soundServer;
};

void EndToEndTest::initTestCase()
{
    m_theme = std::make_unique<Theme>(*qApp);
    if (!realSound())
        return;
    const QString server = QStandardPaths::findExecutable(u"pulseaudio"_s);
    if (server.isEmpty() || QStandardPaths::findExecutable(u"parec"_s).isEmpty())
        QSKIP("pulseaudio or parec is not installed: the voice was not heard at the other end");
    const QString runtime = m_soundDir.filePath(u"runtime"_s);
    QVERIFY(QDir().mkpath(runtime));
    QVERIFY(QFile::setPermissions(runtime,
                                  QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
    qputenv("HOME", m_soundDir.path().toLocal8Bit());
    qputenv("XDG_RUNTIME_DIR", runtime.toLocal8Bit());
    qputenv("PULSE_SERVER", QByteArray("unix:") + runtime.toLocal8Bit() + "/pulse/native");
    m_soundServer.start(server, {u"-n"_s, u"--daemonize=no"_s, u"--exit-idle-time=-1"_s,
                                 u"--use-pid-file=no"_s, u"-L"_s, u"module-native-protocol-unix"_s, u"-L"_s,
                                 u"module-null-sink sink_name=probe rate=24000 channels=1"_s});
    QVERIFY(m_soundServer.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(runtime + u"/pulse/native"_s), 10'000);
}

void EndToEndTest::cleanupTestCase()
{
    m_soundServer.kill();
    m_soundServer.waitForFinished();
}

void EndToEndTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(m_dir->isValid());
    open();
}

void EndToEndTest::cleanup()
{
    close();
    dialogs() = systemDialogs();
}

void EndToEndTest::open()
{
    ProfileOptions options(Paths(m_dir->filePath(u"profile"_s)), Environment());
    options.secrets = SecretStore::Backend::ThisRunOnly;
    options.exclusive = true;
    if (!realSound()) {
        auto sound = std::make_unique<FakeAudioOutput>(20.0);
        m_sound = sound.get();
        options.audioOutput = std::move(sound);
    }
    Result<std::unique_ptr<Profile>> profile = Profile::open(std::move(options));
    QVERIFY2(profile.has_value(), profile ? "" : qPrintable(profile.error().detail));
    m_profile = std::move(*profile);
    m_window = std::make_unique<MainWindow>(*m_profile, *m_theme);
    QSignalSpy ready(m_window.get(), &MainWindow::ready);
    m_window->resize(1200, 800);
    m_window->show();
    QVERIFY(ready.wait(kPatience));
}

void EndToEndTest::close()
{
    if (m_window)
        m_window->close();
    m_window.reset();
    m_profile.reset();
    m_sound = nullptr;
}

void EndToEndTest::press(const char *name)
{
    auto *button = find<QAbstractButton>(name);
    QVERIFY2(button, name);
    QTest::mouseClick(button, Qt::LeftButton);
}

void EndToEndTest::makeClone(const QString &name)
{
    m_window->newClone();
    QTRY_VERIFY(find<QLineEdit>("newCloneName"));
    QTest::keyClicks(find<QLineEdit>("newCloneName"), name);
    press("newCloneCreate");
    QTRY_COMPARE_WITH_TIMEOUT(m_window->pane().clone().name, name, kPatience);
}

void EndToEndTest::writeMemory(const QString &text)
{
    QTest::mouseClick(find<QAbstractButton>("memoriesTab"), Qt::LeftButton);
    m_window->pane().memories().writeMemory();
    QTRY_VERIFY(find<QTextEdit>("memoryText"));
    find<QTextEdit>("memoryText")->insertPlainText(text);
    press("memorySave");
    QTRY_VERIFY_WITH_TIMEOUT(
        find<QListView>("memoryList") && find<QListView>("memoryList")->model()->rowCount() > 0, kPatience);
}

void EndToEndTest::ask(const QString &question)
{
    QTest::mouseClick(find<QAbstractButton>("chatTab"), Qt::LeftButton);
    auto *input = find<QPlainTextEdit>("composerInput");
    QVERIFY(input);
    QTest::keyClicks(input, question);
    QTest::keyClick(input, Qt::Key_Return);
}

AnswerWidget *EndToEndTest::lastAnswer() const
{
    AnswerWidget *last = nullptr;
    for (AnswerWidget *answer : m_window->findChildren<AnswerWidget *>()) {
        if (answer->isVisible()
            && (!last || answer->mapToGlobal(QPoint()).y() > last->mapToGlobal(QPoint()).y()))
            last = answer;
    }
    return last;
}

void EndToEndTest::waitForAnswer()
{
    ChatPage &chat = m_window->pane().chat();
    QTRY_VERIFY_WITH_TIMEOUT(
        !chat.conversationId().isEmpty() && !m_profile->chat().turnOf(chat.conversationId()), kPatience);
    QTRY_VERIFY(lastAnswer() && !lastAnswer()->message().id.isEmpty());
}

void EndToEndTest::fromFirstStartToRestart_data()
{
    QTest::addColumn<QString>("provider");
    QTest::newRow("offline") << u"dummy"_s;
    QTest::newRow("openai protocol") << u"custom"_s;
}

void EndToEndTest::fromFirstStartToRestart()
{
    QFETCH(QString, provider);
    OpenAiServer server({.reply = kReply, .tokenMs = 15});
    m_profile->providerSettings().setProfileProvider(ProviderKind::Llm, provider);
    if (provider == "custom"_L1) {
        m_profile->providerSettings().setBaseUrl(ProviderKind::Llm, provider, server.baseUrl());
        m_profile->providerSettings().setModel(ProviderKind::Llm, provider, u"test-model"_s);
    }

    QVERIFY(find<QWidget>("firstRunPage"));
    press("firstRunCreate");
    QTRY_VERIFY(find<QLineEdit>("newCloneName"));
    QTest::keyClicks(find<QLineEdit>("newCloneName"), u"Grandma Rose"_s);
    press("newCloneCreate");
    QTRY_COMPARE_WITH_TIMEOUT(m_window->pane().clone().name, u"Grandma Rose"_s, kPatience);
    writeMemory(kMemory);

    // The answer is on the screen while it is still being written.
    ask(u"What was the boat called?"_s);
    QTRY_VERIFY_WITH_TIMEOUT(lastAnswer() && !lastAnswer()->body()->document()->toPlainText().isEmpty(),
                             kPatience);
    QVERIFY(m_profile->chat().turnOf(m_window->pane().chat().conversationId()));
    waitForAnswer();
    const Message answer = lastAnswer()->message();
    QVERIFY(answer.status == MessageStatus::Complete);
    QCOMPARE(answer.provider, provider);
    QVERIFY(answer.content.contains(u"Marigold"_s));
    QVERIFY(lastAnswer()->body()->document()->toPlainText().contains(u"Marigold"_s));
    if (provider == "custom"_L1) {
        QCOMPARE(answer.content, kReply);
        const QByteArray sent = server.requestsTo("/chat/completions").constLast().body;
        QVERIFY(sent.contains("Grandma Rose"));
        QVERIFY(sent.contains("we bailed with my best hat"));
        QVERIFY(sent.contains("What was the boat called?"));
    }

    // Its memory opens at the place.
    QVERIFY(!answer.citations.isEmpty());
    QVERIFY(answer.citations.constFirst().content.contains(u"Marigold"_s));
    press("citationChip");
    QTRY_VERIFY(find<QWidget>("citationReader"));
    QTRY_VERIFY(find<QLabel>("readerTitle") && !find<QLabel>("readerTitle")->text().isEmpty());
    press("readerClose");
    QTRY_VERIFY(!find<QWidget>("citationReader"));

    // Listen, and hear it.
    QProcess recorder;
    if (realSound()) {
        recorder.start(u"parec"_s, {u"-d"_s, u"probe.monitor"_s, u"--latency-msec=20"_s, u"--format=s16le"_s,
                                    u"--rate=24000"_s, u"--channels=1"_s});
        QVERIFY(recorder.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(recorder.bytesAvailable() > 0, 10'000);
    } else {
        m_profile->providerSettings().setProfileProvider(ProviderKind::Speech, u"dummy"_s);
    }
    QSignalSpy failures(&m_profile->speech(), &SpeechService::failed);
    press("listenButton");
    QTRY_COMPARE_WITH_TIMEOUT(m_profile->speech().state(), SpeechService::State::Playing, kPatience);
    QCOMPARE(m_profile->speech().currentId(), answer.id);
    QVERIFY(find<QWidget>("speechBar"));
    QTRY_COMPARE_WITH_TIMEOUT(m_profile->speech().state(), SpeechService::State::Idle, kWholeSpeech);
    QVERIFY(failures.isEmpty());
    QTRY_VERIFY(!find<QWidget>("speechBar"));
    if (realSound()) {
        QTest::qWait(200);
        recorder.terminate();
        recorder.waitForFinished();
        const QByteArray heard = recorder.readAllStandardOutput();
        int loud = 0;
        for (qsizetype at = 0; at + 1 < heard.size(); at += 2)
            loud += std::abs(qFromLittleEndian<qint16>(heard.constData() + at)) > 300;
        qInfo("heard %.2f s of voice", loud / 24000.0);
        QVERIFY2(loud > 2400, "the recording is silent");
    } else {
        QVERIFY(!m_sound->parts.isEmpty());
        QVERIFY(m_sound->parts.constFirst().samples.count('\0') < m_sound->parts.constFirst().samples.size());
    }

    // Everything is still there.
    const QString conversation = m_window->pane().chat().conversationId();
    close();
    open();
    QTRY_COMPARE_WITH_TIMEOUT(m_window->pane().clone().name, u"Grandma Rose"_s, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->pane().chat().conversationId(), conversation, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(lastAnswer() && lastAnswer()->message().id == answer.id, kPatience);
    QVERIFY(lastAnswer()->message() == answer);
    QVERIFY(find<QWidget>("userBubble"));
    QTest::mouseClick(find<QAbstractButton>("memoriesTab"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(
        find<QListView>("memoryList") && find<QListView>("memoryList")->model()->rowCount() == 1, kPatience);
}

void EndToEndTest::stopKeepsWhatCame()
{
    OpenAiServer server(
        {.reply = QString(u"one two three four five six seven eight nine ten "_s).repeated(50),
         .tokenMs = 30});
    m_profile->providerSettings().setProfileProvider(ProviderKind::Llm, u"custom"_s);
    m_profile->providerSettings().setBaseUrl(ProviderKind::Llm, u"custom"_s, server.baseUrl());
    m_profile->providerSettings().setModel(ProviderKind::Llm, u"custom"_s, u"test-model"_s);
    makeClone(u"Tom"_s);
    ask(u"Count for me."_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        lastAnswer() && lastAnswer()->body()->document()->toPlainText().contains(u"three"_s), kPatience);
    press("sendButton"); // it is the stop button now
    waitForAnswer();
    const Message answer = lastAnswer()->message();
    QVERIFY(answer.status == MessageStatus::Partial);
    QVERIFY(answer.content.startsWith(u"one two three"_s));
    QTRY_COMPARE_WITH_TIMEOUT(server.server().openConnections(), 0, 5000);

    close();
    open();
    QTRY_VERIFY_WITH_TIMEOUT(lastAnswer() && lastAnswer()->message().id == answer.id, kPatience);
    QCOMPARE(lastAnswer()->message().content, answer.content);
}

void EndToEndTest::removingCanBeUndone()
{
    makeClone(u"Ada"_s);
    writeMemory(kMemory);
    dialogs().ask = [](QWidget *, const Dialogs::Question &, const std::function<void()> &yes) { yes(); };
    Q_EMIT m_window->pane().removeCloneRequested(m_window->pane().clone().id);
    QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>("firstRunPage"), kPatience);
    QTRY_VERIFY(find<QAbstractButton>("undoButton"));
    press("undoButton");
    QTRY_VERIFY_WITH_TIMEOUT(!find<QWidget>("firstRunPage"), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->pane().clone().name, u"Ada"_s, kPatience);
    QTest::mouseClick(find<QAbstractButton>("memoriesTab"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(
        find<QListView>("memoryList") && find<QListView>("memoryList")->model()->rowCount() == 1, kPatience);
}

void EndToEndTest::badInputIsToldKindly()
{
    // A name of 10,000 characters: said, and nothing made.
    m_window->newClone();
    QTRY_VERIFY(find<QLineEdit>("newCloneName"));
    find<QLineEdit>("newCloneName")->setText(QString(10'000, u'x'));
    press("newCloneCreate");
    QTRY_VERIFY(find<QWidget>("newCloneNameNotice"));
    find<QLineEdit>("newCloneName")->setText(u"Otto"_s);
    press("newCloneCreate");
    QTRY_COMPARE_WITH_TIMEOUT(m_window->pane().clone().name, u"Otto"_s, kPatience);

    // Nothing written: nothing sent, and a sentence.
    QTest::mouseClick(find<QAbstractButton>("chatTab"), Qt::LeftButton);
    QTest::keyClick(find<QPlainTextEdit>("composerInput"), Qt::Key_Return);
    QTRY_VERIFY(find<QWidget>("chatNotice"));
    QVERIFY(!lastAnswer());

    // Five megabytes pasted: not taken for a message, and said so, without a wait.
    auto *input = find<QPlainTextEdit>("composerInput");
    QGuiApplication::clipboard()->setText(QString(u"long "_s).repeated(1024 * 1024));
    QElapsedTimer timer;
    timer.start();
    input->paste();
    QTRY_VERIFY(find<QWidget>("chatNotice"));
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(input->toPlainText().size() <= kMaxMessageLength);
    QVERIFY(!lastAnswer());
}

QTEST_MAIN(EndToEndTest)
#include "EndToEndTest.moc"
