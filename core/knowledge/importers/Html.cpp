#include "core/knowledge/importers/Html.h"

#include "core/knowledge/importers/Encoding.h"
#include "core/knowledge/importers/HtmlBlocks.h"

#include <QRegularExpression>

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// libxml2 calls this program, and this calls HtmlBlocks.
class HtmlParser
{
public:
    HtmlParser(const std::function<Result<QString>()> &next,
               const std::function<Result<void>(const QString &)> &out, HtmlHead &head)
        : m_next(next)
        , m_blocks(
              [this, &out](const QString &text) {
                  if (m_state)
                      m_state = out(text);
              },
              head)
    { }

    Result<void> parse()
    {
        xmlInitParser();
        const std::unique_ptr<htmlParserCtxt, void (*)(htmlParserCtxtPtr)> context(htmlNewParserCtxt(),
                                                                                   htmlFreeParserCtxt);
        if (!context)
            return fail(ErrorKind::Storage, u"no memory"_s);
        m_context = context.get();
        *context->sax = handlers();
        context->userData = this;
        const xmlDocPtr document = htmlCtxtReadIO(context.get(), &HtmlParser::read, nullptr, this, nullptr,
                                                  "UTF-8",
                                                  HTML_PARSE_RECOVER | HTML_PARSE_NOERROR
                                                      | HTML_PARSE_NOWARNING | HTML_PARSE_NONET
                                                      | HTML_PARSE_IGNORE_ENC);
        if (document)
            xmlFreeDoc(document);
        m_context = nullptr;
        if (m_state)
            m_blocks.finish();
        if (m_state && m_tooDeep)
            return fail(ErrorKind::InvalidInput, u"elements nested too deep"_s, u"file-too-large"_s);
        return m_state;
    }

private:
    static htmlSAXHandler handlers()
    {
        htmlSAXHandler handler;
        std::memset(&handler, 0, sizeof handler);
        handler.startElement = [](void *self, const xmlChar *name, const xmlChar **attributes) {
            static_cast<HtmlParser *>(self)->start(name, attributes);
        };
        handler.endElement = [](void *self, const xmlChar *) {
            static_cast<HtmlParser *>(self)->m_blocks.end();
        };
        handler.characters = [](void *self, const xmlChar *text, int size) {
            static_cast<HtmlParser *>(self)->characters(text, size);
        };
        handler.ignorableWhitespace = handler.characters;
        return handler;
    }

    static int read(void *self, char *buffer, int size)
    {
        return static_cast<HtmlParser *>(self)->fill(buffer, size);
    }

    // As much as is asked for: a first piece of less than four bytes would be taken for all there is.
    int fill(char *buffer, int size)
    {
        int filled = 0;
        while (filled < size && m_state && !m_atEnd) {
            const qsizetype taken = std::min(qsizetype(size - filled), m_bytes.size() - m_taken);
            std::memcpy(buffer + filled, m_bytes.constData() + m_taken, size_t(taken));
            filled += int(taken);
            m_taken += taken;
            if (m_taken == m_bytes.size())
                refill();
        }
        return filled;
    }

    void refill()
    {
        Result<QString> text = m_next();
        if (!text) {
            m_state = fail(std::move(text).error());
            return;
        }
        m_atEnd = text->isEmpty();
        text->remove(QChar(0)); // ends a text in the eyes of libxml2
        m_bytes = text->toUtf8();
        m_taken = 0;
    }

    void start(const xmlChar *name, const xmlChar **attributes)
    {
        QList<HtmlBlocks::Attribute> list;
        for (int i = 0; attributes && attributes[i]; i += 2)
            list.append(HtmlBlocks::Attribute{reinterpret_cast<const char *>(attributes[i]),
                                              reinterpret_cast<const char *>(
                                                  attributes[i + 1] ? attributes[i + 1] : attributes[i])});
        m_tooDeep = m_tooDeep || !m_blocks.start(reinterpret_cast<const char *>(name), list);
        stopWhereDone();
    }

    void characters(const xmlChar *text, int size)
    {
        m_blocks.text(QString::fromUtf8(reinterpret_cast<const char *>(text), size));
        stopWhereDone();
    }

    void stopWhereDone()
    {
        if (!m_state || m_tooDeep)
            xmlStopParser(m_context);
    }

    const std::function<Result<QString>()> &m_next;
    HtmlBlocks m_blocks;
    htmlParserCtxtPtr m_context = nullptr;
    Result<void> m_state;
    QByteArray m_bytes;
    qsizetype m_taken = 0;
    bool m_atEnd = false;
    bool m_tooDeep = false;
};

QByteArray declaredCharset(const QByteArray &head)
{
    constexpr qsizetype kSearched = 4096;
    static const QRegularExpression kMeta(uR"(<meta\s[^>]*charset\s*=\s*["']?\s*([A-Za-z0-9._:-]+))"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression kXml(uR"(^\s*<\?xml\s[^>]*encoding\s*=\s*["']([A-Za-z0-9._:-]+))"_s);
    const QString start = QString::fromLatin1(head.left(kSearched));
    for (const QRegularExpression &expression : {kMeta, kXml}) {
        if (const auto match = expression.match(start); match.hasMatch())
            return match.captured(1).toLatin1().toLower();
    }
    return {};
}
} // namespace

TextDecoder htmlDecoder(const QByteArray &head, bool isWhole, const QByteArray &charset)
{
    const auto isAscii = [](char c) { return uchar(c) < 0x80 && c != 0x1B; };
    if (encodingOfMark(head) || utf16WithoutMark(head))
        return TextDecoder();
    const QByteArray name = charset.isEmpty() ? declaredCharset(head) : charset.toLower();
    // A page that is read as bytes can't be in UTF-16, and one that is UTF-8 hardly looks so by chance.
    const bool looksUtf8 = !std::all_of(head.cbegin(), head.cend(), isAscii) && isUtf8(head, isWhole);
    if (name.isEmpty() || name.startsWith("utf-") || looksUtf8)
        return TextDecoder();
    // A page whose bytes say so in ASCII can't be in what reads ASCII as something else: UTF-16 by one of its many names.
    QStringDecoder trial = decoderNamed(name);
    if (charset.isEmpty() && trial.isValid() && QString(trial("meta")) != "meta"_L1)
        return TextDecoder();
    return TextDecoder(decoderNamed(name));
}

Result<void> readHtml(const std::function<Result<QString>()> &next,
                      const std::function<Result<void>(const QString &)> &out, HtmlHead &head)
{
    return HtmlParser(next, out, head).parse();
}

QString htmlToText(const QString &html)
{
    QString text;
    HtmlHead head;
    bool given = false;
    // Only nesting can go wrong here, and what came before it is worth keeping.
    const Result<void> read = readHtml(
        [&]() -> Result<QString> { return std::exchange(given, true) ? QString() : html; },
        [&](const QString &piece) -> Result<void> {
            text += piece;
            return {};
        },
        head);
    Q_UNUSED(read)
    return text;
}

QString htmlToText(const QByteArray &html, const QByteArray &charset)
{
    TextDecoder decoder = htmlDecoder(html, true, charset);
    const std::optional<QString> text = decoder.decode(html);
    const std::optional<QString> rest = text ? decoder.finish() : std::nullopt;
    return rest ? htmlToText(*text + *rest) : QString();
}

} // namespace CloneMemoria
