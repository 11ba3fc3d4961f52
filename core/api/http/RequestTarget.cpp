#include "core/api/http/RequestTarget.h"

#include "core/api/http/HttpRefusal.h"

#include <QStringDecoder>

#include <algorithm>
#include <optional>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
int hexValue(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

std::optional<QString> percentDecoded(QByteArrayView raw, char blank)
{
    QByteArray bytes;
    bytes.reserve(raw.size());
    for (qsizetype i = 0; i < raw.size(); ++i) {
        if (raw[i] != '%') {
            bytes += raw[i] == blank ? ' ' : raw[i];
            continue;
        }
        if (i + 2 >= raw.size())
            return std::nullopt;
        const int high = hexValue(raw[i + 1]);
        const int low = hexValue(raw[i + 2]);
        if (high < 0 || low < 0)
            return std::nullopt;
        bytes += char(high * 16 + low);
        i += 2;
    }
    // A byte order mark is a character like any other here: two paths that differ are two paths.
    QStringDecoder decoder(QStringDecoder::Utf8,
                           QStringDecoder::Flag::Stateless | QStringDecoder::Flag::ConvertInitialBom);
    QString text = decoder.decode(bytes);
    if (decoder.hasError())
        return std::nullopt;
    return text;
}

QList<QByteArrayView> partsOf(QByteArrayView text, char separator)
{
    QList<QByteArrayView> parts;
    for (;;) {
        const qsizetype end = text.indexOf(separator);
        parts.append(end < 0 ? text : text.first(end));
        if (end < 0)
            return parts;
        text = text.sliced(end + 1);
    }
}

Result<> readPath(QByteArrayView raw, RequestTarget &target)
{
    if (raw.size() == 1) {
        target.path = u"/"_s;
        return {};
    }
    for (const QByteArrayView part : partsOf(raw.sliced(1), '/')) {
        const std::optional<QString> segment = percentDecoded(part, '\0');
        if (!segment)
            return refused(400, u"The path is not percent-encoded UTF-8"_s);
        if (std::any_of(segment->begin(), segment->end(),
                        [](QChar c) { return c.category() == QChar::Other_Control; }))
            return refused(400, u"The path has a control character"_s);
        target.segments.append(*segment);
        target.path += u'/' + *segment;
    }
    return {};
}

Result<> readQuery(QByteArrayView raw, RequestTarget &target)
{
    for (const QByteArrayView part : partsOf(raw, '&')) {
        if (part.isEmpty())
            continue;
        const qsizetype equals = part.indexOf('=');
        const std::optional<QString> name = percentDecoded(equals < 0 ? part : part.first(equals), '+');
        const std::optional<QString> value = percentDecoded(
            equals < 0 ? QByteArrayView() : part.sliced(equals + 1), '+');
        if (!name || !value)
            return refused(400, u"The query is not percent-encoded UTF-8"_s);
        if (name->contains(QChar::Null) || value->contains(QChar::Null))
            return refused(400, u"The query has a null character"_s);
        target.query.emplaceBack(*name, *value);
    }
    return {};
}
} // namespace

Result<RequestTarget> parseTarget(QByteArrayView target)
{
    if (!target.startsWith('/'))
        return refused(400, u"The request's target must be a path"_s);
    if (std::any_of(target.begin(), target.end(), [](char c) { return c <= ' ' || c > '~' || c == '#'; }))
        return refused(400, u"The request's target has a character that can't be in one"_s);
    const qsizetype mark = target.indexOf('?');
    RequestTarget parsed;
    CM_TRY(readPath(mark < 0 ? target : target.first(mark), parsed));
    if (mark >= 0)
        CM_TRY(readQuery(target.sliced(mark + 1), parsed));
    return parsed;
}

} // namespace CloneMemoria
