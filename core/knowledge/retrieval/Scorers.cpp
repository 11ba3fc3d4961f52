#include "core/knowledge/retrieval/Scorers.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace CloneMemoria {

namespace {
// Sessions are long and much alike in length: the usual values.
constexpr double kSessionK1 = 1.2;
constexpr double kSessionB = 0.75;

double rarity(double all, double having)
{
    return std::log(1 + (all - having + 0.5) / (having + 0.5));
}

// The turns in which a name addresses who bears it: those of the documents in which they speak. Empty for other words.
class Addressing
{
public:
    Addressing(const WordIndex &index, const QuestionWord &word) : m_data(index.data())
    {
        if (!word.name)
            return;
        m_documents.assign(std::size_t(m_data.documentSessions.size()), false);
        for (qsizetype place = 0; place < m_data.speakers.size(); ++place) {
            if (m_data.speakers[place] >= 0 && word.speakers.contains(m_data.speakers[place]))
                m_documents[documentOf(quint32(place))] = true;
        }
    }

    bool isEmpty() const { return m_documents.empty(); }
    bool contains(quint32 place) const
    {
        return !m_documents.empty() && m_data.speakers[place] >= 0 && m_documents[documentOf(place)];
    }

private:
    quint32 documentOf(quint32 place) const { return m_data.sessions[m_data.sessionNumbers[place]].document; }

    const WordIndexData &m_data;
    std::vector<bool> m_documents;
};

// A word of the question on its way through the blocks of its terms' postings.
class WordOnItsWay
{
public:
    WordOnItsWay(const WordIndex &index, const QuestionWord &word) : m_addressing(index, word)
    {
        const double all = index.size();
        // A rare word that is only near must not outweigh the word that was asked for.
        double most = all > 0 ? std::log(1 + all) : 0;
        if (word.itself)
            most = rarity(all, index.passagesWith(word.forms.front().term));
        for (const QuestionWord::Form &form : word.forms) {
            const double idf = std::min(most, rarity(all, index.passagesWith(form.term)));
            m_forms.push_back(
                {Postings::Cursor(index.postings(form.term)), float(idf * form.weight * word.weight)});
        }
    }

    // Adds what each passage of the block has of the word: the best of the word's forms. `slowness` is what a count is
    // weighed against there, and `best` has zeros, before and after.
    void addTo(std::span<float> sums, quint32 block, std::span<const float> slowness, float gain,
               std::span<float> best)
    {
        bool any = false;
        for (Form &form : m_forms) {
            while (!form.cursor.atEnd() && form.cursor.block() < block)
                form.cursor.take();
            if (form.cursor.atEnd() || form.cursor.block() != block)
                continue;
            any = true;
            const float weight = form.weight * gain;
            for (const quint16 number : form.cursor.take()) {
                const Postings::Posting posting(number);
                const auto times = float(posting.times);
                const float score = weight * times / (times + slowness[posting.place]);
                best[posting.place] = std::max(best[posting.place], score);
            }
        }
        if (!any)
            return;
        for (std::size_t place = 0; !m_addressing.isEmpty() && place < sums.size(); ++place) {
            if (m_addressing.contains(block * Postings::kBlock + quint32(place)))
                best[place] = 0;
        }
        for (std::size_t place = 0; place < sums.size(); ++place)
            sums[place] += best[place];
        std::fill(best.begin(), best.end(), 0.0F);
    }

private:
    struct Form
    {
        Postings::Cursor cursor;
        float weight;
    };

    Addressing m_addressing;
    std::vector<Form> m_forms;
};

void forgetGone(const WordIndexData &data, Scores &scores)
{
    if (data.gone == 0)
        return;
    for (qsizetype place = 0; place < data.flags.size(); ++place) {
        if (data.flags[place] & WordIndexData::Gone)
            scores[std::size_t(place)] = 0;
    }
}
} // namespace

