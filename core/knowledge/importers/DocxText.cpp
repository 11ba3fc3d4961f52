#include "core/knowledge/importers/DocxText.h"

#include <QSet>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// The transitional and the strict form of the format have namespaces of their own.
bool isWord(const QXmlStreamReader &xml)
{
    return xml.namespaceUri().contains("wordprocessingml"_L1);
}

QString attribute(const QXmlStreamAttributes &attributes, QLatin1StringView name)
{
    for (const QXmlStreamAttribute &attribute : attributes) {
        if (attribute.name() == name)
            return attribute.value().toString();
    }
    return {};
}

bool isOn(const QXmlStreamAttributes &attributes)
{
    const QString value = attribute(attributes, "val"_L1);
    return value != "0"_L1 && value != "false"_L1 && value != "off"_L1;
}

bool isSkipped(const QString &name)
{
    static const QSet<QString> kNames{u"del"_s,         u"moveFrom"_s,   u"instrText"_s,    u"delText"_s,
                                      u"pPrChange"_s,   u"rPrChange"_s,  u"sectPrChange"_s, u"tblPrChange"_s,
                                      u"tcPrChange"_s,  u"trPrChange"_s, u"sdtPr"_s,        u"rt"_s,
                                      u"delInstrText"_s};
    return kNames.contains(name);
}
} // namespace

void DocxStyles::start(const QXmlStreamReader &xml)
{
    if (!isWord(xml))
        return;
    const QXmlStreamAttributes attributes = xml.attributes();
    const QStringView name = xml.name();
    if (name == u"style") {
        m_current = attribute(attributes, "styleId"_L1);
        return;
    }
    if (m_current.isEmpty())
        return;
    Style &style = m_styles[m_current];
    const QString value = attribute(attributes, "val"_L1);
    if (name == u"name" && value.startsWith("heading "_L1, Qt::CaseInsensitive))
        style.level = value.mid(8).toInt();
    else if (name == u"name" && value.compare("title"_L1, Qt::CaseInsensitive) == 0)
        style.level = 1;
    else if (name == u"outlineLvl" && style.level == 0 && value.toInt() < 9)
        style.level = value.toInt() + 1;
    else if (name == u"numId")
        style.isListItem = value != "0"_L1;
    else if (name == u"basedOn")
        style.basedOn = value;
}

template <typename Visit>
void DocxStyles::visitChain(const QString &style, Visit visit) const
{
    constexpr int kLongestChain = 20; // it may be a ring
    QString id = style;
    for (int i = 0; i < kLongestChain && m_styles.contains(id); ++i) {
        const Style &found = m_styles[id];
        if (visit(found))
            return;
        id = found.basedOn;
    }
}

int DocxStyles::headingLevel(const QString &style) const
{
    int level = 0;
    visitChain(style, [&level](const Style &found) { return (level = found.level) > 0; });
    return level;
}

bool DocxStyles::isListItem(const QString &style) const
{
    bool isItem = false;
    visitChain(style, [&isItem](const Style &found) { return isItem = found.isListItem; });
    return isItem;
}

DocxText::DocxText(const DocxStyles &styles, const Notes &notes, Out out)
    : m_styles(styles)
    , m_notes(notes)
    , m_blocks([this, out = std::move(out)](const QString &text) {
        if (m_state)
            m_state = out(text);
    })
{ }

DocxText::DocxText(const DocxStyles &styles, Notes &found)
    : m_styles(styles)
    , m_notes(found)
    , m_notesFound(&found)
    , m_blocks([this](const QString &text) { m_noteText += text; })
{ }

void DocxText::start(const QXmlStreamReader &xml)
{
    // A text box is there twice, the second time for old programs.
    const bool isFallback = xml.name() == u"Fallback";
    const QString name = xml.name().toString();
    if (m_skipped > 0 || isFallback || (isWord(xml) && isSkipped(name))) {
        ++m_skipped;
        return;
    }
    if (isWord(xml))
        startElement(name, xml.attributes());
}

