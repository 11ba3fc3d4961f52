#include "core/knowledge/importers/LineReader.h"

#include "core/knowledge/importers/TextDecoder.h"

#include <QBuffer>
#include <QFile>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLineBlockBytes = 256 * 1024;

// UTF-8 needs none: its lines end where its bytes say so.
std::optional<QStringDecoder> wideDecoder(const QByteArray &bytes)
{
    const std::optional<QStringConverter::Encoding> encoding = QStringConverter::encodingForData(bytes);
    const bool isMarked = bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF")
                          || bytes.startsWith(QByteArrayView("\0\0\xFE\xFF", 4));
    if (!encoding || !isMarked)
        return std::nullopt;
    return QStringDecoder(*encoding);
}
} // namespace

LineReader::LineReader(const FileProbe &probe)
    : m_file(std::make_unique<QFile>(probe.path))
    , m_name(probe.name)
{ }

LineReader::LineReader(const FileProbe &probe, const QByteArray &bytes) : m_name(probe.name)
{
    auto buffer = std::make_unique<QBuffer>();
    buffer->setData(bytes);
    m_file = std::move(buffer);
}

Result<bool> LineReader::next(QString &line)
{
    qsizetype searchedTo = m_at;
    while (true) {
        qsizetype end = m_text.indexOf(u'\n', searchedTo);
        const bool isWhole = end >= 0;
        if (!isWhole && !m_atEnd && m_text.size() - m_at <= kLongestLine) {
            m_text.remove(0, m_at);
            m_at = 0;
            searchedTo = m_text.size();
            CM_TRY(fill());
            continue;
        }
        if (!isWhole)
            end = m_text.size();
        if (!isWhole && m_at >= end)
            return false;
        if (end - m_at > kLongestLine) {
            end = m_at + kLongestLine;
            if (m_text.at(end - 1).isHighSurrogate())
                --end;
            line = m_text.sliced(m_at, end - m_at);
            m_at = end;
            return true;
        }
        line = m_text.sliced(m_at, end - m_at);
        m_at = isWhole ? end + 1 : end;
        if (line.endsWith(u'\r'))
            line.chop(1);
        return true;
    }
}

Result<void> LineReader::fill()
{
    const auto unreadable = [this] {
        return fail(ErrorKind::InvalidInput, m_file->errorString(), u"file-unreadable"_s, m_name);
    };
    if (!m_file->isOpen() && !m_file->open(QIODevice::ReadOnly))
        return unreadable();
    const bool isFirst = m_bytesRead == 0;
    QByteArray block(kLineBlockBytes, Qt::Uninitialized);
    const qint64 got = m_file->read(block.data(), block.size());
    if (got < 0)
        return unreadable();
    block.truncate(got);
    m_bytesRead += block.size();
    m_atEnd = block.isEmpty();
    if (isFirst)
        m_decoder = wideDecoder(block);
    m_bytes += block;
    // Cut after a line, so that no character and no line is taken apart.
    qsizetype cut = m_decoder || m_atEnd ? m_bytes.size() : m_bytes.lastIndexOf('\n') + 1;
    if (cut == 0 && m_bytes.size() > 4 * kLongestLine)
        cut = m_bytes.size();
    const QByteArray ready = m_bytes.first(cut);
    m_bytes.remove(0, cut);
    return decode(ready);
}

Result<void> LineReader::decode(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return {};
    if (m_decoder) {
        QString text = (*m_decoder)(bytes);
        if (text.contains(QChar(u'\0')))
            return fail(ErrorKind::InvalidInput, u"NUL characters"_s, u"file-not-text"_s, m_name);
        if (text.startsWith(QChar::ByteOrderMark))
            text.remove(0, 1);
        m_text += text;
        return {};
    }
    const std::optional<QString> text = decodeText(bytes);
    if (!text)
        return fail(ErrorKind::InvalidInput, u"control characters"_s, u"file-not-text"_s, m_name);
    m_text += *text;
    if (m_text.startsWith(QChar::ByteOrderMark))
        m_text.remove(0, 1);
    return {};
}

QStringList linesOfHead(const FileProbe &probe)
{
    QByteArray head = probe.head;
    if (!probe.isWhole() && !wideDecoder(head)) {
        // A character at the end may be cut, which would look like another encoding.
        const qsizetype lastLine = head.lastIndexOf('\n');
        if (lastLine > 0)
            head.truncate(lastLine);
    }
    const std::optional<QString> text = decodeText(head);
    if (!text)
        return {};
    QStringList lines = text->split(u'\n');
    for (QString &line : lines) {
        if (line.endsWith(u'\r'))
            line.chop(1);
    }
    if (!probe.isWhole() && wideDecoder(head))
        lines.removeLast();
    return lines;
}

} // namespace CloneMemoria
