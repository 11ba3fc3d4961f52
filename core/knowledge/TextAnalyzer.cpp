#include "core/knowledge/TextAnalyzer.h"

#include "core/knowledge/StopWords.h"

#include <QSet>

#include <libstemmer.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// A longer "word" is a blob of some kind; its beginning tells it apart well enough.
constexpr qsizetype kLongestWord = 64;
// By Zipf's law nearly every word of a text is among these already; past it the cache starts anew.
constexpr size_t kMostCachedWords = 50'000;

enum class CharClass { Word, Mark, Unspaced, Apostrophe, Invisible, Other };

bool isUnspacedScript(char32_t u)
{
    if (u < 0x0E00)
        return false;
    return u < 0x0F00                        // Thai, Lao
           || (u >= 0x1000 && u < 0x10A0)    // Myanmar
           || (u >= 0x1100 && u < 0x1200)    // Hangul letters
           || (u >= 0x1780 && u < 0x1800)    // Khmer
           || (u >= 0x2E80 && u < 0x3200)    // radicals, kana, Bopomofo, Hangul compatibility
           || (u >= 0x3400 && u < 0xA4D0)    // Han, Yi
           || (u >= 0xA960 && u < 0xA980)    // Hangul letters
           || (u >= 0xAC00 && u < 0xD800)    // Hangul syllables
           || (u >= 0xF900 && u < 0xFB00)    // Han, compatibility
           || (u >= 0x1AFF0 && u < 0x1B170)  // kana
           || (u >= 0x20000 && u < 0x40000); // Han
}

