#include "ui/knowledge/DocumentFilter.h"
#include "ui/knowledge/DocumentModel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace
{
DocumentSummary summary(const QString &id, const QString &title, int addedDay, int happenedYear = 0,
                        SourceType type = SourceType::Manual, const QString &source = {})
{
    DocumentSummary made;
    made.id = id;
    made.title = title;
    made.sourceType = type;
    made.sourceUri = source;
    made.createdAt = QDateTime(QDate(2026, 1, addedDay), QTime(8, 0), Qt::UTC);
    made.updatedAt = made.createdAt;
    if (happenedYear)
        made.happenedAt = QDateTime(QDate(happenedYear, 5, 3), QTime(0, 0), Qt::UTC);
    made.characters = 1240;
    return made;
}

QStringList ids(const QAbstractItemModel &model)
{
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row)
        all << model.index(row, 0).data(DocumentModel::IdRole).toString();
    return all;
}
}

class DocumentModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsItsPromisesWhateverListComes()
    {
        DocumentModel model;
        DocumentFilter filter;
        filter.setSourceModel(&model);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QAbstractItemModelTester filterTester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QList<DocumentSummary> all{summary(u"a"_s, u"Alder"_s, 1), summary(u"b"_s, u"Birch"_s, 2), summary(u"c"_s, u"Cedar"_s, 3),
                                         summary(u"d"_s, u"Date"_s, 4), summary(u"e"_s, u"Elm"_s, 5)};
        model.setDocuments(all);
        QCOMPARE(model.rowCount(), 5);
        model.setDocuments({all[4], all[1]});
        QCOMPARE(ids(model), (QStringList{u"b"_s, u"e"_s}));
        model.setDocuments({all[0], all[1], all[2]});
        QCOMPARE(ids(model), (QStringList{u"b"_s, u"a"_s, u"c"_s}));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        model.setDocuments({all[2], all[2]}); // twice in the list is once in the model
        QCOMPARE(model.rowCount(), 1);
    }

    void movesOnlyTheRowsThatChanged()
    {
        DocumentModel model;
        QList<DocumentSummary> all{summary(u"a"_s, u"Alder"_s, 1), summary(u"b"_s, u"Birch"_s, 2)};
        model.setDocuments(all);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        all[1].title = u"Beech"_s;
        all.append(summary(u"c"_s, u"Cedar"_s, 3));
        model.setDocuments(all);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toModelIndex().row(), 1);
        QCOMPARE(removed.size(), 0);
        QCOMPARE(inserted.size(), 1);
    }

    void saysWhatARowIs()
    {
        DocumentModel model;
        model.setDocuments({summary(u"a"_s, u"Letter to Ruth"_s, 1, 1961, SourceType::File, u"ruth.txt"_s)});
        const QModelIndex row = model.index(0);
        QCOMPARE(row.data().toString(), u"Letter to Ruth"_s);
        QVERIFY2(row.data(DocumentModel::DetailRole).toString().contains(u"1961"_s), qPrintable(row.data(DocumentModel::DetailRole).toString()));
        QVERIFY(row.data(Qt::ToolTipRole).toString().contains(u"ruth.txt"_s));
        QVERIFY(row.data(Qt::AccessibleTextRole).toString().contains(u"Letter to Ruth"_s));
        QCOMPARE(model.rowOf(u"a"_s), 0);
        QCOMPARE(model.rowOf(u"z"_s), -1);
    }

    void sortsByAddedDateAndTitle()
    {
        DocumentModel model;
        DocumentFilter filter;
        filter.setSourceModel(&model);
        model.setDocuments({summary(u"a"_s, u"Letter 10"_s, 2, 1990), summary(u"b"_s, u"letter 9"_s, 3), summary(u"c"_s, u"Äpfel"_s, 1, 1950)});
        QCOMPARE(ids(filter), (QStringList{u"b"_s, u"a"_s, u"c"_s})); // newest added first
        filter.setOrder(DocumentFilter::Order::Date);
        QCOMPARE(ids(filter), (QStringList{u"c"_s, u"a"_s, u"b"_s})); // as a life goes, the undated last
        filter.setOrder(DocumentFilter::Order::Title);
        const QStringList byTitle = ids(filter);
        QVERIFY(byTitle.indexOf(u"b"_s) >= 0);
        QCOMPARE(byTitle.size(), 3);
        QCOMPARE(filter.rowCount(), 3);
    }

    void findsEveryWordInTitleOrFileName()
    {
        DocumentModel model;
        DocumentFilter filter;
        filter.setSourceModel(&model);
        model.setDocuments({summary(u"a"_s, u"Letter to Ruth"_s, 1, 0, SourceType::File, u"summer-1961.txt"_s),
                            summary(u"b"_s, u"The bakery"_s, 2), summary(u"c"_s, u"Ruth and the bakery"_s, 3, 0, SourceType::ChatExport)});
        filter.setSearch(u"  RUTH  "_s);
        QCOMPARE(ids(filter), (QStringList{u"c"_s, u"a"_s}));
        filter.setSearch(u"ruth 1961"_s);
        QCOMPARE(ids(filter), QStringList{u"a"_s});
        filter.setSearch({});
        filter.setKind(SourceType::ChatExport);
        QCOMPARE(ids(filter), QStringList{u"c"_s});
        QVERIFY(filter.isFiltering());
        filter.setKind(std::nullopt);
        QCOMPARE(filter.rowCount(), 3);
        QVERIFY(!filter.isFiltering());
    }
};

QTEST_GUILESS_MAIN(DocumentModelTest)
#include "DocumentModelTest.moc"
