#include "core/knowledge/retrieval/Question.h"

#include "core/knowledge/TextAnalyzer.h"
#include "core/knowledge/retrieval/RelatedWords.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class QuestionTest : public QObject
{
    Q_OBJECT

    const TextAnalyzer m_english{u"en"_s};
    const WordVectors m_vectors;
    std::shared_ptr<const KnownTerms> m_known;
    WordIndex m_index;
    std::unique_ptr<RelatedWords> m_related;

    Question ask(const QString &text, const QStringList &earlier = {}, const QStringList &ownNames = {}) const
    {
        return takeApart(text, earlier,
                         {.index = m_index,
                          .analyzer = m_english,
                          .related = m_related.get(),
                          .language = u"en"_s,
                          .ownNames = ownNames,
                          .weights = {}});
    }

    QStringList formsOf(const QuestionWord &word) const
    {
        QStringList forms;
        for (const QuestionWord::Form &form : word.forms)
            forms.append(m_index.term(form.term));
        return forms;
    }

    QString terms(const QString &text) const { return m_english.terms(text).join(u' '); }

private Q_SLOTS:
    void initTestCase()
    {
        m_known = std::make_shared<KnownTerms>(m_vectors, m_english);
        m_index.put(
            {.id = u"chat"_s,
             .terms = {},
             .passages = {
                 {.row = 1, .terms = terms(u"The boat was painted green"_s), .speaker = u"Melanie"_s},
                 {.row = 2, .terms = terms(u"My doctor was kind, never late"_s), .speaker = u"Mum Rose"_s}}});
        m_related = std::make_unique<RelatedWords>(m_known);
        m_related->update(m_index);
    }

    void wordsThatSaySomething()
    {
        const Question question = ask(u"What was the boat, and the BOAT's paint, like?"_s);
        QCOMPARE(question.words.size(), std::size_t(2));
        QVERIFY(question.isKnown);
        QVERIFY(question.words[0].itself);
        QCOMPARE(formsOf(question.words[0]).first(), u"boat"_s);
        QCOMPARE(formsOf(question.words[1]).first(), u"paint"_s);
        QVERIFY(question.speakers.isEmpty());
    }

    void wordsThatMeanNearlyTheSame()
    {
        const Question question = ask(u"a vessel"_s);
        QVERIFY(question.isKnown);
        QVERIFY(!question.words[0].itself);
        QCOMPARE(formsOf(question.words[0]), QStringList{u"boat"_s});
        QVERIFY(question.words[0].forms[0].weight > 0.2 && question.words[0].forms[0].weight < 0.4);
        QCOMPARE(question.telling, QSet<QString>{u"boat"_s});
    }

    void nothingIsKnown()
    {
        QVERIFY(!ask(u"Kubernetes"_s).isKnown);
        QVERIFY(!ask({}).isKnown);
        QVERIFY(!ask(u"?!"_s).isKnown);
        QVERIFY(!ask(u"Did you ever?"_s).isKnown); // "never" is near, and tells nothing
    }

    void whoIsNamed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QSet<int>>("speakers");
        QTest::newRow("name") << u"What did Melanie paint?"_s << QSet<int>{0};
        QTest::newRow("possessive") << u"What is Melanie's boat?"_s << QSet<int>{0};
        QTest::newRow("short form") << u"What did Mel paint?"_s << QSet<int>{0};
        QTest::newRow("a word that begins so") << u"what mel is that"_s << QSet<int>{};
        QTest::newRow("part of a name") << u"What did Rose say?"_s << QSet<int>{1};
        QTest::newRow("two") << u"Did Melanie meet Rose?"_s << QSet<int>{0, 1};
        QTest::newRow("you") << u"Where did you go?"_s << QSet<int>{1};
        QTest::newRow("you, beside a name") << u"Did you see Melanie?"_s << QSet<int>{0};
        QTest::newRow("nobody") << u"Who painted the boat?"_s << QSet<int>{};
    }

    void whoIsNamed()
    {
        QFETCH(QString, text);
        QFETCH(QSet<int>, speakers);
        QCOMPARE(ask(text, {}, {u"Nobody"_s, u"Mum Rose"_s}).speakers, speakers);
    }

    void namesAreMarked()
    {
        const Question question = ask(u"Melanie boat"_s);
        QVERIFY(question.words[0].name);
        QVERIFY(!question.words[1].name);
    }

    void shortQuestionsGoOn()
    {
        const Question question = ask(u"And then?"_s,
                                      {u"Who painted the boat?"_s, u"Was the doctor kind?"_s});
        QVERIFY(question.isKnown);
        QStringList forms;
        for (const QuestionWord &word : question.words) {
            forms.append(formsOf(word));
            QVERIFY(word.weight < 1 || !word.itself);
        }
        QVERIFY(forms.contains(u"boat"_s));
        QVERIFY(!forms.contains(u"doctor"_s)); // two turns ago
        const Question full = ask(u"Tell me about the green paint of her boat, the doctor and kind people"_s,
                                  {u"Where is the harbour?"_s});
        for (const QuestionWord &word : full.words)
            QCOMPARE(word.weight, 1.0);
    }

    void longQuestionsAreBounded()
    {
        QString text;
        for (int i = 0; i < 5000; ++i)
            text += u"word%1 "_s.arg(i);
        QVERIFY(ask(text).words.size() <= 64);
    }
};

QTEST_GUILESS_MAIN(QuestionTest)
#include "QuestionTest.moc"
