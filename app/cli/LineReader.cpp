#include "app/cli/LineReader.h"

#include "app/cli/Input.h"

#include <QSocketNotifier>

#ifdef Q_OS_WIN
#include <QPointer>

#include <iostream>
#include <string>
#include <thread>
#else
#include <unistd.h>

#include <cerrno>
#endif

namespace CloneMemoria::Cli {

namespace {
constexpr qsizetype kLongestLine = 1024 * 1024; // bytes; what comes after them is dropped
}

LineReader::LineReader(QObject *parent) : QObject(parent) { }

LineReader::~LineReader() = default;

void LineReader::receive(const QByteArray &bytes)
{
    qsizetype start = 0;
    while (start < bytes.size()) {
        const qsizetype end = bytes.indexOf('\n', start);
        const qsizetype size = (end < 0 ? bytes.size() : end) - start;
        const qsizetype room = kLongestLine - m_buffer.size();
        m_buffer.append(bytes.constData() + start, qMin(size, room));
        if (end < 0)
            return;
        emitLine();
        start = end + 1;
    }
}

void LineReader::emitLine()
{
    if (m_buffer.endsWith('\r'))
        m_buffer.chop(1);
    const QString text = spokenText(m_buffer);
    m_buffer.clear();
    Q_EMIT line(text);
}

void LineReader::endInput()
{
    if (m_ended)
        return;
    m_ended = true;
    if (!m_buffer.isEmpty())
        emitLine();
    Q_EMIT ended();
}

#ifdef Q_OS_WIN

// A console can't be waited for together with the event loop there: a thread of its own reads it, and is left behind in
// its read when the program ends.
void LineReader::start()
{
    std::thread([reader = QPointer<LineReader>(this)] {
        std::string text;
        while (std::getline(std::cin, text)) {
            const QByteArray bytes = QByteArray::fromStdString(text) + '\n';
            QMetaObject::invokeMethod(
                reader.data(), [reader, bytes] { reader->receive(bytes); }, Qt::QueuedConnection);
        }
        QMetaObject::invokeMethod(
            reader.data(), [reader] { reader->endInput(); }, Qt::QueuedConnection);
    }).detach();
}

#else

void LineReader::start()
{
    m_notifier = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] { readAvailable(); });
}

// One read each time it is ready: standard input is left in blocking mode, which a terminal's other users share.
void LineReader::readAvailable()
{
    char bytes[16 * 1024];
    const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (count <= 0) {
        m_notifier->setEnabled(false);
        endInput();
        return;
    }
    receive(QByteArray(bytes, count));
}

#endif

} // namespace CloneMemoria::Cli
