#include "tests/support/OpenAiServer.h"
#include "tests/ui/knowledge/TestProfile.h"
#include "ui/main/ClonePane.h"
#include "ui/main/MainWindow.h"
#include "ui/settings/SettingsDialog.h"
#include "ui/widgets/Theme.h"

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// Nothing is contacted unasked: a model server on this computer hears of the program only on the pages that offer it.
class QuietStartTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withAClone();
    void theFirstPageLooks();
};

void QuietStartTest::withAClone()
{
    OpenAiServer server;
    TestProfile profile({}, TestProfile::withServer(u"ollama"_s, server.baseUrl()));
    profile.addClone(u"Ada"_s);
    Theme theme(*qApp);
    MainWindow window(*profile, theme);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QTRY_VERIFY(!window.pane().clone().id.isEmpty());
    for (const ClonePane::Page page :
         {ClonePane::Page::Chat, ClonePane::Page::Memories, ClonePane::Page::About}) {
        window.pane().showPage(page);
        QTest::qWait(400);
    }
    QCOMPARE(server.server().connections(), 0);

    // The same server, where the user looks for one.
    window.openSettings();
    window.findChild<SettingsDialog *>()->showPage(u"answers"_s);
    QTRY_VERIFY(server.server().connections() > 0);
}

void QuietStartTest::theFirstPageLooks()
{
    OpenAiServer server;
    TestProfile profile({}, TestProfile::withServer(u"ollama"_s, server.baseUrl()));
    Theme theme(*qApp);
    MainWindow window(*profile, theme);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QTRY_VERIFY(server.server().connections() > 0);
    for (const ReceivedRequest &request : server.server().requests())
        QVERIFY2(request.method == "GET", request.method.constData()); // it only asks for the list of models
}

QTEST_MAIN(QuietStartTest)
#include "QuietStartTest.moc"
