#include "core/base/Futures.h"
#include "core/knowledge/ImportService.h"
#include "tests/ui/knowledge/TestProfile.h"
#include "ui/knowledge/ChatPersonDialog.h"
#include "ui/knowledge/ImportDesk.h"
#include "ui/knowledge/ImportResultsDialog.h"
#include "ui/knowledge/ImportResultsModel.h"
#include "ui/knowledge/ImportStrip.h"
#include "ui/knowledge/ImportWords.h"
#include "ui/knowledge/MemoriesPage.h"
#include "ui/widgets/Theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
// Stands where the service is, and notes what it is told.
struct ToldService
{
    ImportDesk::Service service()
    {
        return {[this](const ImportRequest &request) {
                    told << u"start "_s + request.paths.join(u' ');
                    return readyFuture(startGives);
                },
                [this](const QString &id) { told << u"pause "_s + id; },
                [this](const QString &id) { told << u"resume "_s + id; },
                [this](const QString &id) { told << u"cancel "_s + id; }};
    }

    QStringList told;
    Result<QString> startGives = u"one"_s;
};

ImportProgress progressOf(const QString &importId, ImportState state = ImportState::Running)
{
    ImportProgress progress;
    progress.importId = importId;
    progress.cloneId = u"mara"_s;
    progress.state = state;
    progress.files = 300;
    progress.filesDone = 12;
    progress.bytes = 1000;
    progress.bytesDone = 250;
    progress.passages = 1240;
    progress.currentFile = u"/letters/%1.txt"_s.arg(importId);
    progress.secondsLeft = 170;
    return progress;
}

ImportedFile fileOf(const QString &name, ImportedFile::State state, int added = 0)
{
    ImportedFile file;
    file.path = u"/letters/"_s + name;
    file.state = state;
    file.added = added;
    if (state == ImportedFile::State::Failed)
        file.error = Error{.kind = ErrorKind::InvalidInput, .code = u"file-empty"_s, .subject = name};
    else if (state != ImportedFile::State::Skipped)
        file.documentId = u"id of "_s + name;
    return file;
}
} // namespace

class ImportTest : public QObject
{
    Q_OBJECT

    QString write(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_files.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("the test's file could not be written");
        return path;
    }

    QTemporaryDir m_files;

private Q_SLOTS:
    void whatRunsForACloneIsOneThing()
    {
        ToldService told;
        ImportDesk desk(told.service());
        QSignalSpy finished(&desk, &ImportDesk::finished);
        desk.start({u"mara"_s, {u"a"_s, u"b"_s}, {}});
        QCOMPARE(told.told, QStringList{u"start a b"_s});
        desk.takeProgress(progressOf(u"one"_s));
        desk.takeProgress(progressOf(u"two"_s));
        ImportProgress other = progressOf(u"three"_s);
        other.cloneId = u"ben"_s;
        desk.takeProgress(other);
        QCOMPARE(desk.progress(u"mara"_s).files, 600);
        QCOMPARE(desk.progress(u"mara"_s).passages, 2480);
        QCOMPARE(desk.filesBeingRead(u"mara"_s), (QStringList{u"/letters/one.txt"_s, u"/letters/two.txt"_s}));

        told.told.clear();
        desk.pause(u"mara"_s);
        QCOMPARE(told.told, (QStringList{u"pause one"_s, u"pause two"_s}));
        desk.takeProgress(progressOf(u"one"_s, ImportState::Paused));
        QVERIFY(desk.progress(u"mara"_s).state == ImportState::Running);
        desk.takeProgress(progressOf(u"two"_s, ImportState::Paused));
        QVERIFY(desk.progress(u"mara"_s).state == ImportState::Paused);
        told.told.clear();
        desk.resume(u"mara"_s);
        QCOMPARE(told.told, (QStringList{u"resume one"_s, u"resume two"_s}));
        told.told.clear();
        desk.cancel(u"mara"_s);
        QCOMPARE(told.told, (QStringList{u"cancel one"_s, u"cancel two"_s}));

        desk.takeFile(u"one"_s, fileOf(u"a"_s, ImportedFile::State::Done, 1));
        QCOMPARE(desk.files(u"mara"_s).size(), 1);
        desk.forget(u"mara"_s); // not while it runs
        QVERIFY(desk.isShown(u"mara"_s));
        desk.takeReport(
            {progressOf(u"one"_s, ImportState::Finished),
             {fileOf(u"a"_s, ImportedFile::State::Done, 1), fileOf(u"b"_s, ImportedFile::State::Skipped)}});
        QCOMPARE(finished.size(), 0);
        desk.takeReport({progressOf(u"two"_s, ImportState::Cancelled), {}});
        QCOMPARE(finished.size(), 1);
        QCOMPARE(desk.files(u"mara"_s).size(), 2);
        QVERIFY(desk.filesBeingRead(u"mara"_s).isEmpty());
        desk.forget(u"mara"_s);
        QVERIFY(!desk.isShown(u"mara"_s));
        QVERIFY(desk.isShown(u"ben"_s));

        QSignalSpy failed(&desk, &ImportDesk::failed);
        told.startGives = fail(ErrorKind::Storage, {}, u"disk-full"_s);
        desk.start({u"mara"_s, {u"a"_s}, {}});
        QTRY_COMPARE(failed.size(), 1);
        ImportReport stopped{progressOf(u"four"_s, ImportState::Cancelled), {}};
        stopped.error = Error{.kind = ErrorKind::Storage, .code = u"disk-full"_s};
        desk.takeReport(stopped);
        QCOMPARE(failed.size(), 2);
    }

