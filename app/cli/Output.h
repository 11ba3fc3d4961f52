#pragma once

#include "core/base/Error.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria::Cli {

enum class Style { Plain, Strong, Muted, Warning };

/// Where everything goes that a command says: data to standard output, the rest to standard error. On a terminal
/// control characters are taken out of what is shown (a memory or a model must not steer the terminal) and styles are
/// shown unless NO_COLOR is set; elsewhere text goes out as it is. Main thread.
class Output
{
public:
    Output(bool json, bool verbose, bool colours);

    bool json() const { return m_json; }
    bool onTerminal() const { return m_outIsTerminal; }

    /// Data for a reader, at once.
    void write(const QString &text, Style style = Style::Plain);
    void writeLine(const QString &text = {}, Style style = Style::Plain);
    void writeBytes(const QByteArray &bytes);
    /// Rows under headings; line breaks in a cell become blanks.
    void table(const QStringList &headings, const QList<QStringList> &rows);

    /// The one JSON document of a command; indented on a terminal.
    void document(const nlohmann::json &json);
    /// One of many, each on its own line.
    void documentLine(const nlohmann::json &json);

    /// How far something long is, in one line that the next one, or anything else, takes the place of; only where note()
    /// says something.
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
    bool m_progress = false; ///< a line of it is shown
    bool m_broken = false;
    bool m_readerIsGone = false;
};

/// Whether standard input is a terminal, and so a person.
bool inputIsTerminal();

} // namespace CloneMemoria::Cli