void DocxText::startElement(const QString &name, const QXmlStreamAttributes &attributes)
{
    if (name == "t"_L1) {
        m_inText = true;
    } else if (name == "p"_L1) {
        m_blocks.beginParagraph();
    } else if (name == "pPr"_L1) {
        m_inParagraphProperties = true;
        m_style.clear();
        m_listDepth = -1;
    } else if (name == "r"_L1) {
        m_runHidden = false;
    } else if (name == "tab"_L1 && !m_inParagraphProperties) {
        m_blocks.add(u" ");
    } else if (name == "br"_L1 || name == "cr"_L1) {
        m_blocks.breakLine();
    } else if (name == "noBreakHyphen"_L1) {
        m_blocks.add(u"-");
    } else if (name == "tbl"_L1) {
        m_blocks.beginTable();
    } else if (name == "tr"_L1) {
        m_blocks.beginRow();
    } else if (name == "tc"_L1) {
        m_blocks.beginCell();
    } else if (name == "txbxContent"_L1) {
        m_blocks.beginAside();
    } else if (name == "footnoteReference"_L1) {
        addNote(u"footnote:"_s + attribute(attributes, "id"_L1));
    } else if (name == "endnoteReference"_L1) {
        addNote(u"endnote:"_s + attribute(attributes, "id"_L1));
    } else if ((name == "footnote"_L1 || name == "endnote"_L1) && m_notesFound) {
        m_noteKey = name + u':' + attribute(attributes, "id"_L1);
    } else {
        startProperty(name, attributes);
    }
}

void DocxText::startProperty(const QString &name, const QXmlStreamAttributes &attributes)
{
    if (name == "vanish"_L1 && !m_inParagraphProperties)
        m_runHidden = isOn(attributes);
    if (!m_inParagraphProperties)
        return;
    if (name == "pStyle"_L1)
        m_style = attribute(attributes, "val"_L1);
    else if (name == "ilvl"_L1 && m_listDepth != -2)
        m_listDepth = std::max(0, attribute(attributes, "val"_L1).toInt());
    else if (name == "numId"_L1)
        m_listDepth = attribute(attributes, "val"_L1) == "0"_L1 ? -2 : std::max(0, m_listDepth);
}

void DocxText::beginBlock()
{
    const int level = m_styles.headingLevel(m_style);
    if (level > 0)
        m_blocks.beginHeading(level);
    else if (m_listDepth >= 0 || (m_listDepth == -1 && m_styles.isListItem(m_style)))
        m_blocks.beginItem(std::max(0, m_listDepth));
}

void DocxText::addNote(const QString &key)
{
    const QString note = m_notes.value(key);
    if (note.isEmpty())
        return;
    const QString mark = u"[%1]"_s.arg(++m_notesTold);
    m_blocks.add(mark);
    m_blocks.beginAside(mark + u' ');
    m_blocks.add(note);
    m_blocks.endAside();
}

void DocxText::end(const QXmlStreamReader &xml)
{
    if (m_skipped > 0) {
        --m_skipped;
        return;
    }
    if (!isWord(xml))
        return;
    const QStringView name = xml.name();
    if (name == u"t") {
        m_inText = false;
    } else if (name == u"pPr") {
        m_inParagraphProperties = false;
        beginBlock();
    } else if (name == u"p") {
        m_blocks.endBlock();
    } else if (name == u"r") {
        m_runHidden = false;
    } else if (name == u"tr") {
        m_blocks.endRow();
    } else if (name == u"tbl") {
        m_blocks.endTable();
    } else if (name == u"txbxContent") {
        m_blocks.endAside();
    } else if ((name == u"footnote" || name == u"endnote") && m_notesFound) {
        m_blocks.finish();
        m_notesFound->insert(m_noteKey, std::exchange(m_noteText, {}).simplified());
    }
}

void DocxText::text(const QXmlStreamReader &xml)
{
    if (m_inText && !m_runHidden && m_skipped == 0)
        m_blocks.add(xml.text());
}

Result<void> DocxText::finish()
{
    m_blocks.finish();
    return m_state;
}

} // namespace CloneMemoria