// Block after block, so that what is summed up stays in the processor's nearest cache.
Scores wordScores(const WordIndex &index, const std::vector<QuestionWord> &words,
                  const RetrievalWeights &weights)
{
    const WordIndexData &data = index.data();
    const auto gain = float(weights.k1 + 1);
    const auto constant = float(weights.k1 * (1 - weights.b));
    const auto perTerm = float(weights.k1 * weights.b / std::max(index.averageLength(), 1.0));
    std::vector<WordOnItsWay> onTheirWay;
    for (const QuestionWord &word : words)
        onTheirWay.emplace_back(index, word);
    Scores sums(index.size(), 0.0F);
    std::vector<float> slowness(Postings::kBlock, 0.0F);
    std::vector<float> best(Postings::kBlock, 0.0F);
    for (quint32 first = 0; first < index.size(); first += Postings::kBlock) {
        const std::size_t count = std::min(Postings::kBlock, index.size() - first);
        const quint16 *lengths = data.lengths.constData() + first;
        for (std::size_t place = 0; place < count; ++place)
            slowness[place] = constant + perTerm * float(lengths[place]);
        const std::span here = std::span(sums).subspan(first, count);
        for (WordOnItsWay &word : onTheirWay)
            word.addTo(here, first / Postings::kBlock, slowness, gain, best);
    }
    forgetGone(data, sums);
    return sums;
}

std::vector<float> sessionScores(const WordIndex &index, const std::vector<QuestionWord> &words)
{
    const WordIndexData &data = index.data();
    const QList<Session> &sessions = index.sessions();
    const auto count = std::size_t(sessions.size());
    std::vector<float> scores(count, 0.0F);
    std::vector<quint32> counts(count, 0);
    std::vector<quint32> touched;
    const double average = std::max(double(index.totalTerms()) / std::max<double>(double(count), 1), 1.0);
    const quint32 *sessionNumbers = data.sessionNumbers.constData();
    const quint8 *flags = data.flags.constData();
    for (const QuestionWord &word : words) {
        if (!word.itself)
            continue;
        const Addressing addressing(index, word);
        touched.clear();
        const auto add = [&](quint32 session, quint32 times) {
            if (counts[session] == 0)
                touched.push_back(session);
            counts[session] += times;
        };
        const int term = word.forms.front().term;
        index.forEachPassage(term, [&](quint32 place, quint32 times) {
            if (!(flags[place] & WordIndexData::Gone) && !addressing.contains(place))
                add(sessionNumbers[place], times);
        });
        for (const quint32 document : index.documentsAbout(term)) {
            const auto [first, end] = index.sessionsOf(document);
            for (quint32 session = first; session < end; ++session) {
                if (!(flags[sessions[session].first] & WordIndexData::Gone))
                    add(session, 1);
            }
        }
        const double idf = rarity(double(count), double(touched.size())) * word.weight;
        for (const quint32 session : touched) {
            const double times = std::exchange(counts[session], 0U);
            const double length = sessions[session].terms / average;
            scores[session] += float(idf * times * (kSessionK1 + 1)
                                     / (times + kSessionK1 * (1 - kSessionB + kSessionB * length)));
        }
    }
    makeRelative(scores);
    return scores;
}

Scores neighbourScores(const WordIndex &index, const Session &session, std::span<const float> own,
                       const RetrievalWeights &weights)
{
    const quint8 *flags = index.data().flags.constData() + session.first;
    const std::size_t count = own.size();
    Scores gained(count, 0.0F);
    for (std::size_t place = 0; place < count; ++place) {
        if (own[place] <= 0)
            continue;
        const auto give = [&](std::size_t to, double share) { gained[to] += float(share) * own[place]; };
        if (place + 1 < count)
            give(place + 1, weights.before + (flags[place] & WordIndexData::Asks ? weights.beforeAsking : 0));
        if (place >= 1)
            give(place - 1, weights.after);
        if (place + 2 < count)
            give(place + 2, weights.twoAway);
        if (place >= 2)
            give(place - 2, weights.twoAway);
    }
    return gained;
}

float mostFromNeighbours(const RetrievalWeights &weights)
{
    return float(weights.before + weights.beforeAsking + weights.after + 2 * weights.twoAway);
}

// Numbers that are not negative are in the order of their bits: integers have a maximum in vector registers.
float greatest(std::span<const float> scores)
{
    qint32 most = 0;
    for (const float score : scores)
        most = std::max(most, std::bit_cast<qint32>(score));
    return std::bit_cast<float>(most);
}

bool makeRelative(std::vector<float> &scores)
{
    const float most = greatest(scores);
    if (most <= 0)
        return false;
    const float scale = 1 / most;
    for (float &score : scores)
        score *= scale;
    return true;
}

} // namespace CloneMemoria
