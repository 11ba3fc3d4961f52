#include "app/cli/ShellWords.h"

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
bool isDigits(const QString &text)
{
    for (const QChar c : text) {
        if (c < u'0' || c > u'9')
            return false;
    }
    return !text.isEmpty();
}

/// The line from its begin to its end, one character after the other.
class Reader
{
public:
    Reader(Shell shell, const QString &breaks) : m_shell(shell), m_breaks(breaks) { }

    void take(QChar c)
    {
        if (m_escaped)
            takeEscaped(c);
        else if (c == u'\\' && escapes())
            m_escaped = true;
        else if (!m_line.quote.isNull())
            takeQuoted(c);
        else
            takePlain(c);
    }

    TypedLine end()
    {
        if (m_line.quote.isNull() && m_brokenAt > m_line.kept)
            m_line.kept = m_brokenAt;
        return std::move(m_line);
    }

private:
    bool escapes() const { return m_line.quote != u'\'' || m_shell == Shell::Fish; }

    void add(QChar c)
    {
        m_begun = true;
        m_line.current += c;
    }

    void takeEscaped(QChar c)
    {
        m_escaped = false;
        // Between quotes a backslash stands for itself but before a few.
        const QLatin1StringView special = m_line.quote == u'\''    ? "'\\"_L1
                                          : m_shell == Shell::Fish ? "\"$\\"_L1
                                                                   : "\"$\\`"_L1;
        if (!m_line.quote.isNull() && !special.contains(c))
            add(u'\\');
        add(c);
    }

    void takeQuoted(QChar c)
    {
        if (c == m_line.quote) {
            m_line.quote = QChar();
            m_line.kept = m_keptBefore;
        } else {
            add(c);
        }
    }

    void takePlain(QChar c)
    {
        if (c == u'\'' || c == u'"') {
            m_begun = true;
            m_line.quote = c;
            m_keptBefore = m_line.kept;
            m_line.kept = m_line.current.size();
        } else if (c == u'<' || c == u'>') {
            if (isDigits(m_line.current)) // the number of what is redirected
                dropWord();
            endWord();
            m_line.redirects = true;
        } else if (c == u' ' || c == u'\t' || c == u'\n') {
            endWord();
        } else {
            add(c);
            if (m_breaks.contains(c))
                m_brokenAt = m_line.current.size();
        }
    }

    void dropWord()
    {
        m_line.current.clear();
        m_begun = false;
        m_brokenAt = 0;
        m_line.kept = 0;
    }

    void endWord()
    {
        if (!m_begun)
            return;
        if (!m_line.redirects)
            m_line.words.append(m_line.current);
        m_line.redirects = false;
        dropWord();
    }

    Shell m_shell;
    QString m_breaks;
    TypedLine m_line;
    qsizetype m_brokenAt = 0;   ///< in the current word, after the last break that is outside of quotes
    qsizetype m_keptBefore = 0; ///< before the quote that is open
    bool m_begun = false;       ///< the current word, which may be empty between its quotes
    bool m_escaped = false;
};
} // namespace

TypedLine readTypedLine(const QString &line, Shell shell, const QString &breaks)
{
    Reader reader(shell, breaks);
    for (const QChar c : line)
        reader.take(c);
    return reader.end();
}

QString quotedForBash(const QString &text, QChar quote)
{
    QString quoted;
    for (const QChar c : text) {
        if (quote == u'\'') {
            quoted += c == u'\'' ? u"'\\''"_s : QString(c);
            continue;
        }
        const bool plain = c.unicode() > 0x7F || c.isLetterOrNumber() || "_-./,+@%=:"_L1.contains(c);
        if (quote == u'"' ? "\"$\\`"_L1.contains(c) : !plain)
            quoted += u'\\';
        quoted += c;
    }
    return quoted;
}

} // namespace CloneMemoria::Cli
