#include "ui/knowledge/ScoreWords.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr double kWorthTelling = 0.05; // of a score
constexpr qsizetype kWordsTold = 6;

struct Reason
{
    double share;
    QString words;
};

QString scoreText(const char *text)
{
    return QCoreApplication::translate("ScoreWords", text);
}

QString wordsReason(const QStringList &matched)
{
    if (matched.isEmpty())
        return scoreText(QT_TRANSLATE_NOOP("ScoreWords", "words that mean nearly the same"));
    return scoreText(QT_TRANSLATE_NOOP("ScoreWords", "words: %1"))
        .arg(matched.mid(0, kWordsTold).join(u", "_s));
}

QString timeReason(const QDateTime &happenedAt)
{
    const QDate date = happenedAt.toUTC().date();
    return scoreText(QT_TRANSLATE_NOOP("ScoreWords", "from %1"))
        .arg(QLocale().standaloneMonthName(date.month()) + u' ' + QString::number(date.year()));
}
} // namespace

QString whyFound(const RetrievedPassage &found)
{
    const ScoreParts &parts = found.parts;
    QList<Reason> reasons{
        {parts.words, wordsReason(found.matched)},
        {parts.meaning, scoreText(QT_TRANSLATE_NOOP("ScoreWords", "close in meaning"))},
        {parts.neighbours, scoreText(QT_TRANSLATE_NOOP("ScoreWords", "next to a good match"))},
        {parts.session, found.passage.speaker.isEmpty()
                            ? scoreText(QT_TRANSLATE_NOOP("ScoreWords", "from a text about this"))
                            : scoreText(QT_TRANSLATE_NOOP("ScoreWords", "from a talk about this"))},
    };
    if (!found.passage.speaker.isEmpty())
        reasons.append({parts.speaker,
                        scoreText(QT_TRANSLATE_NOOP("ScoreWords", "said by %1")).arg(found.passage.speaker)});
    if (found.passage.happenedAt.isValid())
        reasons.append({parts.time, timeReason(found.passage.happenedAt)});
    std::stable_sort(reasons.begin(), reasons.end(),
                     [](const Reason &a, const Reason &b) { return a.share > b.share; });
    QStringList told;
    for (const Reason &reason : std::as_const(reasons)) {
        if (reason.share >= kWorthTelling)
            told << reason.words;
    }
    return told.join(u" · "_s);
}

QString withWordsBold(const QString &text, const QStringList &words)
{
    QStringList patterns;
    for (const QString &word : words) {
        if (!word.isEmpty())
            patterns << QRegularExpression::escape(word);
    }
    QString html;
    qsizetype at = 0;
    const auto add = [&](const QString &piece) { html += piece.toHtmlEscaped().replace(u'\n', u"<br>"_s); };
    if (!patterns.isEmpty()) {
        const QRegularExpression any(u"(?:%1)"_s.arg(patterns.join(u'|')),
                                     QRegularExpression::CaseInsensitiveOption
                                         | QRegularExpression::UseUnicodePropertiesOption);
        auto matches = any.globalMatch(text);
        while (matches.hasNext()) {
            const QRegularExpressionMatch match = matches.next();
            add(text.sliced(at, match.capturedStart() - at));
            html += u"<b>"_s;
            add(match.captured());
            html += u"</b>"_s;
            at = match.capturedEnd();
        }
    }
    add(text.sliced(at));
    return html;
}

QString howWellItFits(double score)
{
    if (score >= 0.75)
        return scoreText(QT_TRANSLATE_NOOP("ScoreWords", "fits very well"));
    if (score >= 0.4)
        return scoreText(QT_TRANSLATE_NOOP("ScoreWords", "fits well"));
    return scoreText(QT_TRANSLATE_NOOP("ScoreWords", "fits a little"));
}

} // namespace CloneMemoria
