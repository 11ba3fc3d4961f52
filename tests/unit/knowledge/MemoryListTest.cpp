#include "core/knowledge/MemoryList.h"

#include "core/storage/Store.h"
#include "tests/unit/knowledge/KnowledgeFixture.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// Which memories a list shows, and in which order.
class MemoryListTest : public QObject
{
    Q_OBJECT

private:
    Document add(const QString &title, const QString &content, int year = 0,
                 SourceType kind = SourceType::Manual, const QString &source = {})
    {
        DocumentDraft draft{.title = title, .content = content, .sourceType = kind, .sourceUri = source};
        if (year)
            draft.happenedAt = QDateTime(QDate(year, 5, 3), QTime(0, 0), Qt::UTC);
        PreparedDocument prepared = prepareDocument(valueOf(cleanDraft(draft)), u"en"_s);
        prepared.document.cloneId = m_clone.id;
        return valueOf(m_store->documents.create(prepared.document, prepared.passages));
    }

    QStringList titles(const MemoryListQuery &query)
    {
        QStringList ids;
        const QList<QUuid> found = valueOf(listMemories(*m_store, query));
        for (const QUuid &id : found)
            ids << id.toString(QUuid::WithoutBraces);
        QStringList all;
        const QList<DocumentSummary> rows = valueOf(m_store->documents.summaries(ids));
        for (const DocumentSummary &row : rows)
            all << row.title;
        return all;
    }

    QStringList titles(const QString &search, bool contents = true)
    {
        return titles(
            {.cloneId = m_clone.id, .search = search, .withContents = contents, .sort = DocumentSort::Title});
    }

    std::unique_ptr<Store> m_store;
    Clone m_clone;

private Q_SLOTS:
    void init()
    {
        m_store = valueOf(Store::open(u":memory:"_s, {}, Store::Access::ReadWrite));
        m_clone = makeClone(*m_store, u"Mara"_s, u"en"_s);
    }

    void sortsInFourWays()
    {
        add(u"Letter 10"_s, u"a longer text than the other two have"_s, 1990);
        add(u"letter 9"_s, u"short"_s);
        add(u"Apples"_s, u"of the middle"_s, 1950);
        const auto sorted = [this](DocumentSort sort) {
            return titles(MemoryListQuery{.cloneId = m_clone.id, .sort = sort});
        };
        QCOMPARE(sorted(DocumentSort::Added), (QStringList{u"Apples"_s, u"letter 9"_s, u"Letter 10"_s}));
        // as a life goes, the undated last
        QCOMPARE(sorted(DocumentSort::Date), (QStringList{u"Apples"_s, u"Letter 10"_s, u"letter 9"_s}));
        QCOMPARE(sorted(DocumentSort::Size), (QStringList{u"Letter 10"_s, u"Apples"_s, u"letter 9"_s}));
        const QStringList byTitle = sorted(DocumentSort::Title);
        QCOMPARE(byTitle.size(), 3);
        QVERIFY(byTitle.indexOf(u"Apples"_s) < byTitle.indexOf(u"Letter 10"_s));
    }

    void findsEveryWordInTitleFileNameOrText()
    {
        add(u"Letter to Ruth"_s, u"We baked all night."_s, 0, SourceType::File,
            u"/old/bakery/summer-1961.txt"_s);
        add(u"The BÄCKEREI"_s, u"Flour everywhere."_s);
        add(u"Ruth and the shop"_s, u"The bakery smelled of bread.\n\nRuth laughed."_s, 0,
            SourceType::ChatExport);
        QCOMPARE(titles(u"  RUTH  "_s), (QStringList{u"Letter to Ruth"_s, u"Ruth and the shop"_s}));
        QCOMPARE(titles(u"ruth 1961"_s),
                 QStringList{u"Letter to Ruth"_s}); // the file's name, not its folder's
        QCOMPARE(titles(u"bäckerei"_s, false), QStringList{u"The BÄCKEREI"_s});
        QCOMPARE(titles(u"bakery"_s), QStringList{u"Ruth and the shop"_s});
        QCOMPARE(titles(u"bakery"_s, false), QStringList());
        QCOMPARE(titles(u"bake"_s),
                 (QStringList{u"Letter to Ruth"_s, u"Ruth and the shop"_s})); // a stem, a beginning
        QCOMPARE(titles(u"laughed bread"_s), QStringList{u"Ruth and the shop"_s});
        QCOMPARE(titles(u"\"bread* OR NEAR("_s), QStringList()); // no syntax to be hurt by
        QCOMPARE(titles(u"…"_s), QStringList());
        QCOMPARE(titles({.cloneId = m_clone.id, .search = u"ruth"_s, .kind = SourceType::ChatExport}),
                 QStringList{u"Ruth and the shop"_s});
        QCOMPARE(titles({.cloneId = m_clone.id, .kind = SourceType::File}), QStringList{u"Letter to Ruth"_s});
    }

    void showsOnlyWhatIsThere()
    {
        const Document one = add(u"One"_s, u"first"_s);
        const Document two = add(u"Two"_s, u"second"_s);
        const Clone other = makeClone(*m_store, u"Other"_s, u"en"_s);
        addText(*m_store, other.id, u"Theirs"_s, u"first of another"_s);
        QCOMPARE(titles(u"first"_s), QStringList{u"One"_s});
        done(m_store->documents.trash(QStringList{one.id, two.id}));
        QCOMPARE(titles(u"first"_s), QStringList());
        QCOMPARE(valueOf(m_store->documents.order({.cloneId = m_clone.id, .trashed = true})).size(), 2);
        QCOMPARE(titles({.cloneId = m_clone.id, .search = u"two"_s, .trashed = true}), QStringList{u"Two"_s});
        done(m_store->documents.restore(QStringList{one.id}));
        QCOMPARE(titles(u"first"_s), QStringList{u"One"_s});
        QCOMPARE(valueOf(m_store->documents.order({.cloneId = m_clone.id, .trashed = true})).size(), 1);
        done(m_store->clones.trash(m_clone.id));
        const Result<QList<QUuid>> gone = listMemories(*m_store, {.cloneId = m_clone.id});
        QVERIFY(!gone);
        QCOMPARE(toString(gone.error().kind), toString(ErrorKind::NotFound));
    }

    void severalGoTogetherOrNotAtAll()
    {
        const Document one = add(u"One"_s, u"first"_s);
        const Document two = add(u"Two"_s, u"second"_s);
        QVERIFY(!m_store->documents.trash(QStringList{one.id, newId(), two.id}));
        QCOMPARE(titles(QString()), (QStringList{u"One"_s, u"Two"_s}));
        done(m_store->documents.trash(QStringList{one.id, two.id}));
        done(m_store->documents.purge(QStringList{one.id, two.id}));
        QVERIFY(!m_store->documents.restore(QStringList{one.id}));
    }

    void tellsWhatHasNoVectorYet()
    {
        const Document one = add(u"One"_s, u"first"_s);
        const Document two = add(u"Two"_s, u"second"_s);
        const QList<Passage> passages = valueOf(m_store->passages.ofDocument(one.id));
        done(m_store->passages.setVectors({{passages.first().id, {1.0F, 0.0F}}}, u"p"_s, u"m"_s));
        const auto rows = valueOf(m_store->documents.summaries({two.id, newId(), one.id}));
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0].title, u"Two"_s); // in the order of the ids
        QVERIFY(rows[0].awaitsVectors);
        QVERIFY(!rows[1].awaitsVectors);
        QCOMPARE(rows[1].passages, 1);
    }
};

QTEST_GUILESS_MAIN(MemoryListTest)
#include "MemoryListTest.moc"