CharClass classOf(char32_t u)
{
    if (u < 0x80) {
        if ((u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9'))
            return CharClass::Word;
        return u == '\'' ? CharClass::Apostrophe : CharClass::Other;
    }
    if (u == 0x2019 || u == 0x02BC || u == 0x2018)
        return CharClass::Apostrophe;
    switch (QChar::category(u)) {
    case QChar::Letter_Uppercase:
    case QChar::Letter_Lowercase:
    case QChar::Letter_Titlecase:
    case QChar::Letter_Modifier:
    case QChar::Letter_Other:
    case QChar::Number_DecimalDigit:
    case QChar::Number_Letter:
    case QChar::Number_Other:
        return isUnspacedScript(u) ? CharClass::Unspaced : CharClass::Word;
    case QChar::Mark_NonSpacing:
    case QChar::Mark_SpacingCombining:
        return isUnspacedScript(u) ? CharClass::Unspaced : CharClass::Mark;
    case QChar::Other_Format:
        // Soft hyphens and joiners stand inside words; a zero width space parts them, but is of this category too.
        return u == 0x200B ? CharClass::Other : CharClass::Invisible;
    default:
        return CharClass::Other;
    }
}

bool isAscii(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

// Letters with a stroke or of two letters' form: Unicode does not decompose them.
QLatin1StringView plainLetter(char16_t letter)
{
    switch (letter) {
    case u'ß':
        return "ss"_L1;
    case u'æ':
        return "ae"_L1;
    case u'œ':
        return "oe"_L1;
    case u'ø':
        return "o"_L1;
    case u'ł':
        return "l"_L1;
    case u'đ':
    case u'ð':
        return "d"_L1;
    case u'þ':
        return "th"_L1;
    case u'ħ':
        return "h"_L1;
    case u'ı':
        return "i"_L1;
    case u'ŋ':
        return "n"_L1;
    case u'ŧ':
        return "t"_L1;
    default:
        return {};
    }
}

// In these scripts marks are accents or optional points; in Indic ones they are vowels and stay.
bool losesMarks(QChar::Script script)
{
    switch (script) {
    case QChar::Script_Latin:
    case QChar::Script_Greek:
    case QChar::Script_Cyrillic:
    case QChar::Script_Hebrew:
    case QChar::Script_Arabic:
        return true;
    default:
        return false;
    }
}

QString foldAccents(const QString &word)
{
    if (isAscii(word))
        return word;
    const QString apart = word.normalized(QString::NormalizationForm_D);
    QString folded;
    folded.reserve(apart.size());
    QChar::Script base = QChar::Script_Unknown;
    for (const QChar c : apart) {
        if (c.isMark() && !c.isSurrogate()) {
            const bool shortI = c.unicode() == 0x0306 && folded.endsWith(u'и'); // й is a letter of its own
            if (losesMarks(base) && !shortI)
                continue;
        } else {
            base = c.script();
            if (const QLatin1StringView plain = plainLetter(c.unicode()); !plain.isEmpty()) {
                folded += plain;
                continue;
            }
            if (c.unicode() >= 0x80 && c.digitValue() >= 0) {
                folded += QChar(u'0' + c.digitValue());
                continue;
            }
        }
        folded += c;
    }
    return folded.normalized(QString::NormalizationForm_C);
}

QString primarySubtag(const QString &language)
{
    const QString primary = language.section(u'-', 0, 0).section(u'_', 0, 0).toLower();
    if (primary.isEmpty() || primary == "und"_L1)
        return u"en"_s;
    if (primary == "nb"_L1 || primary == "nn"_L1)
        return u"no"_s;
    return primary;
}

struct WordHash
{
    using is_transparent = void;
    size_t operator()(QStringView word) const { return qHash(word); }
};

struct WordEqual
{
    using is_transparent = void;
    bool operator()(QStringView a, QStringView b) const { return a == b; }
};

struct StemmerDeleter
{
    void operator()(sb_stemmer *stemmer) const { sb_stemmer_delete(stemmer); }
};
} // namespace

struct TextAnalyzer::Private
{
    struct Term
    {
        QString surface;
        QString text;
        bool stop = false;
    };

    explicit Private(const QString &tag)
        : given(tag)
        , language(primarySubtag(tag))
        , stops(stopWords(language))
        , elides(language == "fr"_L1 || language == "it"_L1 || language == "ca"_L1)
        , dotlessI(language == "tr"_L1 || language == "az"_L1)
        , stemmer(
              sb_stemmer_new(language.toLatin1().constData(), nullptr)) // null for a language it doesn't know
    { }

    QString stem(const QString &word)
    {
        if (!stemmer)
            return word;
        const QByteArray utf8 = word.toUtf8();
        const sb_symbol *stemmed = sb_stemmer_stem(stemmer.get(),
                                                   reinterpret_cast<const sb_symbol *>(utf8.constData()),
                                                   static_cast<int>(utf8.size()));
        if (!stemmed) // out of memory inside the stemmer
            return word;
        return QString::fromUtf8(reinterpret_cast<const char *>(stemmed), sb_stemmer_length(stemmer.get()));
    }

    // `word` is lower case where it is ASCII, with ' inside for every form of apostrophe.
    Term makeTerm(QStringView word)
    {
        if (word.size() > kLongestWord)
            word.truncate(kLongestWord - (word[kLongestWord - 1].isHighSurrogate() ? 1 : 0));
        QString lower = word.toString();
        if (dotlessI)
            lower.replace(u'I', u'ı').replace(u'İ', u'i');
        lower = lower.toCaseFolded();

        const qsizetype apostrophe = lower.indexOf(u'\'');
        const QString head = foldAccents(apostrophe < 0 ? lower : lower.first(apostrophe));
        QString whole = head;
        if (apostrophe >= 0)
            whole = foldAccents(QString(lower).remove(u'\''));
        Term term;
        term.surface = apostrophe >= 0 && lower.endsWith("'s"_L1) ? head : whole;
        term.stop = stops.contains(whole) || (apostrophe >= 0 && stops.contains(head));

        // English takes its possessive off itself and needs to see it.
        if (apostrophe >= 0 && language != "en"_L1) {
            if (lower.endsWith("'s"_L1))
                lower.chop(2);
            lower.remove(u'\'');
        }
        term.text = foldAccents(stem(lower));
        term.text.remove(u'\'');
        return term;
    }

    const Term &termOf(QStringView word)
    {
        if (const auto known = cache.find(word); known != cache.end())
            return known->second;
        if (cache.size() >= kMostCachedWords)
            cache.clear();
        return cache.emplace(word.toString(), makeTerm(word)).first->second;
    }

    template <typename Take>
    void scan(const QString &input, Take take)
    {
        const QString text = isAscii(input) ? input : input.normalized(QString::NormalizationForm_KC);
        const qsizetype size = text.size();
        const QChar *const chars = text.constData();
        QString word;
        qsizetype runStart = -1; // of a script without blanks
        const auto endWord = [&] {
            if (word.isEmpty())
                return;
            if (const Term &term = termOf(word); !term.text.isEmpty())
                take(term.text, term.stop, term.surface);
            word.resize(0); // keeps its memory
        };
        const auto endRun = [&](qsizetype end) {
            if (runStart < 0)
                return;
            takePairs(QStringView(text).sliced(runStart, end - runStart), take);
            runStart = -1;
        };
        for (qsizetype i = 0; i < size;) {
            const char16_t unit = chars[i].unicode();
            if (unit < 0x80 && runStart < 0) { // the fast path: most of most texts
                if ((unit >= u'a' && unit <= u'z') || (unit >= u'0' && unit <= u'9')) {
                    word += QChar(unit);
                    ++i;
                    continue;
                }
                if (unit >= u'A' && unit <= u'Z') {
                    word += QChar(dotlessI ? unit : char16_t(unit + 32));
                    ++i;
                    continue;
                }
                if (unit != u'\'') {
                    endWord();
                    ++i;
                    continue;
                }
            }
            const char32_t u = codePointAt(text, i);
            const qsizetype next = i + QChar::requiresSurrogates(u) + 1;
            const CharClass kind = classOf(u);
            if (kind != CharClass::Unspaced && kind != CharClass::Invisible && kind != CharClass::Mark)
                endRun(i);
            switch (kind) {
            case CharClass::Word:
                word += QChar::fromUcs4(dotlessI || u >= 0x80 ? u : QChar::toLower(u));
                break;
            case CharClass::Mark:
                if (!word.isEmpty())
                    word += QChar::fromUcs4(u);
                break;
            case CharClass::Unspaced:
                endWord();
                if (runStart < 0)
                    runStart = i;
                break;
            case CharClass::Apostrophe:
                if (elides || word.isEmpty() || next >= size
                    || classOf(codePointAt(text, next)) != CharClass::Word)
                    endWord();
                else
                    word += u'\'';
                break;
            case CharClass::Invisible:
                break;
            case CharClass::Other:
                endWord();
                break;
            }
            i = next;
        }
        endWord();
        endRun(size);
    }

    static char32_t codePointAt(const QString &text, qsizetype i)
    {
        const QChar c = text.at(i);
        if (c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate())
            return QChar::surrogateToUcs4(c, text.at(i + 1));
        return c.unicode();
    }

    template <typename Take>
    static void takePairs(QStringView run, Take &take)
    {
        QStringView previous;
        bool paired = false;
        for (qsizetype i = 0; i < run.size();) {
            const qsizetype length = run[i].isHighSurrogate() && i + 1 < run.size() ? 2 : 1;
            const QStringView current = run.sliced(i, length);
            i += length;
            if (length == 1 && classOf(current[0].unicode()) != CharClass::Unspaced)
                continue; // an invisible joiner or a loose mark
            if (!previous.isEmpty()) {
                take(previous.toString().append(current), false, QString());
                paired = true;
            }
            previous = current;
        }
        if (!paired && !previous.isEmpty())
            take(previous.toString(), false, QString());
    }

    QString given;
    QString language;
    const QSet<QString> &stops;
    bool elides;   // an apostrophe parts two words: l'école
    bool dotlessI; // I is the capital of ı
    std::unique_ptr<sb_stemmer, StemmerDeleter> stemmer;
    std::unordered_map<QString, Term, WordHash, WordEqual> cache;
};

TextAnalyzer::TextAnalyzer(const QString &language) : d(std::make_unique<Private>(language)) { }

TextAnalyzer::~TextAnalyzer() = default;

QString TextAnalyzer::language() const
{
    return d->given;
}

QStringList TextAnalyzer::terms(const QString &text) const
{
    QStringList found;
    found.reserve(text.size() / 6);
    d->scan(text, [&found](const QString &term, bool, const QString &) { found.append(term); });
    return found;
}

QList<TextAnalyzer::Word> TextAnalyzer::words(const QString &text) const
{
    QList<Word> found;
    d->scan(text, [&found](const QString &term, bool stop, const QString &surface) {
        found.append({surface.isEmpty() ? term : surface, term, stop});
    });
    return found;
}

void TextAnalyzer::forEachWord(
    const QString &text, const std::function<void(const QString &surface, const QString &term)> &take) const
{
    d->scan(text, [&take](const QString &term, bool, const QString &surface) {
        take(surface.isEmpty() ? term : surface, term);
    });
}

QStringList TextAnalyzer::queryTerms(const QString &text) const
{
    QStringList all;
    QStringList telling;
    QSet<QString> seen;
    d->scan(text, [&](const QString &term, bool stop, const QString &) {
        if (seen.contains(term))
            return;
        seen.insert(term);
        all.append(term);
        if (!stop)
            telling.append(term);
    });
    // Two words can share a stem where only one of them is a stop word: the first one seen decides, as it does for
    // repeats.
    return telling.isEmpty() ? all : telling;
}

} // namespace CloneMemoria
