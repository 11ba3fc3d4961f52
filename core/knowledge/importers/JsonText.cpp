#include "core/knowledge/importers/JsonText.h"

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kShortValue = 60;
constexpr qsizetype kLongestPath = 1000;
} // namespace

JsonText::JsonText(std::function<Result<void>(const QString &)> out) : m_out(std::move(out)) { }

bool JsonText::beginObject()
{
    if (!m_levels.isEmpty() && m_levels.last().isArray)
        breakParagraph();
    return begin(false);
}

bool JsonText::beginArray()
{
    m_lineIsList = false;
    return begin(true);
}

bool JsonText::begin(bool isArray)
{
    if (m_levels.size() >= kMaxNesting)
        return false;
    m_levels.append({isArray, m_path.size()});
    return true;
}

void JsonText::end()
{
    const Level level = m_levels.takeLast();
    m_path.truncate(level.pathSize);
    m_lineIsList = false;
    if (!level.isArray && !m_levels.isEmpty() && m_levels.last().isArray)
        breakParagraph();
}

void JsonText::key(const QString &name)
{
    m_path.truncate(m_levels.last().pathSize);
    if (m_path.size() > kLongestPath)
        return;
    if (!m_path.isEmpty())
        m_path += u'.';
    m_path += name.left(kLongestPath).simplified();
}

void JsonText::value(const QString &text)
{
    const QString shown = text.trimmed();
    const bool isInList = !m_levels.isEmpty() && m_levels.last().isArray;
    if (shown.isEmpty())
        return;
    const bool isShort = shown.size() <= kShortValue && !shown.contains(u'\n');
    if (isInList && isShort && m_lineIsList && m_listPath == m_path) {
        put(u", "_s + shown);
        return;
    }
    if (m_any)
        put(m_atParagraph ? u"\n\n"_s : u"\n"_s);
    put(m_path.isEmpty() ? shown : m_path + u": "_s + shown);
    m_atParagraph = false;
    m_any = true;
    m_lineIsList = isInList && isShort;
    m_listPath = m_path;
}

void JsonText::endDocument()
{
    m_levels.clear();
    m_path.clear();
    breakParagraph();
}

void JsonText::breakParagraph()
{
    m_lineIsList = false;
    m_atParagraph = true;
}

void JsonText::put(const QString &text)
{
    if (m_state)
        m_state = m_out(text);
}

} // namespace CloneMemoria
