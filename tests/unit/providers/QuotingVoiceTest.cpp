#include "core/providers/llm/QuotingVoice.h"

#include "core/providers/llm/QuotingPhrases.h"

#include <QSet>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
Citation memory(const QString &title, const QString &content, const QString &speaker = {},
                const QDate &date = {})
{
    Citation citation;
    citation.documentTitle = title;
    citation.content = content;
    citation.speaker = speaker;
    if (date.isValid())
        citation.happenedAt = QDateTime(date, QTime(0, 0), Qt::UTC);
    return citation;
}

ChatRequest ask(const QString &question, const QList<Citation> &memories, const QString &language = {})
{
    ChatRequest request;
    request.cloneName = u"Martha Keller"_s;
    request.question = question;
    request.language = language;
    request.memories = memories;
    return request;
}

QStringList quotesIn(const QString &answer)
{
    QStringList quotes;
    for (const QString &line : answer.split(u'\n')) {
        if (line.startsWith("> "_L1))
            quotes.append(line.mid(2));
    }
    return quotes;
}

const QString kLetter =
    u"The winter was long. We kept bees behind the mill, and my father sold the honey in town. Nobody had money then. The train came twice a week."_s;
} // namespace

class QuotingVoiceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quotesTheSentenceThatFits();
    void saysWhoAndWhen();
    void aTitleWithTheYearNeedsNoDate();
    void quotesASecondMemoryThatFitsAsWell();
    void saysWhenOnlyTheRetrieverSawALikeness();
    void nothingIsSaidKindly();
    void smallTalk_data();
    void smallTalk();
    void aQuestionAfterAGreetingIsAnswered();
    void speaksOtherLanguages();
    void staysWithinMaxTokens();
    void marksInTitlesAreEscaped();
    void sameQuestionSameAnswer();
    void oddInput();
    void phrasesAreComplete();
};

void QuotingVoiceTest::quotesTheSentenceThatFits()
{
    const QuotedAnswer answer = quoteMemories(
        ask(u"What do you remember about the bees?"_s, {memory(u"Letter to Anna"_s, kLetter)}));
    QVERIFY(!answer.cut);
    const QStringList quotes = quotesIn(answer.text);
    QCOMPARE(quotes.size(), 1);
    QVERIFY2(quotes[0].startsWith(u"We kept bees behind the mill"_s), qPrintable(answer.text));
    QVERIFY(kLetter.contains(quotes[0])); // word for word
    QVERIFY(answer.text.contains(u"“Letter to Anna”"_s));
    QVERIFY(!answer.text.contains(u'{'));
}

void QuotingVoiceTest::saysWhoAndWhen()
{
    const QDate date(1957, 6, 2);
    const QString question = u"the honey"_s;
    const QString own =
        quoteMemories(ask(question, {memory(u"Chat"_s, u"The honey was dark."_s, u"Martha"_s, date)})).text;
    QVERIFY2(own.contains(u"(2 June 1957)"_s), qPrintable(own));
    QVERIFY(!own.contains(u"Martha"_s)); // oneself is no other
    const QString other = quoteMemories(ask(question, {memory(u"Chat"_s, u"The honey was dark."_s,
                                                              u"Uncle Paul"_s, date)}))
                              .text;
    QVERIFY2(other.contains(u"Uncle Paul"_s), qPrintable(other));
    const QString prose = quoteMemories(ask(question, {memory(u"Notes"_s, u"The honey was dark."_s)})).text;
    QVERIFY2(!prose.contains(u"I wrote"_s) && !prose.contains(u"my words"_s),
             qPrintable(prose)); // nobody says whose words they are
}

void QuotingVoiceTest::aTitleWithTheYearNeedsNoDate()
{
    const QString text = quoteMemories(ask(u"bees"_s, {memory(u"Letter to Anna, June 1957"_s, kLetter, {},
                                                              QDate(1957, 6, 2))}))
                             .text;
    QVERIFY(!text.contains(u"2 June 1957"_s));
    QVERIFY(text.contains(u"“Letter to Anna, June 1957”"_s));
}

void QuotingVoiceTest::quotesASecondMemoryThatFitsAsWell()
{
    const QList<Citation> memories{memory(u"A"_s, u"The bees swarmed in May."_s),
                                   memory(u"B"_s, u"Rain all day."_s), memory(u"C"_s, u"The bees slept."_s),
                                   memory(u"D"_s, u"The bees swarmed in May."_s)};
    const QStringList quotes = quotesIn(quoteMemories(ask(u"Tell me about the bees"_s, memories)).text);
    QCOMPARE(quotes, (QStringList{u"The bees swarmed in May."_s, u"The bees slept."_s}));
}