    void stripTellsHowFarItIs()
    {
        ToldService told;
        ImportDesk desk(told.service());
        QWidget window;
        ImportStrip strip(desk, &window);
        window.show();
        strip.showClone(u"mara"_s);
        QVERIFY(!strip.isVisible());
        const auto button = [&](const QString &name) { return strip.findChild<QPushButton *>(name); };
        strip.setPreparing(true);
        QVERIFY(strip.isVisible());
        QVERIFY(!button(u"importPause"_s)->isVisible());
        strip.setPreparing(false);
        QVERIFY(!strip.isVisible());

        desk.takeProgress(progressOf(u"one"_s));
        QVERIFY(strip.isVisible());
        QVERIFY2(strip.text().contains(u"12 of 300 files"_s)
                     && strip.text().contains(u"about 3 minutes left"_s),
                 qPrintable(strip.text()));
        QVERIFY(strip.text().contains(QLocale().toString(1240)));
        auto *bar = strip.findChild<QProgressBar *>();
        QCOMPARE(double(bar->value()) / bar->maximum(), 0.25);
        button(u"importPause"_s)->click();
        QCOMPARE(told.told, QStringList{u"pause one"_s});
        desk.takeProgress(progressOf(u"one"_s, ImportState::Paused));
        QCOMPARE(button(u"importPause"_s)->text(), u"Resume"_s);
        QVERIFY2(strip.text().contains(u"paused"_s), qPrintable(strip.text()));
        button(u"importPause"_s)->click();
        QCOMPARE(told.told.last(), u"resume one"_s);
        button(u"importCancel"_s)->click();
        QCOMPARE(told.told.last(), u"cancel one"_s);
        QVERIFY(!button(u"importResults"_s)->isVisible());
        desk.takeFile(u"one"_s, fileOf(u"a"_s, ImportedFile::State::Failed));
        desk.takeProgress(progressOf(u"one"_s));
        QVERIFY(button(u"importResults"_s)->isVisible()); // what failed can be read at once
        strip.showClone(u"ben"_s);
        QVERIFY(!strip.isVisible());
        strip.showClone(u"mara"_s);

        desk.takeReport({progressOf(u"one"_s, ImportState::Finished),
                         {fileOf(u"a.txt"_s, ImportedFile::State::Failed),
                          fileOf(u"b.txt"_s, ImportedFile::State::Done, 2)}});
        QVERIFY2(strip.text().contains(u"could not be added"_s), qPrintable(strip.text()));
        QVERIFY(!bar->isVisible());
        QSignalSpy results(&strip, &ImportStrip::resultsRequested);
        button(u"importResults"_s)->click();
        QCOMPARE(results.size(), 1);
        button(u"importClose"_s)->click();
        QVERIFY(!strip.isVisible());
    }

