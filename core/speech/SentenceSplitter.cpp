#include "core/speech/SentenceSplitter.h"

#include <QSet>
#include <QTextBoundaryFinder>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// With the dot that ends them. Those before a lower-case word need no mention: Unicode's rules know that.
const QSet<QString> &splitterAbbreviations()
{
    static const QSet<QString> words{
        u"mr."_s,   u"mrs."_s, u"ms."_s,   u"dr."_s,  u"prof."_s, u"st."_s,     u"jr."_s,   u"sr."_s,
        u"vs."_s,   u"no."_s,  u"e.g."_s,  u"i.e."_s, u"cf."_s,   u"approx."_s, u"fig."_s,  u"vol."_s,
        u"gen."_s,  u"rev."_s, u"capt."_s, u"lt."_s,  u"z.b."_s,  u"d.h."_s,    u"u.a."_s,  u"bzw."_s,
        u"ca."_s,   u"nr."_s,  u"hr."_s,   u"fr."_s,  u"str."_s,  u"vgl."_s,    u"mme."_s,  u"mlle."_s,
        u"p.ex."_s, u"sra."_s, u"srta."_s, u"dra."_s, u"ud."_s,   u"uds."_s,    u"p.ej."_s, u"exmo."_s,
    };
    return words;
}

bool splitterIsSayable(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        if (text[i].isHighSurrogate() && i + 1 < text.size())
            c = QChar::surrogateToUcs4(text[i], text[i + 1]);
        if (QChar::isLetterOrNumber(c))
            return true;
    }
    return false;
}

// Does what Unicode takes for a whole sentence go on after its last word?
bool splitterGoesOn(QStringView sentence, QChar next)
{
    if (sentence.contains(u'\n'))
        return false;
    if (next.isLower()) // “Come!” he said.
        return true;
    const QStringView words = sentence.trimmed();
    if (!words.endsWith(u'.'))
        return false;
    const auto lastGap = std::find_if(words.crbegin(), words.crend(),
                                      [](QChar c) { return c.isSpace() || c == u'('; });
    const QStringView word = words.last(lastGap - words.crbegin());
    const bool first = word.size() == words.size();
    if (word.size() == 2 && word[0].isUpper()) // an initial; but "It was I." is a sentence
        return word[0] != u'I' || first;
    const QStringView number = word.chopped(1);
    if (first && !number.isEmpty() && number.size() <= 3
        && std::all_of(number.begin(), number.end(), [](QChar c) { return c.isDigit(); }))
        return true;
    return splitterAbbreviations().contains(word.toString().toLower());
}

qsizetype splitterCut(QStringView text, qsizetype limit)
{
    const qsizetype least = limit / 3; // a cut too far to the front makes crumbs
    for (qsizetype i = limit; i > least; --i) {
        const QChar c = text[i - 1];
        if (QStringView(u"，、；：—").contains(c)
            || (QStringView(u",;:،؛").contains(c) && i < text.size() && text[i].isSpace()))
            return i;
    }
    for (qsizetype i = limit; i > least; --i) {
        if (text[i - 1].isSpace())
            return i;
    }
    // Never between the two halves of a character, or a letter and its accent.
    const QStringView window = text.first(qMin(text.size(), limit + 64));
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, window.data(), window.size());
    finder.setPosition(limit);
    if (finder.isAtBoundary())
        return limit;
    const qsizetype before = finder.toPreviousBoundary();
    return before > 0 ? before : limit;
}
} // namespace

QStringList SentenceSplitter::sentences(const QString &text)
{
    QStringList found;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Sentence, text);
    qsizetype start = 0;
    qsizetype part = 0; // where the last piece Unicode took for a sentence begins
    while (finder.toNextBoundary() >= 0) {
        const qsizetype end = finder.position();
        const bool goesOn = end < text.size()
                            && splitterGoesOn(QStringView(text).sliced(part, end - part), text[end]);
        part = end;
        if (goesOn)
            continue;
        const QString sentence = text.mid(start, end - start).trimmed();
        if (!sentence.isEmpty())
            found.append(sentence);
        start = end;
    }
    return found;
}

QStringList SentenceSplitter::pieces(const QString &text, const Limits &limits)
{
    QStringList found;
    QString piece;
    const auto close = [&] {
        if (splitterIsSayable(piece))
            found.append(piece);
        piece.clear();
    };
    const auto limit = [&] { return qMax(1, found.isEmpty() ? limits.first : limits.rest); };
    for (const QString &sentence : sentences(text)) {
        if (!piece.isEmpty() && piece.size() + 1 + sentence.size() > limit())
            close();
        QStringView left = sentence;
        while (left.size() > limit()) {
            const qsizetype cut = splitterCut(left, limit());
            piece = left.first(cut).trimmed().toString();
            close();
            left = left.sliced(cut).trimmed();
        }
        if (!piece.isEmpty() && !left.isEmpty())
            piece += u' ';
        piece += left;
        if (found.isEmpty() && piece.size() >= limits.firstEnough)
            close();
    }
    close();
    return found;
}

} // namespace CloneMemoria
