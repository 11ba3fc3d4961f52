#include "core/providers/llm/QuotingVoice.h"

#include "core/providers/StableHash.h"
#include "core/providers/llm/QuotingPhrases.h"

#include <QLocale>
#include <QRegularExpression>
#include <QSet>
#include <QTextBoundaryFinder>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kQuoteTarget = 280;  // a quote grows by whole sentences up to about this many characters
constexpr qsizetype kQuoteLongest = 700; // a single sentence beyond this is cut
constexpr int kQuoteSentences = 3;
constexpr qsizetype kMemoriesRead = 6;
constexpr double kSecondQuoteShare =
    0.6;                             // a second memory is quoted where it fits nearly as well as the first
constexpr double kRankWeight = 0.15; // how much the retriever's order says, beside the words

QString foldText(const QString &text)
{
    QString folded;
    for (const QChar letter : text.normalized(QString::NormalizationForm_KD).toCaseFolded()) {
        if (!letter.isMark())
            folded.append(letter);
    }
    return folded.replace(u'ß', "ss"_L1);
}

bool writesWithoutBlanks(QChar letter)
{
    const QChar::Script script = letter.script();
    return script == QChar::Script_Han || script == QChar::Script_Hiragana || script == QChar::Script_Katakana
           || script == QChar::Script_Thai;
}

// The words of a text; where a script has no blanks, its pairs of characters.
QStringList foldedWords(const QString &text)
{
    QStringList words;
    QString word;
    QChar previous;
    const auto endWord = [&] {
        if (!word.isEmpty())
            words.append(word);
        word.clear();
    };
    for (const QChar letter : foldText(text)) {
        if (writesWithoutBlanks(letter)) {
            endWord();
            if (!previous.isNull())
                words.append(QString(previous) + letter);
            previous = letter;
            continue;
        }
        previous = QChar();
        if (letter.isLetterOrNumber() || letter.isSurrogate())
            word.append(letter);
        else
            endWord();
    }
    endWord();
    return words;
}

QStringList variants(QStringView text)
{
    return text.toString().split(u'|');
}

QString choose(QStringView text, std::uint64_t hash)
{
    const QStringList all = variants(text);
    return all[static_cast<qsizetype>(hash % static_cast<std::uint64_t>(all.size()))];
}

// "remember" and "remembered" are near enough; "car" and "carpet" are not.
double likeness(const QString &left, const QString &right)
{
    if (left == right)
        return 1;
    const qsizetype shorter = std::min(left.size(), right.size());
    const qsizetype longer = std::max(left.size(), right.size());
    if (shorter < 4 || longer - shorter > 3)
        return 0;
    qsizetype common = 0;
    while (common < shorter && left[common] == right[common])
        ++common;
    return common >= std::max<qsizetype>(4, shorter - 1) ? 0.7 : 0;
}

double sharedWords(const QStringList &asked, const QString &sentence)
{
    const QStringList said = foldedWords(sentence);
    double score = 0;
    for (const QString &word : asked) {
        double best = 0;
        for (const QString &other : said)
            best = std::max(best, likeness(word, other));
        // A long word says more about what is meant than a short one.
        score += best * (1 + 0.08 * static_cast<double>(std::min<qsizetype>(word.size(), 10)));
    }
    return score;
}

QStringList sentencesOf(const QString &text)
{
    QStringList sentences;
    for (const QString &line : text.split(u'\n')) {
        QTextBoundaryFinder finder(QTextBoundaryFinder::Sentence, line);
        qsizetype start = 0;
        while (finder.toNextBoundary() >= 0) {
            const QString sentence = line.mid(start, finder.position() - start).trimmed();
            start = finder.position();
            if (!sentence.isEmpty())
                sentences.append(sentence);
        }
    }
    return sentences;
}

QString cutAtWord(const QString &text, qsizetype most)
{
    if (text.size() <= most)
        return text;
    qsizetype end = std::max<qsizetype>(0, most - 1);
    const qsizetype blank = text.lastIndexOf(u' ', end);
    if (blank > end / 2)
        end = blank;
    else if (end > 0 && text[end - 1].isHighSurrogate())
        --end;
    return text.left(end).trimmed() + u'…';
}

struct Quote
{
    const Citation *memory = nullptr;
    QString text;
    double shared = 0; // with the question's words alone
    double score = 0;  // with the retriever's order
};

