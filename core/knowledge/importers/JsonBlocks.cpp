#include "core/knowledge/importers/JsonBlocks.h"

#include "core/knowledge/importers/Encoding.h"

namespace CloneMemoria {

namespace {
constexpr QByteArrayView kMark("\xEF\xBB\xBF");

bool isUtf16(const QByteArray &head)
{
    const auto mark = encodingOfMark(head);
    return (mark && mark != QStringConverter::Utf8) || (!mark && utf16WithoutMark(head));
}
} // namespace

JsonBlocks::JsonBlocks(const FileProbe &probe, DraftSink &sink)
    : m_bytes(probe, sink)
    , m_text(probe, sink)
    , m_isUtf8(!isUtf16(probe.head))
{ }

Result<QByteArray> JsonBlocks::next()
{
    if (!m_isUtf8) // whose decoder takes the mark
        return m_text.next().map([](const QString &text) { return text.toUtf8(); });
    CM_TRY_ASSIGN(block, m_bytes.next());
    if (!std::exchange(m_hasBegun, true) && block.startsWith(kMark))
        return block.sliced(kMark.size());
    return block;
}

QByteArray jsonHead(const FileProbe &probe)
{
    if (isUtf16(probe.head))
        return decodeText(probe.head).value_or(QString()).toUtf8().trimmed();
    const QByteArray head = probe.head.startsWith(kMark) ? probe.head.sliced(kMark.size()) : probe.head;
    return head.trimmed();
}

} // namespace CloneMemoria
