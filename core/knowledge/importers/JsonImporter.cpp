#include "core/knowledge/importers/JsonImporter.h"

#include "core/knowledge/importers/DraftWriter.h"
#include "core/knowledge/importers/Encoding.h"
#include "core/knowledge/importers/JsonBlocks.h"
#include "core/knowledge/importers/JsonText.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// A file's bytes, one after the other, as UTF-8. A string is in memory whole: one that is longer than this ends the
// reading.
class JsonBytes
{
public:
    JsonBytes(const FileProbe &probe, DraftSink &sink) : m_probe(probe), m_blocks(probe, sink) { }

    bool atEnd()
    {
        if (m_at == m_block.size() && m_state && !m_atEnd)
            refill();
        return m_at == m_block.size();
    }
    char current() const { return m_block.at(m_at); }
    void advance() { ++m_at; }
    void skipSpace()
    {
        while (!atEnd() && QByteArrayView(" \t\r\n").contains(current()))
            advance();
    }
    void somethingCame() { m_sinceLast = 0; }
    Result<void> state() const { return m_state; }

private:
    static constexpr qint64 kLongestToken = 64LL * 1024 * 1024;

    void refill()
    {
        m_sinceLast += m_block.size();
        if (m_sinceLast > kLongestToken) {
            m_state = refusal(m_probe, u"file-too-large"_s, u"a string without end"_s);
            return;
        }
        Result<QByteArray> block = m_blocks.next();
        if (!block) {
            m_state = fail(std::move(block).error());
            return;
        }
        m_block = *std::move(block);
        m_at = 0;
        m_atEnd = m_block.isEmpty();
    }

    FileProbe m_probe;
    JsonBlocks m_blocks;
    QByteArray m_block;
    qsizetype m_at = 0;
    qint64 m_sinceLast = 0;
    bool m_atEnd = false;
    Result<void> m_state;
};

// What nlohmann_json reads from. Copies go on where the original is: it makes some before it begins.
class JsonIterator
{
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char *;
    using reference = char;

    JsonIterator() = default;
    explicit JsonIterator(JsonBytes *bytes) : m_bytes(bytes) { }

    char operator*() const { return m_bytes->current(); }
    JsonIterator &operator++()
    {
        m_bytes->advance();
        return *this;
    }
    JsonIterator operator++(int)
    {
        JsonIterator before = *this;
        ++*this;
        return before;
    }
    // One of the two is the end.
    bool operator==(const JsonIterator &other) const { return isAtEnd() == other.isAtEnd(); }
    bool operator!=(const JsonIterator &other) const { return !(*this == other); }

private:
    bool isAtEnd() const { return !m_bytes || m_bytes->atEnd(); }

    JsonBytes *m_bytes = nullptr;
};

// Pictures and the like, as text: nothing that a person reads has so many letters without a space or a sign.
bool isPacked(const std::string &value)
{
    constexpr size_t kFewest = 256;
    constexpr std::string_view kMark = ";base64,";
    size_t start = 0;
    if (value.starts_with("data:")) {
        const size_t mark = value.find(kMark);
        start = mark == std::string::npos ? 0 : mark + kMark.size();
    }
    return value.size() >= kFewest
           && std::all_of(value.begin() + std::ptrdiff_t(start), value.end(), [](char c) {
                  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
                         || c == '+' || c == '/' || c == '=' || c == '-' || c == '_';
              });
}

class JsonEvents
{
public:
    using json = nlohmann::json;

    JsonEvents(JsonText &text, JsonBytes &bytes) : m_text(text), m_bytes(bytes) { }

    bool null() { return come(); }
    bool boolean(bool value) { return say(value ? u"true"_s : u"false"_s); }
    bool number_integer(json::number_integer_t value) { return say(QString::number(value)); }
    bool number_unsigned(json::number_unsigned_t value) { return say(QString::number(value)); }
    bool number_float(json::number_float_t, const json::string_t &written)
    {
        return say(QString::fromStdString(written)); // as it stands there: 19.90
    }
    bool string(json::string_t &value)
    {
        return isPacked(value) ? say(QString()) : say(mendedUtf8(QString::fromStdString(value)));
    }
    bool binary(json::binary_t &) { return come(); }
    bool start_object(std::size_t) { return come() && nested(m_text.beginObject()); }
    bool end_object()
    {
        m_text.end();
        return come();
    }
    bool start_array(std::size_t) { return come() && nested(m_text.beginArray()); }
    bool end_array()
    {
        m_text.end();
        return come();
    }
    bool key(json::string_t &name)
    {
        m_text.key(QString::fromStdString(name));
        return come();
    }
    bool parse_error(std::size_t position, const std::string &, const json::exception &error)
    {
        m_error = u"byte %1 of a value: %2"_s.arg(position).arg(QString::fromUtf8(error.what()));
        return false;
    }

    bool isTooDeep() const { return m_tooDeep; }
    QString error() const { return m_error; }

private:
    bool come()
    {
        m_bytes.somethingCame();
        return m_text.state().has_value();
    }
    bool say(const QString &value)
    {
        m_text.value(value);
        return come();
    }
    bool nested(bool fits)
    {
        m_tooDeep = !fits;
        return fits;
    }

    JsonText &m_text;
    JsonBytes &m_bytes;
    bool m_tooDeep = false;
    QString m_error;
};

// The first two things in it, white space aside, are those of an object or of a list of objects or lists.
bool beginsAsJson(const QByteArray &head)
{
    QByteArray begin;
    for (const char c : head) {
        if (!QByteArrayView(" \t\r\n").contains(c))
            begin += c;
        if (begin.size() == 2)
            break;
    }
    return begin == "{\"" || begin == "[{";
}
} // namespace

QString JsonImporter::format() const
{
    return u"json"_s;
}

Fit JsonImporter::fit(const FileProbe &probe) const
{
    const bool isNamed = probe.suffix == "json"_L1 || probe.suffix == "jsonl"_L1
                         || probe.suffix == "ndjson"_L1;
    const bool isText = probe.suffix == "txt"_L1 || probe.suffix == "md"_L1;
    if (beginsAsJson(jsonHead(probe)))
        return isText ? Fit::Generic : Fit::Content;
    return isNamed && decodeText(probe.head) ? Fit::Named : Fit::No;
}

Result<void> JsonImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    JsonBytes bytes(probe, sink);
    DraftWriter writer(probe, sink);
    JsonText text([&writer](const QString &piece) { return writer.write(piece); });
    JsonEvents events(text, bytes);
    bytes.skipSpace();
    while (!bytes.atEnd()) {
        const bool read = nlohmann::json::sax_parse(JsonIterator(&bytes), JsonIterator(), &events,
                                                    nlohmann::json::input_format_t::json, false);
        CM_TRY(bytes.state());
        CM_TRY(text.state());
        if (events.isTooDeep())
            return refusal(probe, u"file-too-large"_s, u"nested too deep"_s);
        if (!read)
            return refusal(probe, u"file-damaged"_s, events.error());
        text.endDocument();
        bytes.skipSpace();
    }
    CM_TRY(bytes.state());
    return writer.finish();
}

} // namespace CloneMemoria
