#include "core/storage/Transaction.h"
#include "tests/unit/storage/TestStore.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// A conversation is a tree of which one branch is shown.
class MessageBranchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void variants();
    void editedQuestion();
    void newestLeaf();
    void pagesUpwards();
    void pagesOfABranch();
    void oddPages();
    void parentsInACircle();

private:
    Message append(const QString &parentId, MessageRole role, const QString &content);
    QStringList page(int limit, const QString &before = {});

    std::unique_ptr<Store> m_store;
    Conversation m_conversation;
};

void MessageBranchTest::init()
{
    m_store = memoryStore();
    QVERIFY(m_store);
    Conversation draft;
    draft.cloneId = m_store->clones.create(Clone{}).value().id;
    m_conversation = m_store->conversations.create(draft).value();
}

Message MessageBranchTest::append(const QString &parentId, MessageRole role, const QString &content)
{
    const Result<Message> stored = m_store->messages.append(
        messageDraft(m_conversation.id, parentId, role, content));
    if (!stored) {
        QTest::qFail(qPrintable(stored.error().detail), __FILE__, __LINE__);
        return {};
    }
    return *stored;
}

QStringList MessageBranchTest::page(int limit, const QString &before)
{
    const Result<QList<Message>> messages = m_store->messages.page(m_conversation.id, limit, before);
    if (!messages) {
        QTest::qFail(qPrintable(messages.error().detail), __FILE__, __LINE__);
        return {};
    }
    QStringList contents;
    for (const Message &message : *messages)
        contents.append(message.content);
    return contents;
}

void MessageBranchTest::variants()
{
    const Message question = append({}, MessageRole::User, u"q"_s);
    const Message one = append(question.id, MessageRole::Clone, u"1"_s);
    const Message two = append(question.id, MessageRole::Clone, u"2"_s);
    const Message three = append(question.id, MessageRole::Clone, u"3"_s);
    append(question.id, MessageRole::User, u"not an answer"_s);
    for (const Message &message : {one, two, three})
        QCOMPARE(m_store->messages.variants(message.id)->ids, (QStringList{one.id, two.id, three.id}));
    QCOMPARE(m_store->messages.variants(question.id)->ids, QStringList{question.id});
    VERIFY_OK(m_store->conversations.setCurrentMessage(m_conversation.id, two.id));
    QCOMPARE(page(10), (QStringList{u"q"_s, u"2"_s}));
    VERIFY_OK(m_store->conversations.setCurrentMessage(m_conversation.id, one.id));
    QCOMPARE(page(10), (QStringList{u"q"_s, u"1"_s}));
}

void MessageBranchTest::editedQuestion()
{
    const Message first = append({}, MessageRole::User, u"q"_s);
    append(first.id, MessageRole::Clone, u"a"_s);
    const Message edited = append({}, MessageRole::User, u"q edited"_s);
    append(edited.id, MessageRole::Clone, u"a to edited"_s);
    QCOMPARE(m_store->messages.variants(first.id)->ids, (QStringList{first.id, edited.id}));
    QCOMPARE(page(10), (QStringList{u"q edited"_s, u"a to edited"_s}));
    VERIFY_OK(m_store->conversations.setCurrentMessage(m_conversation.id,
                                                       m_store->messages.newestLeaf(first.id).value()));
    QCOMPARE(page(10), (QStringList{u"q"_s, u"a"_s}));
}

void MessageBranchTest::newestLeaf()
{
    const Message root = append({}, MessageRole::User, u"root"_s);
    QCOMPARE(m_store->messages.newestLeaf(root.id).value(), root.id);
    const Message left = append(root.id, MessageRole::Clone, u"left"_s);
    const Message leftDeep = append(append(left.id, MessageRole::User, u"l2"_s).id, MessageRole::Clone,
                                    u"l3"_s);
    const Message right = append(root.id, MessageRole::Clone, u"right"_s);
    QCOMPARE(m_store->messages.newestLeaf(root.id).value(), right.id);
    QCOMPARE(m_store->messages.newestLeaf(left.id).value(), leftDeep.id);
    const Message newest = append(leftDeep.id, MessageRole::User, u"newest"_s);
    QCOMPARE(m_store->messages.newestLeaf(root.id).value(), newest.id);
    QCOMPARE(m_store->messages.newestLeaf(right.id).value(), right.id);
    VERIFY_OK(m_store->messages.trash(newest.id));
    QCOMPARE(m_store->messages.newestLeaf(left.id).value(), leftDeep.id);
}

