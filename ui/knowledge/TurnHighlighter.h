#pragma once

#include <QSet>
#include <QSyntaxHighlighter>

namespace CloneMemoria {

class Theme;

/// Makes the speakers' names stand out where a chat is read: each at the beginning of what it said ("Anna: …").
class TurnHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    TurnHighlighter(Theme &theme, QTextDocument *document);

    /// For what is put into the document from now on; none: it is no chat.
    void setSpeakers(const QSet<QString> &speakers);
    /// How long the name is that the line begins with, its colon too; 0: it begins with none.
    int nameLength(const QString &line) const;

protected:
    void highlightBlock(const QString &text) override;

private:
    Theme &m_theme;
    QSet<QString> m_speakers;
    int m_longest = 0;
};

} // namespace CloneMemoria
