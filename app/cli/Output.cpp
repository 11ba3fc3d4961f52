#include "app/cli/Output.h"

#include "app/cli/TextLines.h"
#include "core/base/Environment.h"
#include "core/base/ErrorText.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstdio>
#include <utility>

#ifdef Q_OS_WIN
#include <io.h>
#else
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;
using Json = nlohmann::json;

namespace {
constexpr qsizetype kTableBlock = 32 * 1024;
constexpr int kUsualWidth = 80;
constexpr int kNarrowest = 20;

bool isTerminal(int descriptor)
{
#ifdef Q_OS_WIN
    return _isatty(descriptor) != 0;
#else
    return isatty(descriptor) != 0;
#endif
}

QString styled(const QString &text, Style style)
{
    if (text.isEmpty())
        return text;
    switch (style) {
    case Style::Plain:
        return text;
    case Style::Strong:
        return u"\x1b[1m"_s + text + u"\x1b[0m"_s;
    case Style::Muted:
        return u"\x1b[2m"_s + text + u"\x1b[0m"_s;
    case Style::Warning:
        break;
    }
    return u"\x1b[31m"_s + text + u"\x1b[0m"_s;
}

QByteArray dumped(const Json &value, int indent)
{
    return QByteArray::fromStdString(value.dump(indent, ' ', false, Json::error_handler_t::replace)) + '\n';
}
} // namespace

bool inputIsTerminal()
{
    return isTerminal(0);
}

Output::Output(bool json, bool verbose, const Environment &environment)
    : m_json(json)
    , m_verbose(verbose)
    , m_outIsTerminal(isTerminal(1))
    , m_errIsTerminal(isTerminal(2))
    , m_colours(environment.value(u"NO_COLOR"_s).isEmpty() && environment.value(u"TERM"_s) != "dumb"_L1)
    , m_movesCursor(environment.value(u"TERM"_s) != "dumb"_L1)
{ }

int Output::width() const
{
    if (!m_outIsTerminal)
        return 0;
#ifndef Q_OS_WIN
    winsize size = {};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
#endif
    return kUsualWidth;
}

void Output::writeBytes(const QByteArray &bytes)
{
    const auto size = static_cast<size_t>(bytes.size());
    clearProgress();
    if (m_readerIsGone)
        return;
    if (std::fwrite(bytes.constData(), 1, size, stdout) == size && std::fflush(stdout) == 0)
        return;
    m_readerIsGone = errno == EPIPE;
    m_broken = !m_readerIsGone;
    if (m_readerIsGone && m_onReaderGone)
        m_onReaderGone();
}

void Output::write(const QString &text, Style style)
{
    if (!m_outIsTerminal) {
        writeBytes(text.toUtf8());
        return;
    }
    const QString safe = withoutControls(text);
    writeBytes((m_colours ? styled(safe, style) : safe).toUtf8());
}

void Output::writeLine(const QString &text, Style style)
{
    write(text, style);
    writeBytes("\n");
}

void Output::writeIndented(const QString &text, int indent)
{
    const int columns = width();
    if (columns == 0) {
        writeLine(QString(indent, u' ') + text.simplified());
        return;
    }
    for (const QString &line : wrapped(text, qMax(columns - indent, kNarrowest)))
        writeLine(line.isEmpty() ? line : QString(indent, u' ') + line);
}

void Output::table(const QStringList &headings, const QList<QStringList> &rows)
{
    QList<qsizetype> widths(headings.size(), 0);
    QList<QStringList> cells{headings};
    for (const QStringList &row : rows) {
        QStringList clean;
        for (const QString &cell : row)
            clean.append(cell.simplified());
        cells.append(clean);
    }
    for (const QStringList &row : std::as_const(cells)) {
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = qMax(widths.at(i), row.at(i).size());
    }
    QString block; // a line at a time is slow where there are a hundred thousand
    for (qsizetype line = 0; line < cells.size(); ++line) {
        QString text;
        for (qsizetype i = 0; i < cells.at(line).size(); ++i) {
            const bool last = i + 1 == cells.at(line).size();
            text += last ? cells.at(line).at(i) : cells.at(line).at(i).leftJustified(widths.at(i) + 2);
        }
        while (text.endsWith(u' '))
            text.chop(1);
        if (line == 0) {
            writeLine(text, Style::Muted);
            continue;
        }
        block += text + u'\n';
        if (block.size() > kTableBlock)
            write(std::exchange(block, {}));
    }
    if (!block.isEmpty())
        write(block);
}

