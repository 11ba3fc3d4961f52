#include "core/knowledge/importers/OdtText.h"

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr auto kText = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"_L1;
constexpr auto kTable = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"_L1;
constexpr auto kOffice = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"_L1;
constexpr auto kDraw = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"_L1;

bool isLeftOut(const QXmlStreamReader &xml)
{
    const QStringView name = xml.name();
    if (xml.namespaceUri() == kOffice)
        return name == u"annotation" || name == u"forms" || name == u"scripts";
    return xml.namespaceUri() == kText
           && (name == u"tracked-changes" || name == u"table-of-content" || name == u"ruby-text"
               || name == u"hidden-text" || name == u"script");
}
} // namespace

OdtText::OdtText(std::function<Result<void>(const QString &)> out)
    : m_blocks([this, out = std::move(out)](const QString &text) {
        if (m_state)
            m_state = out(text);
    })
{ }

void OdtText::start(const QXmlStreamReader &xml)
{
    if (m_skipped > 0 || isLeftOut(xml))
        ++m_skipped;
    else if (xml.namespaceUri() == kText)
        startText(xml);
    else if (xml.namespaceUri() == kTable)
        startTable(xml.name());
    else if (xml.namespaceUri() == kDraw && xml.name() == u"text-box")
        m_blocks.beginAside();
}

void OdtText::startText(const QXmlStreamReader &xml)
{
    const QStringView name = xml.name();
    const auto number = [&xml](QLatin1StringView attribute) {
        return xml.attributes().value(kText, attribute).toInt();
    };
    if (name == u"p") {
        ++m_paragraphs;
        if (std::exchange(m_itemBegins, false))
            m_blocks.beginItem(m_lists - 1);
        else
            m_blocks.beginParagraph();
    } else if (name == u"h") {
        ++m_paragraphs;
        m_itemBegins = false;
        m_blocks.beginHeading(std::max(1, number("outline-level"_L1)));
    } else if (name == u"list") {
        ++m_lists;
    } else if (name == u"list-item" || name == u"list-header") {
        m_itemBegins = true;
    } else if (name == u"s" || name == u"tab") {
        m_blocks.add(u" ");
    } else if (name == u"line-break") {
        m_blocks.breakLine();
    } else if (name == u"note-citation") {
        m_inCitation = true;
        m_citation.clear();
    } else if (name == u"note-body") {
        const QString mark = u"[%1]"_s.arg(m_citation.simplified());
        m_blocks.add(mark);
        m_blocks.beginAside(mark + u' ');
    }
}

void OdtText::startTable(QStringView name)
{
    if (name == u"table")
        m_blocks.beginTable();
    else if (name == u"table-row")
        m_blocks.beginRow();
    else if (name == u"table-cell")
        m_blocks.beginCell();
}

void OdtText::end(const QXmlStreamReader &xml)
{
    if (m_skipped > 0) {
        --m_skipped;
        return;
    }
    const QStringView name = xml.name();
    if (xml.namespaceUri() == kText) {
        endText(name);
    } else if (xml.namespaceUri() == kTable) {
        if (name == u"table")
            m_blocks.endTable();
        else if (name == u"table-row")
            m_blocks.endRow();
    } else if (xml.namespaceUri() == kDraw && name == u"text-box") {
        m_blocks.endAside();
    }
}

void OdtText::endText(QStringView name)
{
    if (name == u"p" || name == u"h") {
        --m_paragraphs;
        m_blocks.endBlock();
    } else if (name == u"list") {
        --m_lists;
    } else if (name == u"list-item" || name == u"list-header") {
        m_itemBegins = false;
    } else if (name == u"note-citation") {
        m_inCitation = false;
    } else if (name == u"note-body") {
        m_blocks.endAside();
    }
}

void OdtText::text(const QXmlStreamReader &xml)
{
    if (m_skipped > 0)
        return;
    if (m_inCitation)
        m_citation += xml.text();
    else if (m_paragraphs > 0)
        m_blocks.add(xml.text());
}

Result<void> OdtText::finish()
{
    m_blocks.finish();
    return m_state;
}

} // namespace CloneMemoria