Quote bestQuote(const Citation &memory, const QStringList &asked, qsizetype rank)
{
    Quote quote{.memory = &memory, .text = {}};
    const QStringList sentences = sentencesOf(memory.content);
    if (sentences.isEmpty())
        return quote;
    qsizetype best = 0;
    for (qsizetype at = 0; at < sentences.size(); ++at) {
        const double shared = sharedWords(asked, sentences[at]);
        if (shared > quote.shared) {
            quote.shared = shared;
            best = at;
        }
    }
    quote.score = quote.shared * (1 - kRankWeight * static_cast<double>(rank) / kMemoriesRead);

    // What follows a sentence usually explains it; what precedes it comes second.
    qsizetype first = best;
    qsizetype last = best;
    qsizetype length = sentences[best].size();
    while (last - first + 1 < kQuoteSentences) {
        if (last + 1 < sentences.size() && length + sentences[last + 1].size() <= kQuoteTarget)
            length += sentences[++last].size();
        else if (first > 0 && length + sentences[first - 1].size() <= kQuoteTarget)
            length += sentences[--first].size();
        else
            break;
    }
    quote.text = cutAtWord(sentences.mid(first, last - first + 1).join(u' '), kQuoteLongest);
    return quote;
}

bool samePerson(const QString &speaker, const QString &cloneName)
{
    const QStringList left = foldedWords(speaker);
    const QStringList right = foldedWords(cloneName);
    if (left.isEmpty() || right.isEmpty())
        return false;
    const QStringList &shorter = left.size() < right.size() ? left : right;
    const QStringList &longer = left.size() < right.size() ? right : left;
    return std::all_of(shorter.begin(), shorter.end(),
                       [&](const QString &word) { return longer.contains(word); });
}

// A title and a name stand in Markdown: their marks must stay marks on paper.
QString escapeMarks(const QString &text)
{
    QString escaped;
    for (const QChar letter : text.simplified()) {
        if (u"\\`*_[]<>#|~"_s.contains(letter))
            escaped.append(u'\\');
        escaped.append(letter);
    }
    return escaped;
}

QString dateOf(const Citation &memory, const QuotingPhrases &phrases)
{
    if (!memory.happenedAt.isValid())
        return {};
    // Midnight UTC is how a day without a time is kept: it must not slip into the evening before.
    const QDateTime utc = memory.happenedAt.toUTC();
    const QDate date = utc.time() == QTime(0, 0) ? utc.date() : utc.toLocalTime().date();
    if (memory.documentTitle.contains(QString::number(date.year())))
        return {};
    return u" (%1)"_s.arg(QLocale(phrases.language.toString()).toString(date, phrases.dateFormat.toString()));
}

// In one pass, so that braces in a title or a name are not taken for places to fill.
QString filledIn(const QString &line, const QList<QPair<QString, QString>> &values)
{
    QString filled;
    for (qsizetype at = 0; at < line.size();) {
        const auto value = std::find_if(values.begin(), values.end(), [&](const auto &pair) {
            return QStringView(line).mid(at).startsWith(pair.first);
        });
        if (value == values.end()) {
            filled.append(line[at++]);
        } else {
            filled.append(value->second);
            at += value->first.size();
        }
    }
    return filled;
}

QString introduce(const Quote &quote, const Quote *before, const ChatRequest &request,
                  const QuotingPhrases &phrases, std::uint64_t hash)
{
    const Citation &memory = *quote.memory;
    const bool own = !memory.speaker.isEmpty() && samePerson(memory.speaker, request.cloneName);
    const bool other = !memory.speaker.isEmpty() && !own;
    QString line;
    if (before && !memory.documentTitle.isEmpty() && before->memory->documentTitle == memory.documentTitle
        && before->memory->speaker == memory.speaker) {
        line = choose(phrases.moreSame, hash);
    } else if (before) {
        line = choose(other ? phrases.moreOther : phrases.more, hash);
    } else if (other) {
        line = choose(phrases.otherSaid, hash);
    } else if (own) {
        line = choose(phrases.ownSaid, hash);
    } else {
        const QStringList words = foldedWords(quote.text);
        const QStringList first = variants(phrases.firstPerson);
        const bool aboutOneself = std::any_of(words.begin(), words.end(),
                                              [&](const QString &word) { return first.contains(word); });
        line = choose(aboutOneself ? phrases.ownWritten : phrases.neutral, hash);
    }
    const QString title = memory.documentTitle.isEmpty() ? phrases.untitled.toString()
                                                         : escapeMarks(memory.documentTitle);
    return filledIn(line, {{u"{date}"_s, dateOf(memory, phrases)},
                           {u"{title}"_s, title},
                           {u"{speaker}"_s, escapeMarks(memory.speaker)}});
}

