#include "core/knowledge/retrieval/Question.h"

#include "core/knowledge/TextAnalyzer.h"
#include "core/knowledge/retrieval/RelatedWords.h"

#include <algorithm>
#include <span>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kTooFewWords = 1; // to say what a question is about
constexpr int kFewWords = 3;
constexpr qsizetype kShortestNickname = 3;
constexpr std::size_t kMostNames = 200; // words that are looked at for names
constexpr std::size_t kMostWords = 64;  // of a question; a whole letter may be pasted into one

// "You", where the clone is asked about themselves.
bool isYou(const QString &surface, const QString &language)
{
    static const QHash<QString, QSet<QString>> words{
        {u"en"_s, {u"you"_s, u"your"_s, u"yours"_s, u"yourself"_s}},
        {u"de"_s,
         {u"du"_s, u"dich"_s, u"dir"_s, u"dein"_s, u"deine"_s, u"deinen"_s, u"deiner"_s, u"deinem"_s}},
        {u"fr"_s, {u"tu"_s, u"te"_s, u"toi"_s, u"ton"_s, u"ta"_s, u"tes"_s, u"vous"_s, u"votre"_s, u"vos"_s}},
        {u"es"_s, {u"tu"_s, u"te"_s, u"ti"_s, u"tus"_s, u"usted"_s}},
        {u"pt"_s, {u"tu"_s, u"te"_s, u"voce"_s, u"teu"_s, u"tua"_s}},
        {u"it"_s, {u"tu"_s, u"te"_s, u"ti"_s, u"tuo"_s, u"tua"_s}},
        {u"nl"_s, {u"jij"_s, u"je"_s, u"jou"_s, u"jouw"_s}},
    };
    const auto found = words.constFind(language);
    return found != words.cend() && found->contains(surface);
}

QString primary(const QString &language)
{
    const QString tag = language.section(u'-', 0, 0).section(u'_', 0, 0).toLower();
    return tag.isEmpty() ? u"en"_s : tag;
}

class TakingApart
{
public:
    explicit TakingApart(const QuestionContext &context) : m_context(context)
    {
        int number = 0;
        for (const QString &speaker : context.index.speakers()) {
            const auto words = context.analyzer.words(speaker);
            for (const TextAnalyzer::Word &word : words)
                m_names[word.surface].insert(number);
            ++number;
        }
    }

    Question run(const QString &text, const QStringList &earlier)
    {
        const QList<TextAnalyzer::Word> words = m_context.analyzer.words(text);
        findSpeakers(text, words);
        const int telling = add(words, 1, true);
        if (telling <= kFewWords && !earlier.isEmpty()) {
            const double share = m_context.weights.earlierQuestion * (telling <= kTooFewWords ? 2 : 1);
            add(m_context.analyzer.words(earlier.first()), share, false);
        }
        addRelated();
        conclude();
        return std::move(m_question);
    }

private:
    void findSpeakers(const QString &text, const QList<TextAnalyzer::Word> &words)
    {
        const QString language = primary(m_context.language);
        bool you = false;
        const auto some = std::span(words.constData(), std::min(std::size_t(words.size()), kMostNames));
        for (const TextAnalyzer::Word &word : some) {
            you = you || isYou(word.surface, language);
            if (const auto named = m_names.constFind(word.surface); named != m_names.cend() && !word.stop)
                m_question.speakers.unite(*named);
            else if (word.surface.size() >= kShortestNickname && !word.stop
                     && isCapitalised(text, word.surface))
                m_question.speakers.unite(startingWith(word.surface));
        }
        if (!you || !m_question.speakers.isEmpty())
            return;
        for (const QString &name : m_context.ownNames) {
            if (const qsizetype speaker = m_context.index.speakers().indexOf(name); speaker >= 0)
                m_question.speakers.insert(int(speaker));
        }
    }

    // "Mel" is Melanie.
    QSet<int> startingWith(const QString &beginning) const
    {
        QSet<int> found;
        for (auto it = m_names.cbegin(); it != m_names.cend(); ++it) {
            if (it.key().startsWith(beginning))
                found.unite(*it);
        }
        return found;
    }

    // Not at the beginning, where every word is.
    static bool isCapitalised(const QString &text, const QString &surface)
    {
        const qsizetype at = text.indexOf(surface, 0, Qt::CaseInsensitive);
        return at > 0 && text.at(at).isUpper();
    }

    // How many words it had that say something.
    int add(const QList<TextAnalyzer::Word> &words, double weight, bool allWhereNoneTells)
    {
        const auto tells = [](const TextAnalyzer::Word &word) { return !word.stop; };
        const bool any = std::any_of(words.cbegin(), words.cend(), tells);
        int telling = 0;
        for (const TextAnalyzer::Word &word : words) {
            if (!word.stop)
                ++telling;
            else if (any || !allWhereNoneTells)
                continue;
            if (m_seen.contains(word.term) || m_question.words.size() >= kMostWords)
                continue;
            m_seen.insert(word.term);
            QuestionWord added;
            added.weight = weight;
            added.speakers = m_names.value(word.surface);
            added.name = !added.speakers.isEmpty();
            if (const int term = m_context.index.find(word.term); term >= 0) {
                added.forms.push_back({term, 1});
                added.itself = true;
            }
            m_question.words.push_back(std::move(added));
            m_surfaces.append(word.surface);
            m_terms.append(word.term);
        }
        return telling;
    }

    void addRelated()
    {
        if (!m_context.related)
            return;
        const RetrievalWeights &weights = m_context.weights;
        QList<RelatedWords::Wanted> wanted;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < m_question.words.size(); ++i) {
            if (m_question.words[i].name)
                continue;
            wanted.append({m_surfaces.at(qsizetype(i)), m_terms.at(qsizetype(i))});
            places.push_back(i);
        }
        const auto all = m_context.related->relatedTo(wanted, weights.relatedFrom, weights.relatedWords,
                                                      m_context.index);
        for (std::size_t at = 0; at < places.size(); ++at) {
            const std::size_t i = places[at];
            QuestionWord &word = m_question.words[i];
            const bool commonplace = m_context.related->isCommonplace(m_surfaces.at(qsizetype(i)));
            for (const RelatedWords::Related &other : all[at]) {
                word.forms.push_back({other.term, weights.related * double(other.cosine)});
                if (commonplace || other.cosine < weights.minimumRelated)
                    continue;
                m_question.isKnown = true;
                m_question.telling.insert(m_context.index.term(other.term));
            }
        }
    }

    void conclude()
    {
        // Who asks for a name alone asks for what is said of them, and to them.
        const auto isName = [](const QuestionWord &word) { return word.name; };
        if (std::all_of(m_question.words.cbegin(), m_question.words.cend(), isName)) {
            for (QuestionWord &word : m_question.words)
                word.name = false;
        }
        for (const QuestionWord &word : m_question.words) {
            if (!word.itself)
                continue;
            m_question.isKnown = true;
            m_question.telling.insert(m_context.index.term(word.forms.front().term));
        }
    }

    const QuestionContext &m_context;
    QHash<QString, QSet<int>> m_names; ///< the words of the speakers' names
    QSet<QString> m_seen;
    QStringList m_surfaces; ///< of the question's words
    QStringList m_terms;
    Question m_question;
};
} // namespace

Question takeApart(const QString &text, const QStringList &earlier, const QuestionContext &context)
{
    return TakingApart(context).run(text, earlier);
}

} // namespace CloneMemoria
