#include "core/knowledge/importers/ChatLine.h"

#include "core/knowledge/importers/ChatTime.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLongestSpeaker = 40;
constexpr qsizetype kLongestStamp = 48;
constexpr qsizetype kMostNameWords = 4;

const QSet<QString> &labels()
{
    static const QSet<QString> words = [] {
        const QString all =
            u"from to cc bcc subject re fw fwd date sent received reply-to attachments attachment von an "
            u"betreff gesendet "
            "datum de para à objet asunto assunto envoyé enviado fecha da oggetto "
            "user-agent disallow allow sitemap "
            "note notes nb n.b ps p.s pps p.p.s todo tip hint warning caution important example examples "
            "summary conclusion "
            "answer question remember update edit source sources see also http https ftp mailto file url "
            "link links "
            "title author authors name names first_name last_name age born died birthday address street city "
            "country "
            "phone tel telephone mobile fax email e-mail mail web website id key value type kind status tags "
            "tag category "
            "price cost total amount number description comment comments location place where when who what "
            "why how time "
            "start end duration length width height size weight color colour year month day week version "
            "language "
            "ingredients directions instructions method preparation step steps serves servings yield makes "
            "zutaten "
            "zubereitung ingredientes ingrédients dough filling sauce topping "
            "pros cons advantages disadvantages chapter section part act scene page figure table appendix "
            "isbn publisher "
            "monday tuesday wednesday thursday friday saturday sunday "
            "montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi "
            "samedi dimanche "
            "january february march april june july august september october november december "
            "session sitzung chat conversation day tag "
            "morning noon afternoon evening night breakfast lunch dinner notiz hinweis achtung wichtig"_s;
        const QStringList list = all.split(u' ');
        return QSet<QString>(list.begin(), list.end());
    }();
    return words;
}

bool isLabelled(const QString &name)
{
    const QString lower = name.toLower();
    if (labels().contains(lower))
        return true;
    // "Step 3", "Chapter 12"
    const qsizetype space = lower.indexOf(u' ');
    return space > 0 && labels().contains(lower.left(space))
           && std::all_of(lower.begin() + space, lower.end(),
                          [](QChar c) { return c.isDigit() || c.isSpace() || c == u'.'; });
}

bool isNameCharacter(char32_t c)
{
    if (QChar::isLetterOrNumber(c) || QChar::isMark(c) || QChar::isSpace(c))
        return true;
    if (c > 0x2000) // emoji, their joints and directions; quotation marks are no part of a name
        return c != 0x201C && c != 0x201D && c != 0x201E && c != 0x2026 && c != 0x2014;
    return QStringView(u"'’-._&+()~@|·").contains(QChar(char16_t(c)));
}

bool isName(const QString &name, bool isStamped)
{
    if (name.isEmpty() || name.size() > kLongestSpeaker)
        return false;
    const QList<uint> characters = name.toUcs4();
    if (!std::all_of(characters.begin(), characters.end(), [](uint c) { return isNameCharacter(c); }))
        return false;
    const char32_t first = characters.first();
    if (!QChar::isLetter(first) && first < 0x2000
        && !(isStamped && (first == u'+' || first == u'~' || first == u'@')))
        return false;
    if (name.simplified().count(u' ') >= kMostNameWords)
        return false;
    // "Mr. Smith" and "J. R." are names; a sentence's end isn't.
    const qsizetype stop = name.indexOf(u". "_s);
    if (stop > 4)
        return false;
    return isStamped || !isLabelled(name);
}

QString withoutEmphasis(const QString &text)
{
    qsizetype start = 0;
    qsizetype end = text.size();
    while (start < end && (text.at(start) == u'*' || text.at(start) == u'_' || text.at(start).isSpace()))
        ++start;
    while (end > start
           && (text.at(end - 1) == u'*' || text.at(end - 1) == u'_' || text.at(end - 1).isSpace()))
        --end;
    return text.sliced(start, end - start);
}

