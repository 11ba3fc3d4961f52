#include "app/cli/TextLines.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLongestCompared = 200;

// How many letters have to be put in, left out, changed, or swapped with their neighbour.
qsizetype slips(const QString &a, const QString &b)
{
    const auto width = static_cast<std::size_t>(b.size()) + 1;
    std::vector<qsizetype> before(width);
    std::vector<qsizetype> above(width);
    std::vector<qsizetype> row(width);
    std::iota(above.begin(), above.end(), 0);
    for (qsizetype i = 0; i < a.size(); ++i) {
        row[0] = i + 1;
        for (qsizetype j = 0; j < b.size(); ++j) {
            const auto at = static_cast<std::size_t>(j);
            row[at + 1] = std::min(
                {above[at + 1] + 1, row[at] + 1, above[at] + (a.at(i) != b.at(j) ? 1 : 0)});
            if (i > 0 && j > 0 && a.at(i) == b.at(j - 1) && a.at(i - 1) == b.at(j))
                row[at + 1] = std::min(row[at + 1], before[at - 1] + 1);
        }
        before.swap(above);
        above.swap(row);
    }
    return above.back();
}

bool turnsText(QChar c)
{
    return (c >= QChar(0x202A) && c <= QChar(0x202E)) || (c >= QChar(0x2066) && c <= QChar(0x2069));
}
} // namespace

QStringList wrapped(const QString &text, qsizetype width)
{
    QStringList lines;
    const QStringList paragraphs = text.split(u"\n\n"_s);
    for (const QString &paragraph : paragraphs) {
        if (&paragraph != &paragraphs.constFirst())
            lines.append(QString());
        QString line;
        const QStringList words = paragraph.simplified().split(u' ');
        for (const QString &word : words) {
            if (!line.isEmpty() && line.size() + 1 + word.size() > width)
                lines.append(std::exchange(line, {}));
            line += (line.isEmpty() ? QString() : u" "_s) + word;
        }
        lines.append(line);
    }
    return lines;
}

QString withoutControls(const QString &text)
{
    QString safe;
    safe.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'\n' || c == u'\t' || (c.category() != QChar::Other_Control && !turnsText(c)))
            safe += c;
    }
    return safe;
}

QString nearest(const QString &typed, const QStringList &words)
{
    const QString wanted = typed.simplified().toCaseFolded();
    if (wanted.isEmpty() || wanted.size() > kLongestCompared)
        return {};
    QString best;
    qsizetype fewest = std::clamp<qsizetype>(wanted.size() / 3, 1, 3) + 1;
    for (const QString &word : words) {
        const QString folded = word.toCaseFolded();
        const qsizetype distance = folded.startsWith(wanted) ? 0
                                                             : slips(wanted, folded.left(kLongestCompared));
        if (distance < fewest) {
            fewest = distance;
            best = word;
        }
    }
    return best;
}

} // namespace CloneMemoria::Cli