    void timeLeftIsToldAsPeopleDo()
    {
        QCOMPARE(timeLeftText(-1), QString());
        QCOMPARE(timeLeftText(3), u"a few seconds left"_s);
        QCOMPARE(timeLeftText(40), u"less than a minute left"_s);
        QCOMPARE(timeLeftText(170), u"about 3 minutes left"_s);
        QCOMPARE(timeLeftText(2 * 3600), u"about 2 hours left"_s);
    }

    void summaryNamesWhatCameOfAll()
    {
        ImportedFile updated = fileOf(u"u"_s, ImportedFile::State::Done);
        updated.updated = 4;
        const QString all = importSummary(
            {fileOf(u"a"_s, ImportedFile::State::Done, 7), updated,
             fileOf(u"k"_s, ImportedFile::State::Unchanged), fileOf(u"l"_s, ImportedFile::State::Unchanged),
             fileOf(u"f"_s, ImportedFile::State::Failed), fileOf(u"g"_s, ImportedFile::State::Failed),
             fileOf(u"s"_s, ImportedFile::State::Skipped)});
        for (const QString &part :
             {u"7 memories added"_s, u"4 brought up to date"_s, u"2 files were there already"_s,
              u"2 files could not be added"_s, u"1 files were left out"_s})
            QVERIFY2(all.contains(part), qPrintable(all));
        ImportedFile same = fileOf(u"a"_s, ImportedFile::State::Unchanged);
        same.title = u"The tree"_s;
        QCOMPARE(importSummary({same}), u"Already there: “The tree”."_s);
        const QString failed = importSummary({fileOf(u"empty.txt"_s, ImportedFile::State::Failed)});
        QVERIFY2(failed.contains(u"empty.txt has no text in it"_s), qPrintable(failed));
        QVERIFY(!importSummary({}).isEmpty());
    }

