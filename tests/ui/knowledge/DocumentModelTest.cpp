#include "ui/knowledge/DocumentModel.h"

#include "core/base/Futures.h"
#include "core/base/Uuid.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
// Rows in memory, as a store would give them; it counts what is asked for.
struct Shelf
{
    QList<QUuid> add(int count)
    {
        QList<QUuid> ids;
        for (int i = 0; i < count; ++i) {
            DocumentSummary made;
            made.id = newId();
            made.title = u"Memory %1"_s.arg(rows.size());
            made.characters = 1240;
            made.passages = 2;
            rows.insert(made.id, made);
            ids.append(QUuid::fromString(made.id));
        }
        return ids;
    }

    DocumentModel::Fetch fetch()
    {
        return [this](const QStringList &ids) {
            ++fetches;
            asked += int(ids.size());
            if (error)
                return readyFuture<Result<QList<DocumentSummary>>>(fail(*error));
            QList<DocumentSummary> found;
            for (const QString &id : ids) {
                if (rows.contains(id))
                    found.append(rows.value(id));
            }
            return readyFuture<Result<QList<DocumentSummary>>>(found);
        };
    }

    QHash<QString, DocumentSummary> rows;
    std::optional<Error> error;
    int fetches = 0;
    int asked = 0;
};

QString idText(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces);
}

QList<QUuid> order(const DocumentModel &model)
{
    QList<QUuid> all;
    for (int row = 0; row < model.rowCount(); ++row)
        all << QUuid::fromString(model.idAt(row));
    return all;
}
} // namespace

class DocumentModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsItsPromisesWhateverOrderComes()
    {
        Shelf shelf;
        DocumentModel model(shelf.fetch());
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QList<QUuid> all = shelf.add(60);
        auto random = QRandomGenerator(7);
        for (int round = 0; round < 200; ++round) {
            QList<QUuid> some;
            for (const QUuid &id : all) {
                if (random.bounded(10) < 8)
                    some.append(id);
            }
            if (round % 3 == 0) { // another order
                for (qsizetype i = some.size() - 1; i > 0; --i)
                    some.swapItemsAt(i, random.bounded(int(i) + 1));
            }
            if (round % 17 == 0)
                some.clear();
            model.setOrder(some);
            QCOMPARE(order(model), some);
            QCoreApplication::processEvents();
        }
    }

    void followsARowThroughMovesAndComings()
    {
        Shelf shelf;
        DocumentModel model(shelf.fetch());
        const QList<QUuid> all = shelf.add(12);
        model.setOrder(all);
        const QPersistentModelIndex kept(model.index(5));
        const QPersistentModelIndex gone(model.index(2));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QList<QUuid> next{all[11], all[5], all[0], all[7]};
        next += shelf.add(2);
        model.setOrder(next);
        QCOMPARE(resets.size(), 0);
        QVERIFY(kept.isValid());
        QCOMPARE(kept.row(), 1);
        QVERIFY(!gone.isValid());
    }

    void whatComesFirstIsOneInsertion()
    {
        Shelf shelf;
        DocumentModel model(shelf.fetch());
        const QList<QUuid> old = shelf.add(1000);
        model.setOrder(old);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setOrder(shelf.add(3) + old);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(inserted.first().at(1).toInt(), 0);
        QCOMPARE(inserted.first().at(2).toInt(), 2);
        QCOMPARE(removed.size(), 0);
    }

    void fetchesOnlyWhatIsLookedAt()
    {
        Shelf shelf;
        DocumentModel model(shelf.fetch());
        model.setOrder(shelf.add(20'000));
        QCOMPARE(model.index(10'000).data().toString(), QString());
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QTRY_COMPARE(model.index(10'000).data().toString(), u"Memory 10000"_s);
        QCOMPARE(changed.size(), 1);
        QVERIFY(changed.first().first().toModelIndex().row() <= 10'000);
        QCOMPARE(shelf.fetches, 1);
        QVERIFY2(shelf.asked < 100, qPrintable(QString::number(shelf.asked)));
        QCOMPARE(model.index(10'010).data().toString(), u"Memory 10010"_s); // a neighbour came along
        // A rush through all of it: the last rows are what is seen, and what is fetched.
        for (int row = 0; row < model.rowCount(); ++row)
            model.index(row).data();
        QTRY_COMPARE(model.index(19'999).data().toString(), u"Memory 19999"_s);
        QVERIFY2(shelf.asked < 2000, qPrintable(QString::number(shelf.asked)));
    }

    void refreshShowsTheOldUntilTheNewIsThere()
    {
        Shelf shelf;
        DocumentModel model(shelf.fetch());
        const QList<QUuid> all = shelf.add(3);
        model.setOrder(all);
        model.index(1).data();
        QTRY_COMPARE(model.index(1).data().toString(), u"Memory 1"_s);
        shelf.rows[idText(all[1])].title = u"Another title"_s;
        model.refresh();
        QCOMPARE(model.index(1).data().toString(), u"Memory 1"_s);
        QTRY_COMPARE(model.index(1).data().toString(), u"Another title"_s);
        QCOMPARE(model.titleOf(idText(all[1])), u"Another title"_s);
    }

    void whatIsGoneOrFailsIsNotAskedForForEver()
    {
        Shelf shelf;
        DocumentModel model(shelf.fetch());
        const QList<QUuid> all = shelf.add(2);
        shelf.rows.remove(idText(all[0]));
        model.setOrder(all);
        // As a view does: it looks again at what changed.
        connect(&model, &QAbstractItemModel::dataChanged, &model, [&] {
            for (int row = 0; row < model.rowCount(); ++row)
                model.index(row).data();
        });
        model.index(0).data();
        QTRY_COMPARE(model.index(1).data().toString(), u"Memory 1"_s);
        QTest::qWait(50);
        QCOMPARE(shelf.fetches, 1);
        QVERIFY(!model.index(0).data(DocumentModel::KindRole).isValid());

        QSignalSpy failed(&model, &DocumentModel::failed);
        shelf.error = Error{.kind = ErrorKind::Storage, .code = u"database-busy"_s};
        model.refresh();
        QTRY_COMPARE(failed.size(), 1);
        QTest::qWait(50);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(model.index(1).data().toString(), u"Memory 1"_s); // as it was
    }

    void saysWhatARowIs()
    {
        Shelf shelf;
        DocumentModel model(shelf.fetch());
        const QList<QUuid> all = shelf.add(1);
        DocumentSummary &letter = shelf.rows[idText(all[0])];
        letter.title = u"Letter to Ruth"_s;
        letter.sourceType = SourceType::File;
        letter.sourceUri = u"/home/ruth.txt"_s;
        letter.happenedAt = QDateTime(QDate(1961, 5, 3), QTime(0, 0), Qt::UTC);
        letter.awaitsVectors = true;
        model.setOrder(all);
        const QModelIndex row = model.index(0);
        row.data();
        QTRY_COMPARE(row.data().toString(), u"Letter to Ruth"_s);
        const QString detail = row.data(DocumentModel::DetailRole).toString();
        QVERIFY2(detail.contains(u"1961"_s) && detail.contains(u"240"_s) && detail.contains(u"2 passages"_s),
                 qPrintable(detail));
        QVERIFY(row.data(Qt::ToolTipRole).toString().contains(u"ruth.txt"_s));
        QCOMPARE(row.data(DocumentModel::StateRole).toString(), u"not yet found by meaning"_s);
        model.setFilesBeingRead({u"/home/ruth.txt"_s});
        QCOMPARE(row.data(DocumentModel::StateRole).toString(), u"being read"_s);
        const QString spoken = row.data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.contains(u"Letter to Ruth"_s) && spoken.contains(u"being read"_s),
                 qPrintable(spoken));
        QCOMPARE(model.rowOf(idText(all[0])), 0);
        QCOMPARE(model.rowOf(u"z"_s), -1);
    }
};

QTEST_GUILESS_MAIN(DocumentModelTest)
#include "DocumentModelTest.moc"