void Output::document(const nlohmann::json &value)
{
    writeBytes(dumped(value, m_outIsTerminal ? 2 : -1));
}

void Output::documentLine(const nlohmann::json &value)
{
    writeBytes(dumped(value, -1));
}

void Output::writeError(const QString &text, Style style)
{
    clearProgress();
    QString shown = m_errIsTerminal ? withoutControls(text) : text;
    if (m_errIsTerminal && m_colours)
        shown = styled(shown, style);
    const QByteArray bytes = shown.toUtf8() + '\n';
    // Nobody is left to be told where this fails.
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stderr);
    std::fflush(stderr);
}

void Output::progress(const QString &text)
{
    if (m_json || !m_errIsTerminal || !m_movesCursor)
        return;
    clearProgress();
    const QByteArray bytes = withoutControls(text).simplified().left(78).toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stderr);
    std::fflush(stderr);
    m_progress = true;
}

void Output::clearProgress()
{
    if (!std::exchange(m_progress, false))
        return;
    std::fputs("\r\x1b[2K", stderr);
    std::fflush(stderr);
}

void Output::note(const QString &text)
{
    if (!m_json && m_errIsTerminal)
        writeError(text, Style::Muted);
}

void Output::tell(const char *what, const Error &error)
{
    const QString sentence = describe(error).sentence;
    // What a server said is often the whole cure.
    const bool fromServer = error.httpStatus >= 400 || error.code == "server-error"_L1;
    if (!m_json) {
        writeError(sentence, Style::Warning);
        if (!m_verbose && fromServer && !error.detail.isEmpty())
            writeError(u"  "_s + error.detail, Style::Muted);
        if (m_verbose) {
            writeError(u"  kind: "_s + toString(error.kind), Style::Muted);
            if (!error.code.isEmpty())
                writeError(u"  code: "_s + error.code, Style::Muted);
            if (error.httpStatus != 0)
                writeError(u"  HTTP status: "_s + QString::number(error.httpStatus), Style::Muted);
            if (!error.detail.isEmpty())
                writeError(u"  detail: "_s + error.detail, Style::Muted);
        }
        return;
    }
    Json told{{what, sentence.toStdString()}, {"kind", toString(error.kind).toStdString()}};
    if (!error.code.isEmpty())
        told["code"] = error.code.toStdString();
    if (error.httpStatus != 0)
        told["http_status"] = error.httpStatus;
    if ((m_verbose || fromServer) && !error.detail.isEmpty())
        told["detail"] = error.detail.toStdString();
    writeError(QString::fromUtf8(dumped(told, -1).trimmed()));
}

void Output::warning(const Error &error)
{
    tell("warning", error);
}

void Output::error(const Error &error)
{
    tell("error", error);
}

void Output::wrongUse(const QString &sentence, const QString &command)
{
    if (m_json) {
        const Json told{{"error", sentence.toStdString()},
                        {"kind", toString(ErrorKind::InvalidInput).toStdString()}};
        writeError(QString::fromUtf8(dumped(told, -1).trimmed()));
        return;
    }
    writeError(sentence, Style::Warning);
    writeError(u"How to use it: clonememoria-cli %1--help"_s.arg(command.isEmpty() ? QString()
                                                                                   : command + u' '),
               Style::Muted);
}

bool Output::flush()
{
    clearProgress();
    return m_readerIsGone || (std::fflush(stdout) == 0 && !m_broken);
}

} // namespace CloneMemoria::Cli
