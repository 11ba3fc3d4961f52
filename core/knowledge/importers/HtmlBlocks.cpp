#include "core/knowledge/importers/HtmlBlocks.h"

#include "core/knowledge/importers/Importer.h"

#include <QHash>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kDeepest =
    4096; // unclosed elements are nested in the eyes of a parser, in old pages by the hundred
constexpr qsizetype kLongestHeard = 1000;

bool isHidden(const QList<HtmlBlocks::Attribute> &attributes)
{
    for (const auto &[name, value] : attributes) {
        if (name == "hidden" || (name == "aria-hidden" && value == "true"))
            return true;
        if (name != "style")
            continue;
        QByteArray style = value.toByteArray().toLower();
        style.removeIf([](char c) { return c == ' ' || c == '\n' || c == '\t'; });
        if (style.contains("display:none") || style.contains("visibility:hidden")
            || style.contains("mso-hide:all"))
            return true;
    }
    return false;
}
} // namespace

HtmlBlocks::Role HtmlBlocks::roleOf(QByteArrayView name)
{
    static const QHash<QByteArray, Role> roles = [] {
        QHash<QByteArray, Role> all{
            {"title", Role::Title},      {"blockquote", Role::Quote}, {"ol", Role::OrderedList},
            {"li", Role::Item},          {"dd", Role::Definition},    {"br", Role::Break},
            {"table", Role::Table},      {"tr", Role::Row},           {"td", Role::Cell},
            {"th", Role::Cell},          {"pre", Role::Preformatted}, {"listing", Role::Preformatted},
            {"xmp", Role::Preformatted},
        };
        const auto put = [&all](Role role, const char *names) {
            for (const QByteArray &name : QByteArray(names).split(' '))
                all.insert(name, role);
        };
        put(Role::Skipped,
            "script style noscript template nav object embed applet iframe frame canvas select option "
            "button textarea svg math audio video map datalist rt rp");
        put(Role::Heading, "h1 h2 h3 h4 h5 h6");
        put(Role::Block,
            "p div section article header footer main aside address figure figcaption center form fieldset "
            "legend details summary dl dt hr body caption");
        put(Role::List, "ul menu dir");
        return all;
    }();
    return roles.value(QByteArray::fromRawData(name.data(), name.size()), Role::Other);
}

HtmlBlocks::HtmlBlocks(BlockText::Out out, HtmlHead &head) : m_blocks(std::move(out)), m_head(head) { }

bool HtmlBlocks::start(QByteArrayView name, const QList<Attribute> &attributes)
{
    const qsizetype depth = m_depth++;
    if (m_depth > kDeepest)
        return false;
    if (m_skippedFrom >= 0)
        return true;
    const Role role = roleOf(name);
    if (role == Role::Skipped || isHidden(attributes)) {
        m_skippedFrom = depth;
        return true;
    }
    if (role == Role::Other || m_open.size() >= kMaxNesting)
        return true;
    Element element{.role = role, .depth = depth};
    if (role == Role::Heading)
        element.level = name.at(1) - '0';
    begin(element);
    m_open.append(element);
    return true;
}

void HtmlBlocks::begin(Element &element)
{
    switch (element.role) {
    case Role::Title:
        if (m_head.title.isEmpty() && !m_heard)
            m_heard = &m_head.title;
        break;
    case Role::Heading:
        m_blocks.beginHeading(element.level);
        if (element.level <= 2 && m_head.heading.isEmpty() && !m_heard)
            m_heard = &m_head.heading;
        break;
    case Role::Quote:
        ++m_quotes;
        beginBlock();
        break;
    case Role::List:
    case Role::OrderedList:
        if (m_lists++ == 0)
            beginBlock();
        break;
    case Role::Item:
        beginItem();
        break;
    case Role::Definition:
        m_blocks.beginItem(m_lists);
        break;
    case Role::Preformatted:
        ++m_preformatted;
        beginBlock();
        break;
    case Role::Break:
        m_blocks.breakLine();
        break;
    case Role::Table:
        m_blocks.beginTable();
        break;
    case Role::Row:
        m_blocks.beginRow();
        break;
    case Role::Cell:
        m_blocks.beginCell();
        break;
    case Role::Block:
        beginBlock();
        break;
    case Role::Other:
    case Role::Skipped:
        break;
    }
}

void HtmlBlocks::end()
{
    if (m_depth == 0)
        return;
    --m_depth;
    if (m_skippedFrom >= 0) {
        if (m_depth == m_skippedFrom)
            m_skippedFrom = -1;
        return;
    }
    if (m_open.isEmpty() || m_open.last().depth != m_depth)
        return;
    const Element element = m_open.takeLast();
    switch (element.role) {
    case Role::Title:
        m_heard = nullptr;
        break;
    case Role::Quote:
        --m_quotes;
        beginBlock();
        break;
    case Role::List:
    case Role::OrderedList:
        if (--m_lists == 0)
            beginBlock();
        break;
    case Role::Preformatted:
        --m_preformatted;
        beginBlock();
        break;
    case Role::Table:
        m_blocks.endTable();
        break;
    case Role::Row:
        m_blocks.endRow();
        break;
    case Role::Heading:
        m_heard = nullptr;
        m_blocks.endBlock();
        beginBlock();
        break;
    case Role::Block:
    case Role::Item:
    case Role::Definition:
        m_blocks.endBlock();
        beginBlock();
        break;
    case Role::Cell:
    case Role::Break:
    case Role::Other:
    case Role::Skipped:
        break;
    }
}

void HtmlBlocks::beginBlock()
{
    m_blocks.beginParagraph(u"> "_s.repeated(std::min(m_quotes, 4)));
}

void HtmlBlocks::beginItem()
{
    const auto list = std::find_if(m_open.rbegin(), m_open.rend(), [](const Element &element) {
        return element.role == Role::List || element.role == Role::OrderedList;
    });
    const bool isNumbered = list != m_open.rend() && list->role == Role::OrderedList;
    m_blocks.beginItem(m_lists - 1, isNumbered ? u"%1. "_s.arg(++list->items) : u"- "_s);
}

void HtmlBlocks::text(const QString &text)
{
    if (m_skippedFrom >= 0)
        return;
    if (m_heard && m_heard->size() < kLongestHeard)
        *m_heard += text.left(kLongestHeard);
    if (m_heard == &m_head.title && m_heard)
        return;
    if (m_preformatted > 0)
        m_blocks.addVerbatim(text);
    else
        m_blocks.add(text);
}

void HtmlBlocks::finish()
{
    m_blocks.finish();
}

} // namespace CloneMemoria
