#include "core/knowledge/Retriever.h"

#include "tests/unit/knowledge/KnowledgeFixture.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class RetrieverTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Store> m_store;
    std::unique_ptr<VectorIndex> m_index;
    std::unique_ptr<WordIndexes> m_words;
    Clone m_clone;

    void embedAll()
    {
        QList<PassageVector> rows;
        for (const Passage &passage :
             valueOf(m_store->passages.withoutVector(m_clone.id, u"test"_s, u"words-1"_s, 1000)))
            rows.append({passage.id, WordEmbedder::vectorOf(passage.content)});
        done(m_store->passages.setVectors(rows, u"test"_s, u"words-1"_s));
    }

    QList<RetrievedPassage> find(const QString &text, bool vectors = false, int limit = 8, int budget = 0,
                                 RetrievalWeights weights = {})
    {
        std::optional<QueryVector> vector;
        if (vectors)
            vector = QueryVector{WordEmbedder::vectorOf(text), u"test"_s, u"words-1"_s};
        const RetrievalQuery query{m_clone.id, text, limit, budget, {}};
        return retrieve(query, vector, weights);
    }

    QList<RetrievedPassage> retrieve(const RetrievalQuery &query, const std::optional<QueryVector> &vector,
                                     const RetrievalWeights &weights = {})
    {
        if (!valueOf(m_words->catchUp(*m_store, m_clone.id, m_clone.language, 60'000)))
            qFatal("the index of words was not made in a minute");
        return valueOf(Retriever(*m_store, *m_index, m_words->find(m_clone.id), weights)
                           .retrieve(query, m_clone, vector, QDate(2024, 6, 15)));
    }

    static QStringList titles(const QList<RetrievedPassage> &found)
    {
        QStringList all;
        for (const RetrievedPassage &passage : found)
            all.append(passage.documentTitle);
        return all;
    }

private Q_SLOTS:
    void init()
    {
        m_store = valueOf(Store::open(u":memory:"_s, {}, Store::Access::ReadWrite));
        m_index = std::make_unique<VectorIndex>();
        m_words = std::make_unique<WordIndexes>();
        m_clone = makeClone(*m_store, u"Mina"_s, u"en"_s);
    }

    void findsByWords()
    {
        addText(*m_store, m_clone.id, u"Boats"_s, u"The boats came home with herring."_s);
        addText(*m_store, m_clone.id, u"Roses"_s, u"The roses were red that summer."_s);
        const QList<RetrievedPassage> found = find(u"When did the boat come home?"_s);
        QCOMPARE(found.first().documentTitle, u"Boats"_s);
        QCOMPARE(found.first().score, 1.0);
        QVERIFY(found.first().parts.words > 0.5);
        QCOMPARE(found.first().parts.meaning, 0.0);
        QCOMPARE(found.first().matched, (QStringList{u"boats"_s, u"home"_s}));
        QCOMPARE(found.first().passage.content, u"The boats came home with herring."_s);
        QVERIFY(found.first().passage.embedding.isEmpty());
    }

    void nothingIsRemembered()
    {
        QVERIFY(find(u"anything"_s, true).isEmpty());
        addText(*m_store, m_clone.id, u"Boats"_s, u"The boats came home from the sea."_s);
        embedAll();
        QVERIFY(find(u"quantum physics"_s, true).isEmpty());
        QVERIFY(find(u"?!"_s, true).isEmpty());
        QVERIFY(find({}, true).isEmpty());
        QVERIFY(find(u"\" OR * NEAR( -"_s, true).isEmpty()); // no query language
        // A little alike is not enough without a word in common: cosine 0.71 by sea, where 0.9 is asked for.
        QVERIFY(find(u"sea"_s, true).size() == 1);
        QVERIFY(find(u"garden seas"_s, true, 8, 0, {.minimumCosine = 0.9}).size()
                == 1); // "seas" is a word of it
        QVERIFY(find(u"oversea"_s, true, 8, 0, {.minimumCosine = 0.9}).isEmpty());
        QVERIFY(find(u"oversea"_s, true, 8, 0, {.minimumCosine = 0.7}).size() == 1);
    }

    void findsByMeaning()
    {
        m_clone = makeClone(*m_store, u"Mina"_s, u"nl"_s); // a language without word vectors of our own
        addText(*m_store, m_clone.id, u"Boats"_s, u"A boat is a ship."_s);
        addText(*m_store, m_clone.id, u"Roses"_s, u"A rose in the garden."_s);
        embedAll();
        QVERIFY(find(u"vessel"_s).isEmpty());
        const QList<RetrievedPassage> found = find(u"vessel"_s, true);
        QCOMPARE(titles(found), QStringList{u"Boats"_s});
        QVERIFY(found.first().parts.meaning > 0.8);
        QCOMPARE(found.first().parts.words, 0.0);
        QCOMPARE(found.first().score, 1.0);
    }

    void findsWordsThatMeanNearlyTheSame()
    {
        addText(*m_store, m_clone.id, u"Boats"_s, u"A boat came home."_s);
        addText(*m_store, m_clone.id, u"Roses"_s, u"A rose in the garden."_s);
        const QList<RetrievedPassage> found = find(u"vessel"_s);
        QCOMPARE(found.first().documentTitle, u"Boats"_s);
        QCOMPARE(found.first().matched, QStringList{u"boat"_s});
    }

    void bothTogetherWin()
    {
        addText(*m_store, m_clone.id, u"Words only"_s, u"I named her Annabel once, in jest."_s);
        addText(*m_store, m_clone.id, u"Both"_s, u"Annabel was the boat, a fine ship."_s);
        addText(*m_store, m_clone.id, u"Meaning only"_s, u"Every boat and ship went out."_s);
        embedAll();
        const QList<RetrievedPassage> found = find(u"the vessel Annabel"_s, true);
        QCOMPARE(found.size(), 3);
        QCOMPARE(found.first().documentTitle, u"Both"_s);
        for (qsizetype i = 0; i < found.size(); ++i) {
            QVERIFY(found.at(i).score >= 0 && found.at(i).score <= 1);
            QVERIFY(i == 0 || found.at(i).score <= found.at(i - 1).score);
            QVERIFY(found.at(i).parts.words >= 0 && found.at(i).parts.words <= 1);
            QVERIFY(found.at(i).parts.meaning >= 0 && found.at(i).parts.meaning <= 1);
        }
    }

    void otherModelsVectorsAreNotCompared()
    {
        m_clone = makeClone(*m_store, u"Mina"_s, u"nl"_s);
        addText(*m_store, m_clone.id, u"Boats"_s, u"A boat is a ship."_s);
        embedAll();
        const RetrievalQuery query{m_clone.id, u"vessel"_s, 8, 0, {}};
        const QueryVector vector{WordEmbedder::vectorOf(u"vessel"_s), u"test"_s, u"words-2"_s};
        QVERIFY(retrieve(query, vector).isEmpty());
    }

    void otherClonesAreNotSeen()
    {
        const Clone other = makeClone(*m_store, u"Other"_s, u"en"_s);
        addText(*m_store, other.id, u"Boats"_s, u"A boat is a ship."_s);
        QVERIFY(find(u"boat"_s, true).isEmpty());
    }

    // "Sleep well" is said every evening, and would be all that is found.
    void whatIsSaidAgainAndAgainIsGivenOnce()
    {
        DocumentDraft chat{.title = u"Chat"_s, .content = {}};
        const auto say = [&chat](const QString &text) {
            chat.turns.append({.start = chat.content.size(),
                               .end = chat.content.size() + text.size(),
                               .speaker = u"Anna"_s});
            chat.content += text + u'\n';
        };
        for (int evening = 0; evening < 20; ++evening)
            say(u"Sleep well my treasure."_s);
        say(u"The treasure of my mother was a silver thimble."_s);
        PreparedDocument prepared = prepareDocument(chat, u"en"_s);
        prepared.document.cloneId = m_clone.id;
        valueOf(m_store->documents.create(prepared.document, prepared.passages));
        const QList<RetrievedPassage> found = find(u"What was the treasure?"_s);
        QCOMPARE(found.size(), 2);
        QVERIFY(found.at(0).passage.content != found.at(1).passage.content);
    }

    void overlappingPassagesAreGivenOnce()
    {
        PreparedDocument prepared;
        prepared.document.cloneId = m_clone.id;
        prepared.document.title = u"t"_s;
        prepared.document.contentHash = newId();
        const auto passage = [&prepared](int start, int end) {
            Passage made;
            made.chunkIndex = int(prepared.passages.size());
            made.startOffset = start;
            made.endOffset = end;
            made.content = u"harbour %1"_s.arg(start);
            made.searchText = u"harbour"_s;
            prepared.passages.append(made);
        };
        passage(0, 100);
        passage(40, 140);  // 60 of 100 shared with the first
        passage(101, 201); // less than half shared with the second, nothing with the first
        prepared.document.content = QString(201, u'x');
        valueOf(m_store->documents.create(prepared.document, prepared.passages));
        const QList<RetrievedPassage> found = find(u"harbour"_s);
        QCOMPARE(found.size(), 2);
        for (const RetrievedPassage &one : found) {
            for (const RetrievedPassage &two : found) {
                const int shared = std::min(one.passage.endOffset, two.passage.endOffset)
                                   - std::max(one.passage.startOffset, two.passage.startOffset);
                QVERIFY(one.passage.id == two.passage.id || shared <= 50);
            }
        }
    }

    void limitAndBudget()
    {
        for (int i = 0; i < 30; ++i)
            addText(*m_store, m_clone.id, u"Doc %1"_s.arg(i),
                    u"harbour number %1 "_s.arg(i) + u"word "_s.repeated(i % 3 == 0 ? 40 : 2));
        QCOMPARE(find(u"harbour"_s).size(), 8);
        QCOMPARE(find(u"harbour"_s, false, 3).size(), 3);
        QCOMPARE(find(u"harbour"_s, false, 0).size(), 1);
        QCOMPARE(find(u"harbour"_s, false, 100).size(), 30);
        QCOMPARE(find(u"harbour"_s, false, 8, 1).size(), 1); // at least one, however small the budget
        const QList<RetrievedPassage> few = find(u"harbour"_s, false, 30, 60);
        QVERIFY(few.size() > 1);
        qsizetype tokens = 0;
        for (const RetrievedPassage &found : few)
            tokens += (found.passage.content.size() + 3) / 4;
        QVERIFY(tokens <= 60);
    }

    void titleAndDateAreWords()
    {
        DocumentDraft draft{.title = u"Letter to Rhoda"_s, .content = u"We are well."_s};
        draft.happenedAt = QDateTime(QDate(1957, 6, 1), QTime(0, 0), Qt::UTC);
        PreparedDocument prepared = prepareDocument(draft, u"en"_s);
        prepared.document.cloneId = m_clone.id;
        valueOf(m_store->documents.create(prepared.document, prepared.passages));
        QCOMPARE(find(u"What did you write to Rhoda?"_s).size(), 1);
        QCOMPARE(find(u"What did you write to Rhoda?"_s).first().matched, QStringList{u"rhoda"_s});
        QCOMPARE(find(u"What happened in June 1957?"_s).size(), 1);
        QVERIFY(find(u"July"_s).isEmpty());
    }

    void worksInOtherLanguages()
    {
        m_clone = makeClone(*m_store, u"Oma"_s, u"de"_s);
        addText(*m_store, m_clone.id, u"Brief"_s, u"Die Gärten an der Großen Straße blühten."_s, u"de"_s);
        QCOMPARE(find(u"Wo war der Garten?"_s).size(), 1);
        QCOMPARE(find(u"GROSSE STRASSE"_s).size(), 1);
        m_clone = makeClone(*m_store, u"奶奶"_s, u"zh"_s);
        addText(*m_store, m_clone.id, u"信"_s, u"我们住在北京的胡同里。"_s, u"zh"_s);
        QCOMPARE(find(u"北京"_s).size(), 1);
        QVERIFY(find(u"上海"_s).isEmpty());
    }

    void citation()
    {
        addText(*m_store, m_clone.id, u"Boats"_s, u"  The boats came home."_s);
        const RetrievedPassage found = find(u"boats"_s).first();
        const Citation cited = toCitation(found);
        QCOMPARE(cited.passageId, found.passage.id);
        QCOMPARE(cited.documentId, found.passage.documentId);
        QCOMPARE(cited.documentTitle, u"Boats"_s);
        QCOMPARE(cited.content, found.passage.content);
        QCOMPARE(cited.startOffset, found.passage.startOffset);
        QCOMPARE(cited.endOffset, found.passage.endOffset);
        QCOMPARE(cited.score, found.score);
    }
};

QTEST_GUILESS_MAIN(RetrieverTest)
#include "RetrieverTest.moc"