void QuotingVoiceTest::saysWhenOnlyTheRetrieverSawALikeness()
{
    const ChatRequest request = ask(u"Did you own a cat?"_s,
                                    {memory(u"Letter"_s, u"Our tabby slept on the stove."_s)});
    const QString text = quoteMemories(request).text;
    const QStringList openings = quotingPhrases({}).loosely.toString().split(u'|');
    QVERIFY2(text.startsWith(openings[0]) || text.startsWith(openings[1]), qPrintable(text));
    QCOMPARE(quotesIn(text), QStringList{u"Our tabby slept on the stove."_s});
}

void QuotingVoiceTest::nothingIsSaidKindly()
{
    const QString text = quoteMemories(ask(u"Where was the wedding?"_s, {})).text;
    QVERIFY(quotingPhrases({}).nothing.toString().split(u'|').contains(text));
    QCOMPARE(quoteMemories(ask(u"Where was the wedding?"_s, {memory(u"Empty"_s, u" \n "_s)})).text, text);
}

void QuotingVoiceTest::smallTalk_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("expected");
    const auto row = [](const QString &question, const QString &language, QStringView expected) {
        QTest::newRow(qPrintable(question)) << question << language << expected.toString();
    };
    const QuotingPhrases &en = quotingPhrases(u"en"_s);
    row(u"Hello!"_s, {}, en.greeting);
    row(u"hi Martha"_s, {}, en.greeting);
    row(u"Good morning, grandma"_s, {}, en.greeting);
    row(u"Thank you so much."_s, {}, en.thanks);
    row(u"good night"_s, {}, en.farewell);
    row(u"I miss you…"_s, {}, en.affection);
    row(u"Hello, how are you?"_s, {}, en.wellBeing);
    row(u"Are you real?"_s, u"en-GB"_s, en.identity);
    row(u"Grüß dich"_s, u"de"_s, quotingPhrases(u"de"_s).greeting);
    row(u"Wie geht es dir?"_s, u"de-AT"_s, quotingPhrases(u"de"_s).wellBeing);
    row(u"Je t'aime"_s, u"fr"_s, quotingPhrases(u"fr"_s).affection);
    row(u"¿Cómo estás?"_s, u"es"_s, quotingPhrases(u"es"_s).wellBeing);
}

void QuotingVoiceTest::smallTalk()
{
    QFETCH(QString, question);
    QFETCH(QString, language);
    QFETCH(QString, expected);
    // Memories that the retriever came up with all the same are not held against a greeting.
    const QString text = quoteMemories(ask(question, {memory(u"Letter"_s, kLetter)}, language)).text;
    QVERIFY2(expected.split(u'|').contains(text), qPrintable(text));
}

void QuotingVoiceTest::aQuestionAfterAGreetingIsAnswered()
{
    for (const QString &question : {u"Hello, what about the bees?"_s, u"thanks, and the bees?"_s,
                                    u"I love you and the bees by the mill"_s}) {
        const QStringList quotes = quotesIn(
            quoteMemories(ask(question, {memory(u"Letter"_s, kLetter)})).text);
        QVERIFY2(quotes.size() == 1 && quotes[0].contains(u"bees"_s), qPrintable(question));
    }
}

void QuotingVoiceTest::speaksOtherLanguages()
{
    const Citation german = memory(u"Brief an Anna"_s,
                                   u"Der Winter war lang. Wir hielten Bienen hinter der Mühle."_s,
                                   u"Martha Keller"_s, QDate(1957, 6, 2));
    const QString text = quoteMemories(ask(u"Erzähl mir von den Bienen"_s, {german}, u"de"_s)).text;
    QVERIFY2(text.contains(u"„Brief an Anna“ (2. Juni 1957)"_s), qPrintable(text));
    QVERIFY(text.contains(u"> Der Winter"_s) || text.contains(u"> Wir hielten Bienen"_s));
    const QString french = quoteMemories(
                               ask(u"les abeilles"_s,
                                   {memory(u"Lettre"_s, u"Les abeilles dorment."_s, {}, QDate(1957, 6, 2))},
                                   u"fr-CA"_s))
                               .text;
    QVERIFY2(french.contains(u"« Lettre » (2 juin 1957)"_s), qPrintable(french));
    const QString spanish = quoteMemories(
                                ask(u"las abejas"_s,
                                    {memory(u"Carta"_s, u"Las abejas duermen."_s, {}, QDate(1957, 6, 2))},
                                    u"es"_s))
                                .text;
    QVERIFY2(spanish.contains(u"«Carta» (2 de junio de 1957)"_s), qPrintable(spanish));
    QCOMPARE(quotesIn(quoteMemories(
                          ask(u"蜜蜂"_s, {memory(u"信"_s, u"冬天很长。我们在磨坊后面养蜜蜂。"_s)}, u"zh"_s))
                          .text)
                 .size(),
             1);
}

