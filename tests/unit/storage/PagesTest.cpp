#include "tests/unit/storage/TestStore.h"

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
QString idOf(const CloneSummary &row)
{
    return row.clone.id;
}

QString idOf(const DocumentWithText &row)
{
    return row.summary.id;
}

QString idOf(const Conversation &row)
{
    return row.id;
}
} // namespace

// Lists that are read in parts.
class PagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void clones();
    void documents();
    void equalTimes();
    void rowsThatComeAndGo();
    void charactersEndAPage();
    void conversations();
    void othersAreNotSeen();
    void usesItsIndex();
    void names();
    void find();

private:
    template <typename Read>
    QStringList all(int limit, Read read);
    Document add(const QString &content);
    void setTime(const QString &table, const QString &id, const QString &time);

    std::unique_ptr<Database> m_database;
    std::unique_ptr<UserRepositories> m_user;
    Clone m_clone;
};

void PagesTest::init()
{
    m_user.reset();
    m_database = memoryDatabase();
    QVERIFY(m_database);
    m_user = std::make_unique<UserRepositories>(*m_database, addUser(*m_database));
    Clone draft;
    draft.name = u"Ada"_s;
    VERIFY_ASSIGN(made, m_user->clones.create(draft));
    m_clone = made;
}

Document PagesTest::add(const QString &content)
{
    const Result<Document> made = m_user->documents.create(
        documentDraft(m_clone.id, content.left(20), content), {});
    if (!made)
        QTest::qFail(qPrintable(made.error().detail), __FILE__, __LINE__);
    return made.value_or(Document());
}

void PagesTest::setTime(const QString &table, const QString &id, const QString &time)
{
    VERIFY_OK(m_database->run(u"UPDATE %1 SET created_at = ? WHERE id = ?"_s.arg(table), {time, id}));
}

// The ids that page after page gives.
template <typename Read>
QStringList PagesTest::all(int limit, Read read)
{
    QStringList ids;
    PagePlace place;
    for (int pages = 0; pages < 100; ++pages) {
        const auto page = read(limit, place);
        if (!page) {
            QTest::qFail(qPrintable(page.error().detail), __FILE__, __LINE__);
            return ids;
        }
        if (page->rows.size() > limit)
            QTest::qFail("more than the limit", __FILE__, __LINE__);
        for (const auto &row : page->rows)
            ids.append(idOf(row));
        if (!page->next)
            return ids;
        place = *page->next;
    }
    QTest::qFail("no end", __FILE__, __LINE__);
    return ids;
}

void PagesTest::clones()
{
    QStringList made{m_clone.id};
    for (int i = 0; i < 6; ++i) {
        Clone draft;
        draft.name = u"Clone %1"_s.arg(i);
        VERIFY_ASSIGN(clone, m_user->clones.create(draft));
        setTime(u"clones"_s, clone.id, u"2030-01-0%1T00:00:00.000Z"_s.arg(i + 1));
        made.prepend(clone.id);
    }
    for (const int limit : {1, 2, 3, 7, 100})
        QCOMPARE(all(limit,
                     [&](int count, const PagePlace &after) { return m_user->clones.page(count, after); }),
                 made);
    VERIFY_OK(m_user->clones.trash(made.at(3)));
    made.removeAt(3);
    QCOMPARE(all(2, [&](int count, const PagePlace &after) { return m_user->clones.page(count, after); }),
             made);
    VERIFY_ASSIGN(list, m_user->clones.list());
    VERIFY_ASSIGN(page, m_user->clones.page(100));
    QCOMPARE(page.rows.size(), list.size());
}