QString smallTalk(const ChatRequest &request, const QuotingPhrases &phrases, std::uint64_t hash)
{
    const QStringList name = foldedWords(request.cloneName);
    QStringList words = foldedWords(request.question);
    words.removeIf([&](const QString &word) { return name.contains(word); });
    if (words.isEmpty() || words.size() > 8)
        return {};
    const QString said = words.join(u' ');
    const bool question = request.question.contains(u'?') || request.question.contains(u'？');

    struct Exchange
    {
        QStringView heard;
        QStringView answer;
        bool mayAsk; // a question mark belongs to it
    };
    const Exchange exchanges[] = {
        {phrases.wellBeingHeard, phrases.wellBeing, true},  {phrases.identityHeard, phrases.identity, true},
        {phrases.affectionHeard, phrases.affection, false}, {phrases.thanksHeard, phrases.thanks, false},
        {phrases.farewellHeard, phrases.farewell, false},   {phrases.greetingHeard, phrases.greeting, false},
    };
    // "hello, how are you" is the second of the two.
    QString rest = said;
    for (const QString &greeting : variants(phrases.greetingHeard)) {
        if (said.startsWith(greeting + u' '))
            rest = said.mid(greeting.size() + 1);
    }
    for (const Exchange &exchange : exchanges) {
        if (question && !exchange.mayAsk)
            continue;
        for (const QString &heard : variants(exchange.heard)) {
            const bool same = said == heard || rest == heard;
            // One more word is how somebody is addressed ("hello grandma"); two are a sentence.
            const bool addressed = said.startsWith(heard + u' ')
                                   && !said.mid(heard.size() + 1).contains(u' ');
            if (same || (addressed && !question))
                return choose(exchange.answer, hash);
        }
    }
    return {};
}

QString asBlockQuote(const QString &text)
{
    // Sentences are cut out of a text that may be Markdown: half of a pair of marks would make a list of the quote, or
    // set the rest of the answer in italics.
    static const QRegularExpression blockMarks(u"^(?:[>#*+-]|\\d+[.)])+\\s+"_s);
    QString quote = text;
    for (const QChar mark : {u'*', u'_', u'`'}) {
        if (quote.count(mark) % 2 != 0)
            quote.remove(mark);
    }
    return u"> "_s + quote.trimmed().remove(blockMarks);
}

QuotedAnswer bounded(const QString &text, const std::optional<int> &maxTokens)
{
    if (!maxTokens || roughTokens(text) <= *maxTokens)
        return {text, false};
    return {cutAtWord(text, qsizetype(std::max(1, *maxTokens)) * 4), true};
}
} // namespace

int roughTokens(const QString &text)
{
    return static_cast<int>((text.size() + 3) / 4);
}

QuotedAnswer quoteMemories(const ChatRequest &request)
{
    const QuotingPhrases &phrases = quotingPhrases(request.language);
    const std::uint64_t hash = stableHash(request.question.simplified().toUtf8());
    if (const QString reply = smallTalk(request, phrases, hash); !reply.isEmpty())
        return bounded(reply, request.maxTokens);

    QStringList asked = foldedWords(request.question);
    const QStringList stopList = variants(phrases.stopWords);
    const QSet<QString> stopWords(stopList.begin(), stopList.end());
    asked.removeIf([&](const QString &word) { return stopWords.contains(word); });
    asked.removeDuplicates();

    QList<Quote> quotes;
    for (qsizetype rank = 0; rank < std::min(request.memories.size(), kMemoriesRead); ++rank) {
        Quote quote = bestQuote(request.memories[rank], asked, rank);
        const bool repeated = std::any_of(quotes.begin(), quotes.end(),
                                          [&](const Quote &other) { return other.text == quote.text; });
        if (!quote.text.isEmpty() && !repeated)
            quotes.append(std::move(quote));
    }
    if (quotes.isEmpty())
        return bounded(choose(phrases.nothing, hash), request.maxTokens);
    std::stable_sort(quotes.begin(), quotes.end(),
                     [](const Quote &left, const Quote &right) { return left.score > right.score; });

    const Quote &first = quotes.front();
    QString text;
    if (!asked.isEmpty() && first.shared <= 0)
        text = choose(phrases.loosely, hash >> 8) + u"\n\n"_s;
    text += introduce(first, nullptr, request, phrases, hash) + u"\n\n"_s + asBlockQuote(first.text);
    if (quotes.size() > 1 && first.shared > 0 && quotes[1].shared >= kSecondQuoteShare * first.shared) {
        const QString both = text + u"\n\n"_s + introduce(quotes[1], &first, request, phrases, hash >> 16)
                             + u"\n\n"_s + asBlockQuote(quotes[1].text);
        // Rather one whole quote than two of which one is cut.
        if (!request.maxTokens || roughTokens(both) <= *request.maxTokens)
            text = both;
    }
    return bounded(text, request.maxTokens);
}

} // namespace CloneMemoria