void QuotingVoiceTest::staysWithinMaxTokens()
{
    ChatRequest request = ask(u"bees"_s,
                              {memory(u"A"_s, kLetter.repeated(10)), memory(u"B"_s, u"The bees slept."_s)});
    for (const int most : {1, 2, 10, 30, 60, 200}) {
        request.maxTokens = most;
        const QuotedAnswer answer = quoteMemories(request);
        QVERIFY2(roughTokens(answer.text) <= most + 1, qPrintable(answer.text));
        QVERIFY(!answer.text.isEmpty());
        QCOMPARE(answer.cut, most < 60);
    }
}

void QuotingVoiceTest::marksInTitlesAreEscaped()
{
    const QString text = quoteMemories(ask(u"bees"_s, {memory(u"*a* [b](c) {date} {speaker}"_s,
                                                              u"The bees slept."_s, u"P_a_ul {title}"_s)}))
                             .text;
    QVERIFY2(text.contains(u"“\\*a\\* \\[b\\](c) {date} {speaker}”"_s), qPrintable(text));
    QVERIFY2(text.contains(u"P\\_a\\_ul {title}"_s), qPrintable(text));
}

void QuotingVoiceTest::sameQuestionSameAnswer()
{
    QSet<QString> openings;
    for (int number = 0; number < 40; ++number) {
        const ChatRequest request = ask(u"bees %1"_s.arg(number), {memory(u"A"_s, u"I loved the bees."_s)});
        const QuotedAnswer answer = quoteMemories(request);
        QVERIFY(answer == quoteMemories(request));
        openings.insert(answer.text.section(u'\n', 0, 0));
    }
    QCOMPARE(openings.size(), 3); // all the variants come up
}

void QuotingVoiceTest::oddInput()
{
    for (const QString &question :
         {u""_s, u"   "_s, u"???"_s, u"the"_s, QString(QChar(0xD83C)), QString(100'000, u'x'), u"\n\n>"_s}) {
        QVERIFY(!quoteMemories(ask(question, {})).text.isEmpty());
        QVERIFY(!quoteMemories(ask(question, {memory(u""_s, u"x"_s), memory(u"t"_s, QString(50'000, u'y'))}))
                     .text.isEmpty());
    }
    const QString longOne = quoteMemories(ask(u"yyy"_s, {memory(u"t"_s, QString(50'000, u'y'))})).text;
    QVERIFY(longOne.size() < 1000);
}

void QuotingVoiceTest::phrasesAreComplete()
{
    for (const QString &language : {u"en"_s, u"de"_s, u"fr"_s, u"es"_s}) {
        const QuotingPhrases &phrases = quotingPhrases(language);
        QCOMPARE(phrases.language.toString(), language);
        for (const QStringView lead : {phrases.ownWritten, phrases.ownSaid, phrases.neutral,
                                       phrases.otherSaid, phrases.more, phrases.moreOther}) {
            for (const QString &variant : lead.toString().split(u'|')) {
                QVERIFY2(variant.contains(u"{title}"_s) && variant.contains(u"{date}"_s),
                         qPrintable(variant));
                QCOMPARE(variant.contains(u"{speaker}"_s),
                         lead == phrases.otherSaid || lead == phrases.moreOther);
            }
        }
        for (const QStringView text :
             {phrases.loosely, phrases.nothing, phrases.untitled, phrases.moreSame, phrases.greeting,
              phrases.thanks, phrases.farewell, phrases.affection, phrases.wellBeing, phrases.identity,
              phrases.stopWords, phrases.firstPerson, phrases.dateFormat})
            QVERIFY(!text.isEmpty() && !text.contains(u"||"_s));
    }
    QCOMPARE(quotingPhrases(u"tlh"_s).language.toString(), u"en"_s);
    QCOMPARE(quotingPhrases(u"de_CH"_s).language.toString(), u"de"_s);
}

QTEST_GUILESS_MAIN(QuotingVoiceTest)
#include "QuotingVoiceTest.moc"
