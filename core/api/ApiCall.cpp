#include "core/api/ApiCall.h"

#include "core/api/CompactJson.h"
#include "core/api/http/HttpExchange.h"
#include "core/base/Clock.h"

#include <QUrl>

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kUsualPage = 100;
constexpr int kLongestPage = 500;
constexpr qsizetype kLongestCursor = 200;

std::optional<PagePlace> placeOf(const QString &cursor)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        cursor.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    const QString text = QString::fromUtf8(*decoded);
    const qsizetype bar = text.indexOf(u'|');
    PagePlace place{fromIso(text.left(bar)), text.mid(bar + 1)};
    if (bar < 0 || !place.time.isValid() || place.id.isEmpty() || cursorOf(place) != cursor)
        return std::nullopt;
    return place;
}

Failure wrongCursor()
{
    return fail(ErrorKind::InvalidInput, u"“cursor” must be the X-Next-Cursor of the page before"_s,
                u"wrong-field"_s);
}
} // namespace

QString cursorOf(const PagePlace &place)
{
    const QByteArray text = (toIso(place.time) + u'|' + place.id).toUtf8();
    return QString::fromLatin1(text.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

ApiCall::ApiCall(HttpExchange &exchange, QStringList params, Form form)
    : QObject(&exchange)
    , m_exchange(exchange)
    , m_params(std::move(params))
    , m_form(std::move(form))
    , m_errorForm(errorFormOf(exchange.request()))
{ }

const ApiRequest &ApiCall::request() const
{
    return m_exchange.request();
}

Result<int> ApiCall::numberQuery(QStringView name, int fallback, int lowest, int highest) const
{
    const std::optional<QString> value = request().queryValue(name);
    if (!value)
        return fallback;
    bool isNumber = false;
    const int number = value->toInt(&isNumber);
    if (!isNumber || number < lowest || number > highest)
        return fail(ErrorKind::InvalidInput,
                    u"“%1” must be a whole number from %2 to %3"_s.arg(name).arg(lowest).arg(highest),
                    u"wrong-field"_s);
    return number;
}

Result<ApiCall::PageQuery> ApiCall::pageQuery() const
{
    CM_TRY_ASSIGN(limit, numberQuery(u"limit", kUsualPage, 1, kLongestPage));
    const std::optional<QString> cursor = request().queryValue(u"cursor");
    if (cursor && (cursor->isEmpty() || cursor->size() > kLongestCursor))
        return wrongCursor();
    return PageQuery{limit, cursor.value_or(QString())};
}

Result<ApiCall::PageQuery> ApiCall::timePageQuery() const
{
    CM_TRY_ASSIGN(query, pageQuery());
    if (query.cursor.isEmpty())
        return query;
    const std::optional<PagePlace> place = placeOf(query.cursor);
    if (!place)
        return wrongCursor();
    query.after = *place;
    return query;
}

void ApiCall::answer(const nlohmann::json &document, int status, ApiHeaders headers)
{
    answer(ApiResponse{.status = status,
                       .contentType = "application/json",
                       .body = compactJson(document),
                       .headers = std::move(headers)});
}

void ApiCall::answer(ApiResponse response)
{
    response.headers += m_form.headers;
    m_exchange.respond(response);
}

void ApiCall::failWith(const Error &error, const QString &param)
{
    answer(failureResponse(error, m_errorForm, param));
}

void ApiCall::answerPage(const nlohmann::json &rows, const std::optional<QString> &nextCursor)
{
    ApiHeaders headers;
    if (nextCursor) {
        // The same call with the same query, but for the cursor.
        QByteArray link;
        for (const QString &segment : request().segments)
            link += '/' + QUrl::toPercentEncoding(segment);
        link += '?';
        for (const auto &[name, value] : request().query) {
            if (name != "cursor"_L1)
                link += QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value) + '&';
        }
        link += "cursor=" + QUrl::toPercentEncoding(*nextCursor);
        headers = {{"X-Next-Cursor", nextCursor->toUtf8()}, {"Link", '<' + link + ">; rel=\"next\""}};
    }
    answer(rows, 200, headers);
}

} // namespace CloneMemoria
