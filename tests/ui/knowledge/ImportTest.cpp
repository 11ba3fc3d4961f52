#include "core/knowledge/KnowledgeService.h"
#include "tests/ui/knowledge/TestProfile.h"
#include "ui/knowledge/ImportQueue.h"
#include "ui/knowledge/ImportStrip.h"

#include <QFile>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

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
    void tellsOfEachFileWhatBecameOfIt()
    {
        TestProfile profile;
        const Clone clone = profile.addClone(u"Mara"_s);
        ImportQueue queue([&](const QString &id, const QString &path) { return profile->knowledge().addFile(id, path); });
        QWidget window;
        ImportStrip strip(queue, &window);
        window.show();
        const QString good = write(u"good.txt"_s, "The pear tree was planted in 1954.\n");
        const QString same = write(u"same.txt"_s, "The pear tree was planted in 1954.\n");
        const QString vanished = write(u"vanished.txt"_s, "gone");
        QVERIFY(QFile::remove(vanished));
        const QString empty = write(u"empty.txt"_s, "");
        const QString binary = write(u"binary.txt"_s, QByteArray("\x00\x01\x02PNG\x00", 8));
        const QString other = write(u"photo.jpg"_s, "not really a photo");

        QSignalSpy finished(&queue, &ImportQueue::finished);
        queue.add(clone.id, {good, same, vanished, empty, binary, other});
        QVERIFY(queue.isRunning());
        QVERIFY(finished.wait(10'000));
        QCOMPARE(queue.done(), 6);
        QCOMPARE(queue.added(), 1);
        QCOMPARE(queue.duplicates().size(), 1);
        QCOMPARE(queue.problems().size(), 4);
        QCOMPARE(queue.problems()[0].error.code, u"file-missing"_s);
        QCOMPARE(queue.problems()[1].error.code, u"file-empty"_s);
        QCOMPARE(queue.problems()[2].error.code, u"file-not-text"_s);
        QCOMPARE(queue.problems()[3].error.code, u"file-type"_s);

        QVERIFY(strip.isVisible());
        const QStringList texts = strip.problemTexts();
        QVERIFY2(texts[0].contains(u"vanished.txt"_s), qPrintable(texts[0]));
        QVERIFY2(texts[2].contains(u"binary.txt"_s), qPrintable(texts[2]));
        QVERIFY2(strip.summary().contains(u"Already there"_s), qPrintable(strip.summary()));
        QCOMPARE(strip.findChild<QListWidget *>(u"importProblems"_s)->count(), 4);
        strip.findChild<QPushButton *>(u"importClose"_s)->click();
        QVERIFY(!strip.isVisible());

        const auto stored = profile.store([id = clone.id](Store &store) { return store.documents.list(id); });
        QCOMPARE(stored.size(), 1);
    }

    void cancelLeavesOutWhatHasNotBegun()
    {
        TestProfile profile;
        const Clone clone = profile.addClone(u"Mara"_s);
        QStringList asked;
        ImportQueue queue([&](const QString &id, const QString &path) {
            asked << path;
            return profile->knowledge().addFile(id, path);
        });
        QStringList files;
        for (int i = 0; i < 20; ++i)
            files << write(u"%1.txt"_s.arg(i), "Number " + QByteArray::number(i));
        connect(&queue, &ImportQueue::fileAdded, &queue, [&] {
            if (queue.done() == 3)
                queue.cancel();
        });
        QSignalSpy finished(&queue, &ImportQueue::finished);
        queue.add(clone.id, files);
        QVERIFY(finished.wait(10'000));
        QCOMPARE(asked.size(), 3);
        QCOMPARE(queue.added(), 3);
        QCOMPARE(queue.skipped(), 17);
    }

    void filesThatComeLaterJoinAndKeepTheirClone()
    {
        TestProfile profile;
        const Clone one = profile.addClone(u"One"_s);
        const Clone two = profile.addClone(u"Two"_s);
        ImportQueue queue([&](const QString &id, const QString &path) { return profile->knowledge().addFile(id, path); });
        QSignalSpy finished(&queue, &ImportQueue::finished);
        queue.add(one.id, {write(u"1.txt"_s, "first")});
        queue.add(two.id, {write(u"2.txt"_s, "second")});
        QCOMPARE(queue.total(), 2);
        QVERIFY(finished.wait(10'000));
        QCOMPARE(profile.store([id = one.id](Store &store) { return store.documents.list(id); }).size(), 1);
        QCOMPARE(profile.store([id = two.id](Store &store) { return store.documents.list(id); }).size(), 1);
    }
};

QTEST_MAIN(ImportTest)
#include "ImportTest.moc"
