#include "core/knowledge/retrieval/Scorers.h"

#include "core/knowledge/retrieval/Fusion.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
QuestionWord word(const WordIndex &index, const QString &term, double weight = 1)
{
    QuestionWord made;
    made.weight = weight;
    if (const int number = index.find(term); number >= 0) {
        made.forms.push_back({number, 1});
        made.itself = true;
    }
    return made;
}

Question question(std::vector<QuestionWord> words)
{
    Question made;
    made.words = std::move(words);
    made.isKnown = true;
    return made;
}

// One chat of so many turns, each with the words given, in one session.
WordIndex chat(const QStringList &turns, const QString &speakers = {})
{
    WordIndex index;
    WordIndex::NewDocument document{.id = u"chat"_s, .terms = {}, .passages = {}};
    for (qsizetype i = 0; i < turns.size(); ++i) {
        const bool asks = turns.at(i).endsWith(u'?');
        document.passages.append({.row = 100 + i,
                                  .terms = asks ? turns.at(i).chopped(1) : turns.at(i),
                                  .speaker = i < speakers.size() ? QString(speakers.at(i)) : QString(),
                                  .happenedAt = QDateTime(QDate(2023, 5, 8), QTime(9, int(i)), Qt::UTC),
                                  .asks = asks,
                                  .endsAsking = asks});
    }
    index.put(document);
    return index;
}

std::vector<Candidate> fuse(const WordIndex &index, const Question &question, const Meaning &meaning,
                            const QList<DayRange> &times, std::size_t most)
{
    const RetrievalWeights weights;
    return Fusion(index, question, wordScores(index, question.words, weights), meaning, times, weights)
        .best(most);
}

std::vector<qint64> rows(const std::vector<Candidate> &candidates)
{
    std::vector<qint64> found;
    for (const Candidate &candidate : candidates)
        found.push_back(candidate.row);
    return found;
}
} // namespace

class ScorersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The formula, counted by hand.
    void bm25()
    {
        const WordIndex index = chat({u"boat sea"_s, u"boat boat rose oak"_s, u"elm"_s});
        const RetrievalWeights weights;
        const Scores scores = wordScores(index, {word(index, u"boat"_s)}, weights);
        const double idf = std::log(1 + (3 - 2 + 0.5) / (2 + 0.5));
        const auto expected = [&](double count, double length) {
            const double average = 7.0 / 3;
            return idf * count * 1.9 / (count + 0.9 * (0.6 + 0.4 * length / average));
        };
        QVERIFY(std::abs(double(scores[0]) - expected(1, 2)) < 1e-5);
        QVERIFY(std::abs(double(scores[1]) - expected(2, 4)) < 1e-5);
        QCOMPARE(scores[2], 0.0F);
    }

    // A passage has a word by its best form, not by all of them.
    void formsCountOnce()
    {
        const WordIndex index = chat({u"boat"_s, u"ship"_s, u"boat ship"_s, u"elm"_s, u"oak"_s});
        QuestionWord forms = word(index, u"boat"_s);
        forms.forms.push_back({index.find(u"ship"_s), 0.3});
        const Scores scores = wordScores(index, {forms}, {});
        QVERIFY(scores[0] > scores[1] && scores[1] > 0);
        QVERIFY(scores[2] <= scores[0]);
    }

    // A rare word that is only near does not outweigh the one that was asked for.
    void rareRelatedWords()
    {
        const WordIndex index = chat({u"boat"_s, u"boat"_s, u"boat"_s, u"yawl"_s});
        QuestionWord forms = word(index, u"boat"_s);
        forms.forms.push_back({index.find(u"yawl"_s), 0.9});
        const Scores scores = wordScores(index, {forms}, {});
        QVERIFY(scores[3] < scores[0]);
    }

    // In a turn, a speaker's name addresses them; in a letter it tells of them.
    void namesOfSpeakers()
    {
        WordIndex index = chat({u"anna hello"_s, u"hello"_s}, u"BA"_s);
        index.put({.id = u"letter"_s, .terms = {}, .passages = {{.row = 1, .terms = u"anna sail"_s}}});
        index.put({.id = u"other chat"_s,
                   .terms = {},
                   .passages = {{.row = 2, .terms = u"anna broke her leg"_s, .speaker = u"B"_s}}});
        QuestionWord name = word(index, u"anna"_s);
        name.name = true;
        name.speakers = {int(index.speakers().indexOf(u"A"_s))};
        const Scores scores = wordScores(index, {name}, {});
        QCOMPARE(scores[0], 0.0F);
        QVERIFY(scores[2] > 0);
        QVERIFY(scores[3] > 0); // she takes no part in that one: it tells of her
        const std::vector<float> sessions = sessionScores(index, {name});
        QCOMPARE(sessions[0], 0.0F);
        QVERIFY(sessions[1] > 0 && sessions[2] > 0);
    }

    void sessionsAsOneText()
    {
        WordIndex index;
        index.put({.id = u"a"_s,
                   .terms = {},
                   .passages = {{.row = 1, .terms = u"boat"_s}, {.row = 2, .terms = u"sea"_s}}});
        index.put({.id = u"b"_s, .terms = {}, .passages = {{.row = 3, .terms = u"boat oak"_s}}});
        index.put({.id = u"c"_s, .terms = u"boat sea"_s, .passages = {{.row = 4, .terms = u"elm"_s}}});
        index.put({.id = u"d"_s, .terms = {}, .passages = {{.row = 5, .terms = u"elm"_s}}});
        const std::vector<float> scores = sessionScores(index,
                                                        {word(index, u"boat"_s), word(index, u"sea"_s)});
        QVERIFY(scores[0] > scores[1]);
        QVERIFY(scores[2] > scores[1]); // by its title
        QCOMPARE(scores[3], 0.0F);
        QCOMPARE(*std::max_element(scores.begin(), scores.end()), 1.0F);
        index.remove(u"c"_s); // and its title with it
        const std::vector<float> without = sessionScores(index,
                                                         {word(index, u"boat"_s), word(index, u"sea"_s)});
        QCOMPARE(without[2], 0.0F);
        QCOMPARE(without[0], 1.0F);
    }

    void neighbours()
    {
        const WordIndex index = chat({u"a"_s, u"b?"_s, u"c"_s, u"d"_s, u"e"_s});
        const RetrievalWeights weights;
        const Session &session = index.sessions().constFirst();
        const Scores told = neighbourScores(index, session, Scores{0, 0, 1, 0, 0}, weights);
        QCOMPARE(told, (Scores{float(weights.twoAway), float(weights.after), 0, float(weights.before),
                               float(weights.twoAway)}));
        const Scores asked = neighbourScores(index, session, Scores{0, 1, 0, 0, 0}, weights);
        QCOMPARE(asked[2], float(weights.before + weights.beforeAsking));
    }

    // What Fusion leaves out by this bound must not be more than it says.
    void neighboursGiveNoMoreThanTheySay()
    {
        const WordIndex index = chat({u"a?"_s, u"b?"_s, u"c?"_s, u"d?"_s, u"e?"_s});
        const RetrievalWeights weights;
        const Scores gained = neighbourScores(index, index.sessions().constFirst(), Scores{1, 1, 1, 1, 1},
                                              weights);
        QCOMPARE(*std::max_element(gained.begin(), gained.end()), mostFromNeighbours(weights));
    }

    void neighboursStayInTheirSession()
    {
        WordIndex index;
        index.put({.id = u"a"_s, .terms = {}, .passages = {{.row = 1, .terms = u"boat"_s}}});
        index.put({.id = u"b"_s, .terms = {}, .passages = {{.row = 2, .terms = u"rose"_s}}});
        const auto found = fuse(index, question({word(index, u"boat"_s)}), {}, {}, 10);
        QCOMPARE(rows(found), (std::vector<qint64>{1}));
    }

    // Whole sessions are left out by a bound; what is found must be what a look at every passage finds.
    void theBestOfMany()
    {
        WordIndex index;
        std::mt19937 random(7);
        for (int number = 0; number < 400; ++number) {
            WordIndex::NewDocument document{.id = QString::number(number), .terms = {}, .passages = {}};
            for (int i = 0; i < 1 + int(random() % 30); ++i) {
                const bool asks = random() % 4 == 0;
                QString terms = u"x"_s;
                for (int at = 0; at < int(random() % 6); ++at)
                    terms += u" w"_s + QString::number(random() % 40);
                document.passages.append(
                    {.row = number * 100 + i,
                     .terms = terms,
                     .speaker = random() % 2 ? u"Anna"_s : u"Ben"_s,
                     .happenedAt = QDateTime(QDate(2020, 1, 1).addDays(number / 4), QTime(9, i), Qt::UTC),
                     .asks = asks,
                     .endsAsking = asks});
            }
            index.put(document);
        }
        index.remove(u"17"_s);
        Question asked = question({word(index, u"w1"_s), word(index, u"w2"_s), word(index, u"w3"_s)});
        asked.speakers = {0};
        const Meaning meaning{{{1005, 0.9F}, {2001, 0.8F}, {1700, 0.7F}}, 0.8, 0.5};
        const QList<DayRange> times{{QDate(2020, 1, 20), QDate(2020, 1, 22)}};
        const std::vector<Candidate> all = fuse(index, asked, meaning, times, 100'000);
        QVERIFY(all.size() > 1000);
        QVERIFY(std::is_sorted(all.begin(), all.end(), [](const Candidate &a, const Candidate &b) {
            return float(a.score) > float(b.score);
        }));
        for (const std::size_t most : {1, 7, 50, 300}) {
            const std::vector<Candidate> some = fuse(index, asked, meaning, times, most);
            QCOMPARE(rows(some), rows({all.begin(), all.begin() + qsizetype(most)}));
            for (std::size_t i = 0; i < most; ++i)
                QCOMPARE(some[i].parts, all[i].parts);
        }
    }

    void relative()
    {
        std::vector<float> scores{1, 4, 0};
        QVERIFY(makeRelative(scores));
        QCOMPARE(scores, (std::vector<float>{0.25F, 1, 0}));
        std::vector<float> nothing{0, 0};
        QVERIFY(!makeRelative(nothing));
        std::vector<float> none;
        QVERIFY(!makeRelative(none));
    }

    void whoIsNamedCounts()
    {
        const WordIndex index = chat({u"boat"_s, u"boat"_s}, u"AB"_s);
        Question asked = question({word(index, u"boat"_s)});
        asked.speakers = {1};
        const auto found = fuse(index, asked, {}, {}, 10);
        QCOMPARE(rows(found), (std::vector<qint64>{101, 100}));
        QVERIFY(found[0].parts.speaker > 0);
        QCOMPARE(found[1].parts.speaker, 0.0);
        asked.speakers = {0, 1}; // both are named: neither counts
        QCOMPARE(fuse(index, asked, {}, {}, 10)[0].parts.speaker, 0.0);
    }

    void timesCountAlone()
    {
        const WordIndex index = chat({u"boat"_s});
        Question asked;
        const QDate day(2023, 5, 8);
        const auto found = fuse(index, asked, {}, {{day, day}}, 10);
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].parts.time, 1.0);
        QVERIFY(fuse(index, asked, {}, {{day.addDays(1), day.addDays(9)}}, 10).empty());
    }

    void meaningAlone()
    {
        const WordIndex index = chat({u"boat"_s, u"rose"_s});
        const Question asked;
        const Meaning meaning{{{101, 0.9F}, {100, 0.4F}, {555, 0.99F}}, 1, 0.5};
        const auto found = fuse(index, asked, meaning, {}, 10);
        QCOMPARE(found.front().row, qint64(101)); // 555 is nobody's
        QVERIFY(found.front().parts.meaning > 0);
        QVERIFY(fuse(index, asked, {{{101, 0.4F}}, 1, 0.5}, {}, 10).empty());
    }

    void partsAreShares()
    {
        const WordIndex index = chat({u"boat sea"_s, u"sea?"_s, u"rose boat"_s}, u"ABA"_s);
        Question asked = question({word(index, u"boat"_s), word(index, u"sea"_s)});
        asked.speakers = {0};
        const QDate day(2023, 5, 8);
        const auto found = fuse(index, asked, {{{100, 0.8F}}, 0.5, 0}, {{day, day}}, 10);
        QCOMPARE(found.size(), std::size_t(3));
        for (const Candidate &candidate : found) {
            const ScoreParts &p = candidate.parts;
            QVERIFY(std::abs(p.words + p.meaning + p.neighbours + p.session + p.speaker + p.time - 1) < 1e-6);
        }
        QCOMPARE(fuse(index, asked, {}, {}, 2).size(), std::size_t(2));
    }

    void whatIsGoneIsNotFound()
    {
        WordIndex index = chat({u"boat"_s});
        const Question asked = question({word(index, u"boat"_s)});
        QCOMPARE(fuse(index, asked, {}, {}, 10).size(), std::size_t(1));
        index.remove(u"chat"_s);
        QVERIFY(fuse(index, asked, {}, {}, 10).empty());
        QVERIFY(bestRows(index, wordScores(index, asked.words, {}), 10).empty());
    }
};

QTEST_GUILESS_MAIN(ScorersTest)
#include "ScorersTest.moc"