    void resultsGrowSortAndAreCopied()
    {
        ImportResultsDialog dialog(nullptr);
        QAbstractItemModelTester tester(dialog.findChild<ImportResultsModel *>(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        auto *view = dialog.findChild<QTreeView *>(u"importFiles"_s);
        QList<ImportedFile> files{fileOf(u"b.txt"_s, ImportedFile::State::Done, 1)};
        dialog.setFiles(files);
        files << fileOf(u"c.txt"_s, ImportedFile::State::Failed)
              << fileOf(u"a.txt"_s, ImportedFile::State::Unchanged);
        dialog.setFiles(files);
        dialog.show();
        const auto names = [&] {
            QStringList all;
            for (int row = 0; row < view->model()->rowCount(); ++row)
                all << view->model()->index(row, 0).data().toString();
            return all;
        };
        QCOMPARE(names(), (QStringList{u"c.txt"_s, u"b.txt"_s, u"a.txt"_s})); // what failed comes first
        view->sortByColumn(ImportResultsModel::FileColumn, Qt::AscendingOrder);
        QCOMPARE(names(), (QStringList{u"a.txt"_s, u"b.txt"_s, u"c.txt"_s}));

        view->setCurrentIndex(view->model()->index(2, 0));
        QCOMPARE(dialog.findChild<QLabel *>(u"importSentence"_s)->text(), u"c.txt has no text in it."_s);
        QVERIFY(!dialog.findChild<QPushButton *>(u"importShow"_s)->isEnabled());
        dialog.findChild<QPushButton *>(u"importCopy"_s)->click();
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines[2].startsWith(u"c.txt\tCould not be added\t"_s), qPrintable(lines[2]));

        QSignalSpy requested(&dialog, &ImportResultsDialog::documentRequested);
        view->setCurrentIndex(view->model()->index(1, 0));
        dialog.findChild<QPushButton *>(u"importShow"_s)->click();
        QCOMPARE(requested.size(), 1);
        QCOMPARE(requested.first().first().toString(), u"id of b.txt"_s);
        QVERIFY(!dialog.isVisible());
    }

    void whoTheCloneIsInAChat()
    {
        const QStringList people{u"Anna M."_s, u"Ben"_s, u"Mum"_s};
        QCOMPARE(likelyPerson(people, {u"mum"_s}, u"Anna"_s), u"Mum"_s); // what was answered before
        QCOMPARE(likelyPerson(people, {}, u"ben"_s), u"Ben"_s);
        QCOMPARE(likelyPerson(people, {}, u"Anna Meier"_s), u"Anna M."_s);
        QCOMPARE(likelyPerson(people, {}, u"Carla"_s), QString());
        QCOMPARE(likelyPerson({u"Anna A"_s, u"Anna B"_s}, {}, u"Anna"_s), QString()); // it could be either

        ChatPersonDialog dialog({u"Anna"_s, people, {u"chat.txt"_s}, u"Anna M."_s}, nullptr);
        QVERIFY(dialog.windowTitle().contains(u"Anna"_s));
        QCOMPARE(dialog.findChildren<QRadioButton *>().size(), 4);
        QCOMPARE(dialog.chosen(), u"Anna M."_s);
        dialog.findChild<QRadioButton *>(u"chatPersonNobody"_s)->click();
        QCOMPARE(dialog.chosen(), QString());
        ChatPersonDialog unsure({u"Carla"_s, people, {u"a"_s, u"b"_s, u"c"_s, u"d"_s}, {}}, nullptr);
        QCOMPARE(unsure.chosen(), QString());
    }

    void filesBecomeMemories()
    {
        TestProfile profile;
        const Clone clone = profile.addClone(u"Mara"_s);
        Theme theme(*qApp);
        MemoriesPage page(*profile, theme, nullptr);
        page.resize(900, 700);
        page.show();
        page.showClone(clone);
        const QString good = write(u"good.txt"_s, "The pear tree was planted in 1954.\n");
        const QString other = write(u"other.txt"_s, "He barked at the postman.\n");
        const QString empty = write(u"empty.txt"_s, "");
        const QString vanished = write(u"vanished.txt"_s, "gone");
        QVERIFY(QFile::remove(vanished));
        page.importFiles({good, other, empty, vanished});
        auto *strip = page.findChild<ImportStrip *>();
        auto *results = page.findChild<QPushButton *>(u"importResults"_s);
        auto *close = page.findChild<QPushButton *>(u"importClose"_s);
        QTRY_VERIFY_WITH_TIMEOUT(close->isVisible(), 20'000);
        QVERIFY2(strip->text().contains(u"2 memories added"_s)
                     && strip->text().contains(u"2 files could not"_s),
                 qPrintable(strip->text()));
        auto *list = page.findChild<QListView *>(u"memoryList"_s);
        QTRY_COMPARE(list->model()->rowCount(), 2);
        results->click();
        auto *dialog = page.findChild<ImportResultsDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        auto *files = dialog->findChild<QTreeView *>(u"importFiles"_s);
        QCOMPARE(files->model()->rowCount(), 4);
        files->sortByColumn(ImportResultsModel::FileColumn, Qt::AscendingOrder);
        files->setCurrentIndex(files->model()->index(1, 0)); // good.txt
        dialog->findChild<QPushButton *>(u"importShow"_s)->click();
        auto *title = page.findChild<QLabel *>(u"memoryTitle"_s);
        QTRY_VERIFY2(title->text().contains(u"good"_s) || title->text().contains(u"pear"_s),
                     qPrintable(title->text()));
        close->click();
        QVERIFY(!strip->isVisible());

        page.importFiles({good});
        QTRY_VERIFY_WITH_TIMEOUT(strip->text().startsWith(u"Already there"_s), 20'000);
        QCOMPARE(list->model()->rowCount(), 2);
    }

    void droppedFoldersAreImported()
    {
        TestProfile profile;
        const Clone clone = profile.addClone(u"Mara"_s);
        Theme theme(*qApp);
        MemoriesPage page(*profile, theme, nullptr);
        page.resize(900, 700);
        page.show();
        page.showClone(clone);
        QVERIFY(QDir(m_files.path()).mkpath(u"folder/deep"_s));
        write(u"folder/one.txt"_s, "The first of two.");
        write(u"folder/deep/two.md"_s, "The second of two.");
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(m_files.filePath(u"folder"_s))});
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&page, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&page, &drop);
        QVERIFY(drop.isAccepted());
        auto *list = page.findChild<QListView *>(u"memoryList"_s);
        QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 2, 20'000);
    }
};

QTEST_MAIN(ImportTest)
#include "ImportTest.moc"
