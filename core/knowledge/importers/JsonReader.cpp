#include "core/knowledge/importers/JsonReader.h"

#include "core/knowledge/importers/Encoding.h"
#include "core/knowledge/importers/JsonBlocks.h"

#include <nlohmann/json.hpp>

#include <iterator>
#include <optional>
#include <string>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr size_t kMaxHeldBytes = 64 * 1024 * 1024; // of objects that aren't done with
constexpr size_t kValueBytes = 48;                 // that a value takes beside its text, about

// The bytes of a file or a piece of memory, one after the other; nlohmann's parser wants iterators.
class JsonSource
{
public:
    JsonSource(const FileProbe &probe, DraftSink &sink) : m_blocks(std::in_place, probe, sink) { refill(); }
    explicit JsonSource(const QByteArray &bytes) : m_block(bytes) { }

    bool atEnd() const { return m_at >= m_block.size(); }
    char current() const { return m_block.at(m_at); }
    void advance()
    {
        m_last = m_block.at(m_at);
        if (++m_at >= m_block.size())
            refill();
    }
    char last() const { return m_last; }
    const Result<void> &status() const { return m_status; }

private:
    void refill()
    {
        m_at = 0;
        m_block.clear();
        if (!m_blocks || !m_status)
            return;
        Result<QByteArray> block = m_blocks->next();
        if (block)
            m_block = *std::move(block);
        else
            m_status = fail(std::move(block).error());
    }

    std::optional<JsonBlocks> m_blocks;
    QByteArray m_block;
    qsizetype m_at = 0;
    char m_last = '\0';
    Result<void> m_status;
};

class ByteIterator
{
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char *;
    using reference = char;

    explicit ByteIterator(JsonSource *bytes = nullptr) : m_bytes(bytes) { }
    char operator*() const { return m_bytes->current(); }
    ByteIterator &operator++()
    {
        m_bytes->advance();
        return *this;
    }
    ByteIterator operator++(int) // nothing uses what it gives
    {
        m_bytes->advance();
        return *this;
    }
    bool operator==(const ByteIterator &other) const { return isEnd() == other.isEnd(); }
    bool operator!=(const ByteIterator &other) const { return isEnd() != other.isEnd(); }

private:
    bool isEnd() const { return !m_bytes || m_bytes->atEnd(); }

    JsonSource *m_bytes;
};

class JsonBuilder final : public nlohmann::json_sax<json>
{
public:
    explicit JsonBuilder(JsonVisitor &visitor) : m_visitor(visitor) { }

    bool null() override { return attach(json(), kValueBytes); }
    bool boolean(bool value) override { return attach(value, kValueBytes); }
    bool number_integer(number_integer_t value) override { return attach(value, kValueBytes); }
    bool number_unsigned(number_unsigned_t value) override { return attach(value, kValueBytes); }
    bool number_float(number_float_t value, const string_t &) override { return attach(value, kValueBytes); }
    bool string(string_t &value) override
    {
        const size_t size = value.size() + kValueBytes;
        return attach(json(std::move(value)), size);
    }
    bool binary(binary_t &) override { return false; } // JSON has none
    bool key(string_t &value) override
    {
        m_frames.back().key = std::move(value);
        return true;
    }
    bool start_object(size_t) override { return start(json::object()); }
    bool start_array(size_t) override { return start(json::array()); }
    bool end_object() override { return end(); }
    bool end_array() override { return end(); }
    bool parse_error(size_t, const std::string &, const nlohmann::detail::exception &error) override
    {
        m_status = fail(ErrorKind::InvalidInput, QString::fromUtf8(error.what()), u"file-damaged"_s);
        return false;
    }

    const Result<void> &status() const { return m_status; }
    void reset()
    {
        m_frames.clear();
        m_status = {};
        m_held = 0;
    }

private:
    struct Frame
    {
        json value;
        std::string key = {}; // the latest one
        size_t size = 0;
    };

    bool tooLarge(const QString &why)
    {
        m_status = fail(ErrorKind::InvalidInput, why, u"file-too-large"_s);
        return false;
    }

    bool start(json value)
    {
        if (m_frames.size() >= size_t(kMaxNesting))
            return tooLarge(u"nested too deep"_s);
        m_frames.push_back({std::move(value)});
        return true;
    }

    bool attach(json value, size_t size)
    {
        if (m_frames.empty()) // a plain value at the top is nothing to anybody
            return true;
        Frame &frame = m_frames.back();
        frame.size += size + frame.key.size();
        m_held += size + frame.key.size();
        if (m_held > kMaxHeldBytes)
            return tooLarge(u"large objects"_s);
        if (frame.value.is_array())
            frame.value.push_back(std::move(value));
        else
            frame.value[frame.key] = std::move(value);
        return true;
    }

    bool end()
    {
        Frame frame = std::move(m_frames.back());
        m_frames.pop_back();
        m_held -= frame.size;
        const bool isElement = m_frames.empty() || m_frames.back().value.is_array();
        if (frame.value.is_object() && isElement) {
            const Result<bool> isTaken = m_visitor.element(placeOfElement(), frame.value);
            if (!isTaken) {
                m_status = fail(isTaken.error());
                return false;
            }
            if (*isTaken)
                return true;
        }
        return attach(std::move(frame.value), frame.size + kValueBytes);
    }

    JsonPlace placeOfElement() const
    {
        JsonPlace place;
        if (m_frames.size() >= 2 && m_frames[m_frames.size() - 2].value.is_object())
            place.array = QByteArray::fromStdString(m_frames[m_frames.size() - 2].key);
        for (auto frame = m_frames.rbegin(); frame != m_frames.rend(); ++frame) {
            if (frame->value.is_object())
                place.owners.push_back(&frame->value);
        }
        return place;
    }

    JsonVisitor &m_visitor;
    std::vector<Frame> m_frames;
    size_t m_held = 0;
    Result<void> m_status;
};

bool isJsonSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\x1E';
}

void skipLine(JsonSource &bytes)
{
    while (bytes.last() != '\n' && !bytes.atEnd())
        bytes.advance();
}

Result<void> readValues(JsonSource &bytes, JsonVisitor &visitor)
{
    JsonBuilder builder(visitor);
    bool isFirst = true;
    while (true) {
        while (!bytes.atEnd() && isJsonSpace(bytes.current()))
            bytes.advance();
        if (bytes.atEnd())
            break;
        json::sax_parse(ByteIterator(&bytes), ByteIterator(), &builder, json::input_format_t::json, false);
        CM_TRY(bytes.status());
        if (!builder.status()) {
            // A damaged line among others; but nothing is known of a file that begins with one.
            if (isFirst || builder.status().error().code != "file-damaged"_L1)
                return builder.status();
            skipLine(bytes);
            builder.reset();
        }
        isFirst = false;
    }
    return bytes.status();
}
} // namespace

Result<void> readJson(const FileProbe &probe, JsonVisitor &visitor, DraftSink &sink)
{
    JsonSource bytes(probe, sink);
    Result<void> read = readValues(bytes, visitor);
    if (!read && read.error().subject.isEmpty())
        read.error().subject = probe.name;
    return read;
}

void readJsonHead(const QByteArray &head, JsonVisitor &visitor)
{
    JsonSource bytes(head);
    // It may be cut anywhere: how it ends says nothing.
    static_cast<void>(readValues(bytes, visitor));
}

QString jsonText(const json &object, const char *key)
{
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string())
        return {};
    return mendedUtf8(QString::fromStdString(found->get_ref<const std::string &>()));
}

} // namespace CloneMemoria
