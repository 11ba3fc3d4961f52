#include "core/knowledge/retrieval/TimeTokens.h"

#include "core/knowledge/importers/MonthNames.h"

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLongestKnownWord = 32; // no word of a vocabulary is longer
constexpr qsizetype kMostDigits = 9;        // fits an int

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

QChar plainMark(QChar c)
{
    if (c == u'’' || c == u'‘' || c == u'ʼ' || c == u'`' || c == u'´')
        return u'\'';
    if (c == u'—' || c == u'‒' || c == u'−')
        return u'–';
    return c == u'‐' || c == u'‑' ? QChar(u'-') : c;
}
} // namespace

TimeTokens::TimeTokens(const QString &text, const QString &language)
{
    const TimeVocabulary &vocabulary = timeVocabulary(language);
    const QString plain = text.normalized(QString::NormalizationForm_KC).toLower();
    bool glued = false;
    for (qsizetype i = 0; i < plain.size();) {
        const QChar c = plain.at(i);
        if (c.isSpace()) {
            glued = false;
            ++i;
            continue;
        }
        Token token;
        token.glued = glued;
        qsizetype end = i + 1;
        if (isDigit(c)) {
            while (end < plain.size() && isDigit(plain.at(end)))
                ++end;
            token.digits = int(std::min(end - i, kMostDigits + 1));
            if (end - i <= kMostDigits)
                token.number = QStringView(plain).sliced(i, end - i).toInt();
        } else if (c.isLetter()) {
            while (end < plain.size() && (plain.at(end).isLetter() || plain.at(end).isMark()))
                ++end;
            token.word = plain.sliced(i, std::min(end - i, kLongestKnownWord + 1));
            token.month = monthNumber(token.word);
            if (const auto known = vocabulary.constFind(foldedTimeWord(token.word));
                known != vocabulary.cend())
                token.meanings = &known.value();
        } else {
            token.mark = plainMark(c);
        }
        m_tokens.append(token);
        glued = true;
        i = end;
    }
}

const TimeTokens::Token *TimeTokens::token(qsizetype at) const
{
    return at >= 0 && at < m_tokens.size() ? &m_tokens.at(at) : nullptr;
}

std::optional<int> TimeTokens::value(qsizetype at, TimeRole role) const
{
    const Token *const found = token(at);
    if (!found || !found->meanings)
        return std::nullopt;
    for (const TimeMeaning &meaning : *found->meanings) {
        if (meaning.role == role)
            return meaning.value;
    }
    return std::nullopt;
}

bool TimeTokens::isUnit(qsizetype at, TimeUnit unit) const
{
    return value(at, TimeRole::Unit) == static_cast<int>(unit);
}

bool TimeTokens::isMark(qsizetype at, QStringView anyOf) const
{
    const Token *const found = token(at);
    return found && !found->mark.isNull() && anyOf.contains(found->mark);
}

bool TimeTokens::isPlainWord(qsizetype at) const
{
    const Token *const found = token(at);
    return found && !found->word.isEmpty() && !found->meanings;
}

bool TimeTokens::isGlued(qsizetype at) const
{
    const Token *const found = token(at);
    return found && found->glued;
}

QString TimeTokens::word(qsizetype at) const
{
    const Token *const found = token(at);
    return found ? found->word : QString();
}

int TimeTokens::month(qsizetype at) const
{
    const Token *const found = token(at);
    return found ? found->month : 0;
}

bool TimeTokens::canBegin(qsizetype at) const
{
    const Token *const found = token(at);
    return found && (found->meanings || found->month > 0 || found->digits > 0 || found->mark == u'\'');
}

int TimeTokens::digits(qsizetype at) const
{
    const Token *const found = token(at);
    return found ? found->digits : 0;
}

int TimeTokens::digitsValue(qsizetype at) const
{
    const Token *const found = token(at);
    return found ? found->number : -1;
}

std::optional<TimeTokens::Read> TimeTokens::number(qsizetype at) const
{
    if (digitsValue(at) >= 0)
        return Read{digitsValue(at), at + 1};
    const std::optional<int> first = value(at, TimeRole::Number);
    if (!first)
        return std::nullopt;
    int sum = *first;
    qsizetype next = at + 1;
    bool byTwenties = word(at) == "soixante"_L1; // soixante-quinze is seventy-five
    const auto pastDash = [this](qsizetype i) { return isDash(i) ? i + 1 : i; };
    if (sum == 4 && word(pastDash(next)).startsWith("vingt"_L1)) { // quatre-vingts
        sum = 80;
        byTwenties = true;
        next = pastDash(next) + 1;
    }
    // dix-sept, twenty-one, vingt et un, treinta y uno
    const qsizetype dashed = pastDash(next);
    const qsizetype joined = is(dashed, TimeRole::And) ? pastDash(dashed + 1) : dashed;
    const int second = value(joined, TimeRole::Number).value_or(0);
    const bool adds = sum >= 20 && sum % 10 == 0 && second > 0 && second < (byTwenties ? 20 : 10);
    if (adds || (sum == 10 && dashed > next && second >= 7 && second <= 9))
        return Read{sum + second, joined + 1};
    return Read{sum, next};
}

qsizetype TimeTokens::skip(qsizetype at, TimeRole role, int most) const
{
    while (most > 0 && is(at, role)) {
        ++at;
        --most;
    }
    return at;
}

qsizetype TimeTokens::skipJoins(qsizetype at) const
{
    for (int most = 3; most > 0 && is(at, TimeRole::Join); --most) {
        ++at;
        if (isMark(at, u"'") && isGlued(at) && digits(at + 1) == 0)
            ++at;
    }
    return at;
}

} // namespace CloneMemoria