void MessageBranchTest::pagesUpwards()
{
    QStringList all;
    QString parent;
    Transaction transaction(m_store->database());
    VERIFY_OK(transaction.begin());
    for (int i = 0; i < 1000; ++i) {
        all.append(QString::number(i));
        parent = append(parent, i % 2 ? MessageRole::Clone : MessageRole::User, all.last()).id;
    }
    VERIFY_OK(transaction.commit());

    QStringList seen;
    QString before;
    int pages = 0;
    for (;;) {
        VERIFY_ASSIGN(messages, m_store->messages.page(m_conversation.id, 64, before));
        if (messages.isEmpty())
            break;
        ++pages;
        QStringList contents;
        for (const Message &message : messages)
            contents.append(message.content);
        seen = contents + seen;
        before = messages.first().id;
    }
    QCOMPARE(seen, all);
    QCOMPARE(pages, 16);
    QCOMPARE(page(5000), all);
}

void MessageBranchTest::pagesOfABranch()
{
    QString trunk;
    for (int i = 0; i < 10; ++i)
        trunk = append(trunk, i % 2 ? MessageRole::Clone : MessageRole::User, u"t%1"_s.arg(i)).id;
    QString branch = trunk;
    for (int i = 0; i < 4; ++i)
        branch = append(branch, MessageRole::User, u"a%1"_s.arg(i)).id;
    const QString left = branch;
    branch = trunk;
    for (int i = 0; i < 4; ++i)
        branch = append(branch, MessageRole::User, u"b%1"_s.arg(i)).id;
    QCOMPARE(page(6), (QStringList{u"t8"_s, u"t9"_s, u"b0"_s, u"b1"_s, u"b2"_s, u"b3"_s}));
    QCOMPARE(page(3, branch), (QStringList{u"b0"_s, u"b1"_s, u"b2"_s}));
    // Also before a message that isn't on the branch that is shown.
    QCOMPARE(page(4, left), (QStringList{u"t9"_s, u"a0"_s, u"a1"_s, u"a2"_s}));
}

void MessageBranchTest::oddPages()
{
    QVERIFY(page(10).isEmpty());
    const Message first = append({}, MessageRole::User, u"1"_s);
    QCOMPARE(page(1), QStringList{u"1"_s});
    QVERIFY(page(0).isEmpty());
    QVERIFY(page(-1).isEmpty());
    QVERIFY(page(10, first.id).isEmpty());
    VERIFY_FAILS(m_store->messages.page(m_conversation.id, 5, u"no such"_s), ErrorKind::NotFound, QString());
}

// A damaged database must not make the program hang.
void MessageBranchTest::parentsInACircle()
{
    const Message one = append({}, MessageRole::User, u"1"_s);
    const Message two = append(one.id, MessageRole::Clone, u"2"_s);
    VERIFY_OK(m_store->database().run(u"UPDATE messages SET parent_id = ? WHERE id = ?"_s, {two.id, one.id}));
    QVERIFY(page(50).size() <= 50);
    VERIFY_ASSIGN(leaf, m_store->messages.newestLeaf(one.id));
    QCOMPARE(leaf, two.id);
    VERIFY_OK(m_store->messages.trash(one.id));
    VERIFY_FAILS(m_store->messages.get(two.id), ErrorKind::NotFound, QString());
}

QTEST_GUILESS_MAIN(MessageBranchTest)
#include "MessageBranchTest.moc"
