#include "ui/main/CloneTreeModel.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
CloneSummary summary(int number)
{
    CloneSummary made;
    made.clone.id = u"clone-%1"_s.arg(number);
    made.clone.name = u"Clone %1"_s.arg(number);
    return made;
}

Conversation conversation(const QString &cloneId, int number)
{
    Conversation made;
    made.id = u"%1-conversation-%2"_s.arg(cloneId).arg(number);
    made.cloneId = cloneId;
    made.title = u"Title %1"_s.arg(number);
    return made;
}

QStringList idsOf(const QAbstractItemModel &model, const QModelIndex &parent = {})
{
    QStringList ids;
    for (int row = 0; row < model.rowCount(parent); ++row)
        ids.append(model.index(row, 0, parent).data(CloneTreeModel::IdRole).toString());
    return ids;
}
} // namespace

class CloneTreeModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesEveryChange();
    void persistentIndexesFollow();
    void unknownIdsAreInvalid();
};

void CloneTreeModelTest::survivesEveryChange()
{
    CloneTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QRandomGenerator random(7);
    for (int round = 0; round < 300; ++round) {
        QList<CloneSummary> clones;
        for (int number = 0; number < 6; ++number) {
            if (random.bounded(3) > 0)
                clones.append(summary(number));
        }
        std::shuffle(clones.begin(), clones.end(), random);
        model.setClones(clones);
        QStringList wanted;
        for (const CloneSummary &clone : clones)
            wanted.append(clone.clone.id);
        QCOMPARE(idsOf(model), wanted);

        if (clones.isEmpty())
            continue;
        const QString cloneId = clones.at(random.bounded(clones.size())).clone.id;
        QList<Conversation> conversations;
        for (int number = 0; number < 5; ++number) {
            if (random.bounded(3) > 0)
                conversations.append(conversation(cloneId, number));
        }
        std::shuffle(conversations.begin(), conversations.end(), random);
        model.setConversations(cloneId, conversations);
        QStringList wantedIds;
        for (const Conversation &entry : conversations)
            wantedIds.append(entry.id);
        QCOMPARE(idsOf(model, model.indexOfClone(cloneId)), wantedIds);
    }
}

void CloneTreeModelTest::persistentIndexesFollow()
{
    CloneTreeModel model;
    model.setClones({summary(0), summary(1), summary(2)});
    model.setConversations(u"clone-1"_s, {conversation(u"clone-1"_s, 0), conversation(u"clone-1"_s, 1)});
    const QPersistentModelIndex clone = model.indexOfClone(u"clone-1"_s);
    const QPersistentModelIndex second = model.indexOfConversation(u"clone-1-conversation-1"_s);
    QVERIFY(clone.isValid() && second.isValid());

    model.setClones({summary(3), summary(1), summary(2), summary(0)});
    QCOMPARE(clone.data(CloneTreeModel::IdRole).toString(), u"clone-1"_s);
    QCOMPARE(second.data(CloneTreeModel::IdRole).toString(), u"clone-1-conversation-1"_s);
    QCOMPARE(second.parent(), QModelIndex(clone));

    model.setConversations(u"clone-1"_s, {conversation(u"clone-1"_s, 1)});
    QCOMPARE(second.row(), 0);
    model.setClones({summary(0)});
    QVERIFY(!clone.isValid());
    QVERIFY(!second.isValid());
}

void CloneTreeModelTest::unknownIdsAreInvalid()
{
    CloneTreeModel model;
    model.setClones({summary(0)});
    QVERIFY(!model.indexOfClone(u"nobody"_s).isValid());
    QVERIFY(!model.indexOfConversation(u"nothing"_s).isValid());
    model.setConversations(u"nobody"_s, {conversation(u"nobody"_s, 0)}); // does nothing
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.rowCount(model.index(0, 0)), 0);
}

QTEST_GUILESS_MAIN(CloneTreeModelTest)
#include "CloneTreeModelTest.moc"
