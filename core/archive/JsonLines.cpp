#include "core/archive/JsonLines.h"

#include "core/archive/StoredJson.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

Result<bool> JsonLines::nextLine(QByteArray &line)
{
    line.clear();
    while (!m_ended) {
        const qsizetype end = m_block.indexOf('\n', m_at);
        line += end < 0 ? QByteArrayView(m_block).sliced(m_at)
                        : QByteArrayView(m_block).sliced(m_at, end - m_at);
        if (line.size() > kLongestLine)
            return fail(ErrorKind::InvalidInput, u"line %1 is too long"_s.arg(m_line), u"file-too-large"_s);
        if (end >= 0) {
            m_at = end + 1;
            return true;
        }
        CM_TRY_ASSIGN(block, m_entry.read());
        m_bytesRead += block.size();
        m_ended = block.isEmpty();
        m_block = std::move(block);
        m_at = 0;
    }
    return !line.isEmpty();
}

Result<bool> JsonLines::next(nlohmann::json &value)
{
    QByteArray line;
    do {
        ++m_line;
        CM_TRY_ASSIGN(found, nextLine(line));
        if (!found)
            return false;
    } while (line.trimmed().isEmpty());
    Result<nlohmann::json> parsed = parseJson(line);
    if (!parsed) {
        parsed.error().detail += u", line %1"_s.arg(m_line);
        return fail(parsed.error());
    }
    value = std::move(*parsed);
    return true;
}

} // namespace CloneMemoria