void PagesTest::documents()
{
    QStringList made;
    for (int i = 0; i < 9; ++i) {
        const Document document = add(u"text %1"_s.arg(i));
        setTime(u"clone_documents"_s, document.id, u"2030-01-0%1T00:00:00.000Z"_s.arg(i + 1));
        made.prepend(document.id);
    }
    const auto read = [&](int count, const PagePlace &after) {
        return m_user->documents.page(m_clone.id, count, after);
    };
    for (const int limit : {1, 2, 4, 9, 10})
        QCOMPARE(all(limit, read), made);
    VERIFY_ASSIGN(first, read(1, {}));
    QCOMPARE(first.rows.first().content, u"text 8"_s);
    VERIFY_ASSIGN(summaries, m_user->documents.summaries({first.rows.first().summary.id}));
    QCOMPARE(first.rows.first().summary.title, summaries.first().title);
    VERIFY_ASSIGN(nobody, m_user->documents.page(u"nobody"_s, 5));
    QVERIFY(nobody.rows.isEmpty() && !nobody.next);
}

// Many documents of one import have one time: each is given once all the same.
void PagesTest::equalTimes()
{
    QSet<QString> made;
    for (int i = 0; i < 25; ++i) {
        const Document document = add(u"text %1"_s.arg(i));
        setTime(u"clone_documents"_s, document.id, u"2030-01-01T00:00:00.000Z"_s);
        made.insert(document.id);
    }
    const QStringList seen = all(4, [&](int count, const PagePlace &after) {
        return m_user->documents.page(m_clone.id, count, after);
    });
    QCOMPARE(seen.size(), 25);
    QCOMPARE(QSet<QString>(seen.begin(), seen.end()), made);
}

void PagesTest::rowsThatComeAndGo()
{
    QStringList made;
    for (int i = 0; i < 6; ++i) {
        const Document document = add(u"text %1"_s.arg(i));
        setTime(u"clone_documents"_s, document.id, u"2030-01-0%1T00:00:00.000Z"_s.arg(i + 1));
        made.prepend(document.id);
    }
    VERIFY_ASSIGN(first, m_user->documents.page(m_clone.id, 3));
    setTime(u"clone_documents"_s, add(u"later"_s).id, u"2031-01-01T00:00:00.000Z"_s);
    VERIFY_OK(m_user->documents.purge(made.at(2))); // where the first page ended
    VERIFY_ASSIGN(second, m_user->documents.page(m_clone.id, 3, *first.next));
    QCOMPARE(second.rows.size(), 3);
    QCOMPARE(second.rows.first().summary.id, made.at(3));
    QVERIFY(!second.next);
}

void PagesTest::charactersEndAPage()
{
    for (int i = 0; i < 4; ++i)
        add(QString::number(i) + QString(kPageCharacters / 3, u'x'));
    add(QString(kPageCharacters + 1, u'y')); // one alone is more than a page should have
    QStringList sizes;
    PagePlace place;
    for (;;) {
        VERIFY_ASSIGN(page, m_user->documents.page(m_clone.id, 100, place));
        sizes.append(QString::number(page.rows.size()));
        if (!page.next)
            break;
        place = *page.next;
    }
    int sum = 0;
    for (const QString &size : sizes)
        sum += size.toInt();
    QCOMPARE(sum, 5);
    QVERIFY2(sizes.size() >= 3, qPrintable(sizes.join(u' ')));
}

void PagesTest::conversations()
{
    QStringList made;
    for (int i = 0; i < 5; ++i) {
        Conversation draft;
        draft.cloneId = m_clone.id;
        VERIFY_ASSIGN(conversation, m_user->conversations.create(draft));
        VERIFY_OK(m_database->run(u"UPDATE conversations SET updated_at = ? WHERE id = ?"_s,
                                  {u"2030-01-0%1T00:00:00.000Z"_s.arg(i + 1), conversation.id}));
        made.prepend(conversation.id);
    }
    VERIFY_OK(m_user->conversations.setPinned(made.last(), true)); // the place of a pinned one is its time's
    QCOMPARE(all(2,
                 [&](int count, const PagePlace &after) {
                     return m_user->conversations.page(m_clone.id, count, after);
                 }),
             made);
}