void setStamp(ChatLine &line, const FoundMoment &moment)
{
    line.date = moment.date;
    line.time = moment.time;
    line.isStamped = true;
}

// Takes what stands in brackets at the beginning off `rest`, if it is a time.
bool takeBracketed(QString &rest, ChatLine &line)
{
    const QChar close = rest.front() == u'[' ? u']' : u')';
    const qsizetype end = rest.left(kLongestStamp + 2).indexOf(close);
    if (end < 2)
        return false;
    const FoundMoment moment = findMoment(rest.sliced(1, end - 1));
    if (!isOnlyMoment(moment))
        return false;
    setStamp(line, moment);
    rest = rest.sliced(end + 1).trimmed();
    if (rest.startsWith(u"- "_s))
        rest = rest.sliced(2).trimmed();
    return true;
}

void takeLeading(QString &rest, ChatLine &line)
{
    static const QRegularExpression stamp(
        uR"(^(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})?[T ,]*(?:\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?[ap]\.?m\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?:\s+|\s*[-–—|,:]\s+)(?=[\p{L}<+~@*\x{2000}-\x{10FFFF}]))"_s,
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = stamp.match(rest);
    if (!match.hasMatch())
        return;
    const FoundMoment moment = findMoment(match.captured());
    if (!moment.date.isValid() && !moment.time.isValid())
        return;
    setStamp(line, moment);
    rest = rest.sliced(match.capturedEnd());
}

// The colon that ends a name: a space, emphasis or nothing comes after it, or it is a wide one.
qsizetype nameEnd(const QString &text)
{
    const qsizetype limit = std::min(text.size(), kLongestSpeaker + kLongestStamp);
    for (qsizetype i = 1; i < limit; ++i) {
        const QChar c = text.at(i);
        if (c == u'：')
            return i;
        if (c == u':' && (i + 1 == text.size() || text.at(i + 1).isSpace() || text.at(i + 1) == u'*'))
            return i;
    }
    return -1;
}

// "Anna (13:56)", "Anna [8 May 2023]"
void takeTrailing(QString &name, ChatLine &line)
{
    if (line.isStamped || name.isEmpty() || (name.back() != u')' && name.back() != u']'))
        return;
    const qsizetype open = name.lastIndexOf(name.back() == u')' ? u'(' : u'[');
    if (open < 1)
        return;
    const FoundMoment moment = findMoment(name.sliced(open + 1, name.size() - open - 2));
    if (!isOnlyMoment(moment))
        return;
    setStamp(line, moment);
    name = name.left(open).trimmed();
    if (name.endsWith(u',')) // "Anna, [8 May 2023 at 13:56]:"
        name.chop(1);
}
} // namespace

std::optional<ChatLine> parseChatLine(const QString &line)
{
    QString rest = line.trimmed();
    if (rest.isEmpty())
        return std::nullopt;
    ChatLine found;
    const QChar first = rest.front();
    if (first == u'[' || first == u'(')
        takeBracketed(rest, found);
    else if (first.isDigit())
        takeLeading(rest, found);
    if (rest.startsWith(u'<')) {
        const qsizetype end = rest.left(kLongestSpeaker + 2).indexOf(u'>');
        if (end < 2)
            return std::nullopt;
        found.speaker = rest.sliced(1, end - 1).trimmed();
        found.text = rest.sliced(end + 1).trimmed();
    } else {
        const qsizetype end = nameEnd(rest);
        if (end < 0)
            return std::nullopt;
        found.speaker = withoutEmphasis(rest.left(end));
        found.text = rest.sliced(end + 1).trimmed();
        if (rest.startsWith(u"**"_s) && found.text.startsWith(u"**"_s)) // "**Anna:** text"
            found.text = found.text.sliced(2).trimmed();
        takeTrailing(found.speaker, found);
    }
    if (!isName(found.speaker, found.isStamped))
        return std::nullopt;
    if (!found.isStamped && dateHeader(found.speaker)) // "May 8, 2023:"
        return std::nullopt;
    return found;
}

} // namespace CloneMemoria
