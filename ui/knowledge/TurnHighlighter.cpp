#include "ui/knowledge/TurnHighlighter.h"

#include "ui/widgets/Theme.h"

#include <algorithm>

namespace CloneMemoria {

TurnHighlighter::TurnHighlighter(Theme &theme, QTextDocument *document)
    : QSyntaxHighlighter(document)
    , m_theme(theme)
{ }

void TurnHighlighter::setSpeakers(const QSet<QString> &speakers)
{
    m_speakers = speakers;
    m_longest = 0;
    for (const QString &name : speakers)
        m_longest = std::max(m_longest, int(name.size()));
}

int TurnHighlighter::nameLength(const QString &line) const
{
    // A name may have a colon itself.
    for (int colon = int(line.indexOf(u':')); colon > 0 && colon <= m_longest;
         colon = int(line.indexOf(u':', colon + 1))) {
        if (m_speakers.contains(line.left(colon)))
            return colon + 1;
    }
    return 0;
}

void TurnHighlighter::highlightBlock(const QString &text)
{
    if (m_speakers.isEmpty())
        return;
    if (const int length = nameLength(text); length > 0) {
        QTextCharFormat name;
        name.setFontWeight(QFont::DemiBold);
        name.setForeground(m_theme.color(Theme::Role::Accent));
        setFormat(0, length, name);
    }
}

} // namespace CloneMemoria