void PagesTest::othersAreNotSeen()
{
    add(u"mine"_s);
    const UserRepositories other(*m_database, addUser(*m_database));
    VERIFY_ASSIGN(clones, other.clones.page(10));
    VERIFY_ASSIGN(documents, other.documents.page(m_clone.id, 10));
    VERIFY_ASSIGN(conversations, other.conversations.page(m_clone.id, 10));
    VERIFY_ASSIGN(names, other.clones.names());
    QVERIFY(clones.rows.isEmpty() && documents.rows.isEmpty() && conversations.rows.isEmpty()
            && names.isEmpty());
    VERIFY_FAILS(other.clones.find(m_clone.id), ErrorKind::NotFound, u"not-a-clone"_s);
    VERIFY_FAILS(other.clones.find(u"Ada"_s), ErrorKind::NotFound, u"not-a-clone"_s);
}

// A page in the middle of a hundred thousand is found, not counted to.
void PagesTest::usesItsIndex()
{
    VERIFY_ASSIGN(plan,
                  m_database->rows(
                      u"EXPLAIN QUERY PLAN SELECT d.id, d.content FROM clone_documents d "
                      "JOIN clones c ON c.id = d.clone_id AND c.user_id = d.user_id AND c.deleted_at IS NULL "
                      "WHERE d.user_id = ? AND d.deleted_at IS NULL AND d.clone_id = ? AND "
                      "(d.created_at, d.id) < (?, ?) ORDER BY d.created_at DESC, d.id DESC LIMIT ?"_s,
                      {u"u"_s, u"c"_s, u"t"_s, u"i"_s, 10},
                      [](Query &query) { return query.value(3).toString(); }));
    const QString steps = plan.join(u'\n');
    QVERIFY2(steps.contains(u"documents_by_clone (clone_id=? AND deleted_at=? AND created_at<?)"_s),
             qPrintable(steps));
    QVERIFY2(!steps.contains(u"SCAN"_s), qPrintable(steps));
    QVERIFY2(!steps.contains(u"USE TEMP B-TREE FOR ORDER BY"_s), qPrintable(steps));
}

void PagesTest::names()
{
    Clone draft;
    draft.name = u"Bea"_s;
    draft.avatar = QString(1000, u'x');
    VERIFY_ASSIGN(second, m_user->clones.create(draft));
    VERIFY_ASSIGN(names, m_user->clones.names());
    QCOMPARE(names.size(), 2);
    QCOMPARE(names.first().name, u"Ada"_s);
    QVERIFY(names.last() == (CloneName{second.id, u"Bea"_s, second.createdAt}));
    VERIFY_OK(m_user->clones.trash(second.id));
    VERIFY_ASSIGN(left, m_user->clones.names());
    QCOMPARE(left.size(), 1);
}

void PagesTest::find()
{
    Clone draft;
    draft.name = u"Öma Rose"_s;
    VERIFY_ASSIGN(rose, m_user->clones.create(draft));
    VERIFY_ASSIGN(byId, m_user->clones.find(rose.id));
    VERIFY_ASSIGN(byName, m_user->clones.find(u"  öma   ROSE "_s));
    QCOMPARE(byId.id, rose.id);
    QCOMPARE(byName.id, rose.id);
    VERIFY_FAILS(m_user->clones.find(u"Rose"_s), ErrorKind::NotFound, u"not-a-clone"_s);
    VERIFY_FAILS(m_user->clones.find(QString()), ErrorKind::NotFound, u"not-a-clone"_s);
    VERIFY_OK(m_user->clones.create(draft));
    VERIFY_FAILS(m_user->clones.find(u"Öma Rose"_s), ErrorKind::InvalidInput, u"ambiguous"_s);
    VERIFY_OK(m_user->clones.find(rose.id));
}

QTEST_GUILESS_MAIN(PagesTest)
#include "PagesTest.moc"
