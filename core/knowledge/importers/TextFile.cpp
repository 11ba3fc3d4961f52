#include "core/knowledge/importers/TextFile.h"

#include "core/knowledge/importers/DraftWriter.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qint64 kBlockBytes = 256 * 1024;
} // namespace

BlockReader::BlockReader(const FileProbe &probe, DraftSink &sink)
    : m_probe(probe)
    , m_sink(sink)
    , m_file(probe.path)
{ }

Result<QByteArray> BlockReader::next()
{
    if (!m_file.isOpen() && !m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return refusal(m_probe, u"file-unreadable"_s, m_file.errorString());
    CM_TRY(m_sink.progress(m_read));
    const QByteArray block = m_file.read(kBlockBytes);
    if (m_file.error() != QFileDevice::NoError)
        return refusal(m_probe, u"file-unreadable"_s, m_file.errorString());
    m_read += block.size();
    return block;
}

TextReader::TextReader(const FileProbe &probe, DraftSink &sink, TextDecoder decoder)
    : m_probe(probe)
    , m_blocks(probe, sink)
    , m_decoder(std::move(decoder))
{ }

Result<QString> TextReader::next()
{
    while (!m_atEnd) {
        CM_TRY_ASSIGN(block, m_blocks.next());
        m_atEnd = block.isEmpty();
        const std::optional<QString> text = m_atEnd ? m_decoder.finish() : m_decoder.decode(block);
        if (!text)
            return refusal(m_probe, u"file-not-text"_s, u"control characters"_s);
        if (!text->isEmpty())
            return *text;
    }
    return QString();
}

Result<QByteArray> readWhole(const FileProbe &probe, DraftSink &sink)
{
    BlockReader reader(probe, sink);
    QByteArray all;
    while (true) {
        CM_TRY_ASSIGN(block, reader.next());
        if (block.isEmpty())
            return all;
        if (all.size() + block.size() > kMaxWholeFileBytes)
            return refusal(probe, u"file-too-large"_s, u"more than %1 bytes"_s.arg(kMaxWholeFileBytes));
        all += block;
    }
}

} // namespace CloneMemoria
