#pragma once

#include "core/base/Error.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <nlohmann/json_fwd.hpp>

#include <functional>

namespace CloneMemoria {
class Environment;
} // namespace CloneMemoria

namespace CloneMemoria::Cli {

enum class Style { Plain, Strong, Muted, Warning };

/// Where everything goes that a command says: data to standard output, the rest to standard error. On a terminal
/// control characters are taken out of what is shown (a memory or a model must not steer the terminal) and styles are
/// shown unless NO_COLOR is set or TERM is dumb; elsewhere text goes out as it is. Main thread.
class Output
{
public:
    Output(bool json, bool verbose, const Environment &environment);

    bool json() const { return m_json; }
    bool onTerminal() const { return m_outIsTerminal; }
    /// Columns of the terminal that data goes to; 0 where it is none.
    int width() const;

    /// Called once, when whoever read standard output wants no more of it.
    void onReaderGone(std::function<void()> callback) { m_onReaderGone = std::move(callback); }

    /// Data for a reader, at once.
    void write(const QString &text, Style style = Style::Plain);
    void writeLine(const QString &text = {}, Style style = Style::Plain);
    void writeBytes(const QByteArray &bytes);
    /// Blanks, then text after them in lines as wide as the terminal; in one line where there is none.
    void writeIndented(const QString &text, int indent);
    /// Rows under headings; line breaks in a cell become blanks.
    void table(const QStringList &headings, const QList<QStringList> &rows);

    /// The one JSON document of a command; indented on a terminal.
    void document(const nlohmann::json &json);
    /// One of many, each on its own line.
    void documentLine(const nlohmann::json &json);

    /// How far something long is, in one line that the next one, or anything else, takes the place of; only where note()
    /// says something, and not on a terminal that can't take a line back.
    void progress(const QString &text);
    /// Something a person may like to know; only on a terminal, on standard error, never with --json.
    void note(const QString &text);
    /// Something that went not quite well, though the command did its work.
    void warning(const Error &error);
    void error(const Error &error);
    void wrongUse(const QString &sentence, const QString &command);

    /// Whether everything that was written has arrived (false on a full disk). A reader that has enough and goes, as
    /// "head" does, is no failure.
    bool flush();

private:
    void writeError(const QString &text, Style style = Style::Plain);
    void clearProgress();
    void tell(const char *what, const Error &error);

    bool m_json;
    bool m_verbose;
    bool m_outIsTerminal;
    bool m_errIsTerminal;
    bool m_colours;
    bool m_movesCursor; ///< the terminal can take a line back
    std::function<void()> m_onReaderGone;
    bool m_progress = false; ///< a line of it is shown
    bool m_broken = false;
    bool m_readerIsGone = false;
};

/// Whether standard input is a terminal, and so a person.
bool inputIsTerminal();

} // namespace CloneMemoria::Cli
