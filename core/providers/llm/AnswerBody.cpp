#include "core/providers/llm/AnswerBody.h"

#include <algorithm>
#include <utility>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kBeginningBytes = 2048;

// A byte order mark, as far as it has come, says nothing about the shape.
QByteArrayView withoutMark(QByteArrayView text)
{
    const qsizetype length = std::min<qsizetype>(3, text.size());
    if (QByteArrayView("\xEF\xBB\xBF").startsWith(text.first(length)))
        text = text.sliced(length);
    return text.trimmed();
}
} // namespace

Result<> AnswerBody::feed(QByteArrayView bytes, QList<SseEvent> &events)
{
    if (m_beginning.size() < kBeginningBytes)
        m_beginning.append(
            bytes.first(std::min<qsizetype>(bytes.size(), kBeginningBytes - m_beginning.size())));
    if (m_shape == Shape::Events) {
        const Result<> fed = m_parser.feed(bytes);
        events += m_parser.take();
        return fed;
    }
    m_object.append(bytes);
    if (m_shape == Shape::Unknown) {
        const QByteArrayView start = withoutMark(QByteArrayView(m_object).trimmed());
        if (start.isEmpty()) {
            if (m_object.size() > kBeginningBytes)
                return fail(ErrorKind::BadResponse, u"The answer begins with nothing but white space"_s);
            return {};
        }
        // What begins with none of these is text: no field of an event stream begins so.
        const bool isObject = start.front() == '{' || start.front() == '[' || start.front() == '<';
        m_shape = isObject ? Shape::Object : Shape::Events;
        if (!isObject) {
            const Result<> fed = m_parser.feed(std::exchange(m_object, {}));
            events += m_parser.take();
            return fed;
        }
    }
    if (m_object.size() > kMostBytes)
        return fail(ErrorKind::BadResponse, u"The answer is too long"_s, u"answer-too-long"_s);
    return {};
}

std::optional<SseEvent> AnswerBody::lastEvent()
{
    return m_shape == Shape::Events ? m_parser.finish() : std::nullopt;
}

QByteArray AnswerBody::object() const
{
    return m_shape == Shape::Object ? withoutMark(QByteArrayView(m_object).trimmed()).toByteArray()
                                    : QByteArray();
}

} // namespace CloneMemoria
