#include "core/knowledge/importers/Html.h"

#include "core/knowledge/importers/TextDecoder.h"

#include <QStringDecoder>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
QString decodedHtml(const QByteArray &html, const QByteArray &charset)
{
    if (!charset.isEmpty()) {
        QStringDecoder decoder(charset.constData());
        if (decoder.isValid())
            return decoder(html);
    }
    return decodeText(html).value_or(QString());
}

QString entityText(QStringView name)
{
    if (name.startsWith(u'#')) {
        const bool isHex = name.size() > 1 && name[1].toLower() == u'x';
        const uint code = name.sliced(isHex ? 2 : 1).toUInt(nullptr, isHex ? 16 : 10);
        const bool isCharacter = code > 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
        return isCharacter ? QString::fromUcs4(reinterpret_cast<const char32_t *>(&code), 1) : QString();
    }
    struct Entity
    {
        QStringView name;
        char16_t character;
    };
    static constexpr Entity kEntities[] = {{u"amp", u'&'},   {u"lt", u'<'},     {u"gt", u'>'},
                                           {u"quot", u'"'},  {u"apos", u'\''},  {u"nbsp", u' '},
                                           {u"ndash", u'–'}, {u"mdash", u'—'},  {u"hellip", u'…'},
                                           {u"auml", u'ä'},  {u"ouml", u'ö'},   {u"uuml", u'ü'},
                                           {u"szlig", u'ß'}, {u"eacute", u'é'}, {u"egrave", u'è'},
                                           {u"rsquo", u'’'}, {u"lsquo", u'‘'},  {u"euro", u'€'}};
    for (const Entity &entity : kEntities) {
        if (name == entity.name)
            return QString(QChar(entity.character));
    }
    return {};
}

class HtmlStripper
{
public:
    explicit HtmlStripper(const QString &html) : m_html(html) { }

    QString text()
    {
        while (m_at < m_html.size()) {
            const QChar c = m_html.at(m_at);
            if (c == u'<')
                takeTag();
            else if (c == u'&')
                takeEntity();
            else
                put(m_html.at(m_at++));
        }
        return m_text.trimmed();
    }

private:
    void takeTag()
    {
        if (m_html.mid(m_at, 4) == "<!--"_L1) {
            const qsizetype end = m_html.indexOf("-->"_L1, m_at);
            m_at = end < 0 ? m_html.size() : end + 3;
            return;
        }
        const qsizetype end = m_html.indexOf(u'>', m_at);
        if (end < 0) {
            m_at = m_html.size();
            return;
        }
        qsizetype nameEnd = m_at + 1;
        while (nameEnd < end && (m_html.at(nameEnd).isLetterOrNumber() || m_html.at(nameEnd) == u'/'))
            ++nameEnd;
        const QString tag = m_html.mid(m_at + 1, nameEnd - m_at - 1).toLower();
        m_at = end + 1;
        if (tag == "script"_L1 || tag == "style"_L1 || tag == "head"_L1) {
            const qsizetype close = m_html.indexOf("</"_L1 + tag, m_at, Qt::CaseInsensitive);
            m_at = close < 0 ? m_html.size() : close;
        } else if (tag == "blockquote"_L1) {
            breakLine();
            ++m_quoted;
        } else if (tag == "/blockquote"_L1) {
            breakLine();
            m_quoted = std::max(0, m_quoted - 1);
        } else if (tag == "br"_L1 || tag == "br/"_L1) {
            m_text += u'\n';
        } else if (tag == "p"_L1 || tag == "/p"_L1) {
            breakLine();
            if (!m_text.isEmpty() && !m_text.endsWith("\n\n"_L1))
                m_text += u'\n';
        } else if (tag == "div"_L1 || tag == "/div"_L1 || tag == "tr"_L1 || tag == "li"_L1
                   || tag == "hr"_L1) {
            breakLine();
        }
    }

    void takeEntity()
    {
        constexpr qsizetype kLongest = 12;
        const qsizetype end = m_html.indexOf(u';', m_at);
        const QString text = end > 0 && end - m_at < kLongest
                                 ? entityText(QStringView(m_html).sliced(m_at + 1, end - m_at - 1))
                                 : QString();
        if (text.isEmpty()) {
            put(m_html.at(m_at++));
            return;
        }
        for (const QChar c : text)
            put(c);
        m_at = end + 1;
    }

    void put(QChar c)
    {
        const bool isGap = c.isSpace();
        const bool isAtStart = m_text.isEmpty() || m_text.endsWith(u'\n');
        if (isGap && (isAtStart || m_text.endsWith(u' ')))
            return;
        if (isAtStart && m_quoted > 0)
            m_text += QString(m_quoted, u'>') + u' ';
        m_text += isGap ? QChar(u' ') : c;
    }

    void breakLine()
    {
        if (!m_text.isEmpty() && !m_text.endsWith(u'\n'))
            m_text += u'\n';
    }

    const QString &m_html;
    QString m_text;
    qsizetype m_at = 0;
    int m_quoted = 0;
};
} // namespace

QString htmlToText(const QByteArray &html, const QByteArray &charset)
{
    const QString decoded = decodedHtml(html, charset);
    return HtmlStripper(decoded).text();
}

} // namespace CloneMemoria
