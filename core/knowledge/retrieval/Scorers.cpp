#include "core/knowledge/retrieval/Scorers.h"

#include <algorithm>
#include <cmath>

namespace CloneMemoria {

namespace {
// Sessions are long and much alike in length: the usual values.
constexpr double kSessionK1 = 1.2;
constexpr double kSessionB = 0.75;

double rarity(double all, double having)
{
    return std::log(1 + (all - having + 0.5) / (having + 0.5));
}
} // namespace

Scores wordScores(const WordIndex &index, const std::vector<QuestionWord> &words,
                  const RetrievalWeights &weights)
{
    const double all = index.size();
    const double average = std::max(index.averageLength(), 1.0);
    Scores sums(index.size(), 0.0F);
    Scores best(index.size(), 0.0F); // of the word under way
    std::vector<std::uint32_t> touched;
    for (const QuestionWord &word : words) {
        touched.clear();
        // A rare word that is only near must not outweigh the word that was asked for.
        double most = all > 0 ? std::log(1 + all) : 0;
        if (word.itself)
            most = rarity(all, index.passagesWith(word.forms.front().term));
        for (const QuestionWord::Form &form : word.forms) {
            const double idf = std::min(most, rarity(all, index.passagesWith(form.term))) * form.weight
                               * word.weight;
            index.forEachPassage(form.term, [&](std::uint32_t place, std::uint32_t count) {
                const IndexedPassage &passage = index.passage(place);
                if (passage.gone || (word.name && passage.speaker >= 0))
                    return;
                const double tf = count * (weights.k1 + 1)
                                  / (count
                                     + weights.k1 * (1 - weights.b + weights.b * passage.length / average));
                const auto score = float(idf * tf);
                if (best[place] == 0)
                    touched.push_back(place);
                best[place] = std::max(best[place], score);
            });
        }
        for (const std::uint32_t place : touched) {
            sums[place] += best[place];
            best[place] = 0;
        }
    }
    return sums;
}

std::vector<float> sessionScores(const WordIndex &index, const std::vector<QuestionWord> &words)
{
    const std::vector<Session> &sessions = index.sessions();
    std::vector<float> scores(sessions.size(), 0.0F);
    std::vector<std::uint32_t> counts(sessions.size(), 0);
    std::vector<std::uint32_t> touched;
    double terms = 0;
    for (const Session &session : sessions)
        terms += session.terms;
    const double average = std::max(terms / std::max<double>(double(sessions.size()), 1), 1.0);
    for (const QuestionWord &word : words) {
        if (!word.itself)
            continue;
        touched.clear();
        const auto add = [&](std::uint32_t session, std::uint32_t count) {
            if (counts[session] == 0)
                touched.push_back(session);
            counts[session] += count;
        };
        const int term = word.forms.front().term;
        index.forEachPassage(term, [&](std::uint32_t place, std::uint32_t count) {
            const IndexedPassage &passage = index.passage(place);
            if (!passage.gone && !(word.name && passage.speaker >= 0))
                add(passage.session, count);
        });
        for (const std::uint32_t document : index.documentsAbout(term)) {
            const auto [first, end] = index.sessionsOf(document);
            for (std::uint32_t session = first; session < end; ++session)
                add(session, 1);
        }
        const double idf = rarity(double(sessions.size()), double(touched.size())) * word.weight;
        for (const std::uint32_t session : touched) {
            const double count = counts[session];
            const double length = sessions[session].terms / average;
            scores[session] += float(idf * count * (kSessionK1 + 1)
                                     / (count + kSessionK1 * (1 - kSessionB + kSessionB * length)));
            counts[session] = 0;
        }
    }
    makeRelative(scores);
    return scores;
}

Scores neighbourScores(const WordIndex &index, const Scores &own, const RetrievalWeights &weights)
{
    Scores gained(own.size(), 0.0F);
    const auto give = [&](std::size_t from, std::size_t to, double share) {
        if (own[from] > 0
            && index.passage(std::uint32_t(from)).session == index.passage(std::uint32_t(to)).session)
            gained[to] += float(share * own[from]);
    };
    for (std::size_t place = 0; place < own.size(); ++place) {
        if (own[place] <= 0)
            continue;
        const IndexedPassage &passage = index.passage(std::uint32_t(place));
        if (place + 1 < own.size())
            give(place, place + 1, weights.before + (passage.asks ? weights.beforeAsking : 0));
        if (place >= 1)
            give(place, place - 1, weights.after);
        if (place + 2 < own.size())
            give(place, place + 2, weights.twoAway);
        if (place >= 2)
            give(place, place - 2, weights.twoAway);
    }
    return gained;
}

std::vector<float> bestOfSessions(const WordIndex &index, const Scores &own)
{
    std::vector<float> best(index.sessions().size(), 0.0F);
    for (std::size_t place = 0; place < own.size(); ++place) {
        float &known = best[index.passage(std::uint32_t(place)).session];
        known = std::max(known, own[place]);
    }
    return best;
}

bool makeRelative(std::vector<float> &scores)
{
    const auto most = std::max_element(scores.cbegin(), scores.cend());
    if (most == scores.cend() || *most <= 0)
        return false;
    const float scale = 1 / *most;
    for (float &score : scores)
        score *= scale;
    return true;
}

} // namespace CloneMemoria
