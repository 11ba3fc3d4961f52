#include "core/archive/CardMacros.h"

#include <QRegularExpression>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
struct PronounWords
{
    QString one;   ///< in the middle of a sentence
    QString ones;  ///< "…'s"
    bool isSpoken; ///< to whom is meant
};

QString withCharacter(QString text, const CardNames &names)
{
    // The older forms are still met with. "\1" in a name would be a part of what was found: so no regular expression.
    for (const QLatin1StringView macro : {"{{char}}"_L1, "<bot>"_L1, "<char>"_L1})
        text.replace(macro, names.character, Qt::CaseInsensitive);
    return text;
}

bool beginsSentence(const QString &text)
{
    if (text.isEmpty() || text.endsWith(u'\n'))
        return true;
    return text.size() >= 2 && text.back().isSpace()
           && QStringView(u".!?…").contains(text.at(text.size() - 2));
}

// "Hello, {{user}}!": what is before ends with a comma, and the sentence ends.
bool isAddress(QStringView before, QStringView after)
{
    const QStringView next = after.trimmed();
    return before.trimmed().endsWith(u',')
           && (next.isEmpty() || QStringView(u".!?…*\"”").contains(next.front()));
}

QString capitalised(QString word)
{
    if (!word.isEmpty())
        word[0] = word.at(0).toUpper();
    return word;
}

QString withoutComma(QString text)
{
    while (!text.isEmpty() && (text.back().isSpace() || text.back() == u','))
        text.chop(1);
    return text;
}

// For a user who has no name: a pronoun, or what serves as one.
QString withPronoun(const QString &text, const PronounWords &words)
{
    static const QRegularExpression macro(uR"((?:\{\{user\}\}|<user>)(['’]s\b)?)"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    QString result;
    qsizetype done = 0;
    for (auto matches = macro.globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        result += QStringView(text).sliced(done, match.capturedStart() - done);
        done = match.capturedEnd();
        const bool owns = match.capturedLength(1) > 0;
        if (words.isSpoken && !owns && isAddress(result, QStringView(text).sliced(done))) {
            result = withoutComma(std::move(result));
            continue;
        }
        const QString word = owns ? words.ones : words.one;
        result += beginsSentence(result) ? capitalised(word) : word;
    }
    result += QStringView(text).sliced(done);
    return result;
}

QString withUser(QString text, const QString &user)
{
    for (const QLatin1StringView macro : {"{{user}}"_L1, "<user>"_L1})
        text.replace(macro, user, Qt::CaseInsensitive);
    return text;
}
} // namespace

QString describedText(const QString &text, const CardNames &names)
{
    const QString named = withCharacter(text, names);
    return names.user.isEmpty() ? withPronoun(named, {u"the user"_s, u"the user's"_s, false})
                                : withUser(named, names.user);
}

QString addressedText(const QString &text, const CardNames &names)
{
    const QString named = withCharacter(text, names);
    return names.user.isEmpty() ? withPronoun(named, {u"you"_s, u"your"_s, true})
                                : withUser(named, names.user);
}

QString dialogueText(const QString &text, const CardNames &names)
{
    static const QRegularExpression mark(uR"(^[ \t]*<START>[ \t]*$)"_s,
                                         QRegularExpression::CaseInsensitiveOption
                                             | QRegularExpression::MultilineOption);
    QString result = withUser(withCharacter(text, names), names.user.isEmpty() ? u"User"_s : names.user);
    return result.remove(mark).trimmed();
}

} // namespace CloneMemoria
