#pragma once

#include "core/api/ApiError.h"
#include "core/api/http/ApiMessage.h"
#include "core/base/Futures.h"
#include "core/storage/Page.h"

#include <QObject>
#include <QStringList>

#include <nlohmann/json_fwd.hpp>

#include <chrono>

namespace CloneMemoria {

class HttpExchange;

/// One call of the API at work: what a handler reads its parameters from and answers with. A child of its exchange: it
/// goes when the answer has ended or the client has gone, and with it all that waits for it. Main thread.
class ApiCall : public QObject
{
    Q_OBJECT

public:
    /// What goes with every answer.
    struct Form
    {
        ApiHeaders headers = {};
        std::chrono::milliseconds keepAlive{}; ///< after so long a silence a stream says that it is there
    };

    /// `params` are the parts of the path that the route leaves open.
    ApiCall(HttpExchange &exchange, QStringList params, Form form);

    const ApiRequest &request() const;
    QString param(qsizetype at) const { return m_params.value(at); }
    ErrorForm errorForm() const { return m_errorForm; }

    /// A number of the query. Errors: InvalidInput that names it.
    Result<int> numberQuery(QStringView name, int fallback, int lowest, int highest) const;
    /// "limit" and "cursor" of a list that is given in pages.
    struct PageQuery
    {
        int limit = 0;
        QString cursor;
        PagePlace after = {}; ///< what the cursor says, where pages go by time
    };
    Result<PageQuery> pageQuery() const;
    Result<PageQuery> timePageQuery() const;

    // One of these, once. The call may be on its way out afterwards: nothing else is to be done with it.
    void answer(const nlohmann::json &document, int status = 200, ApiHeaders headers = {});
    void answer(ApiResponse response);
    void answerNothing() { answer(ApiResponse{.status = 204}); }
    void failWith(const Error &error, const QString &param = {});

    /// Answers with a page of a list, and where the next one begins.
    void answerPage(const nlohmann::json &rows, const std::optional<QString> &nextCursor);

    /// For an answer that comes piece by piece; see EventStream.
    HttpExchange &exchange() const { return m_exchange; }
    const Form &form() const { return m_form; }

    /// Goes on with the value, or answers with the error.
    template <typename T, typename Next>
    void await(QFuture<Result<T>> future, Next next)
    {
        whenReady(this, future, [this, next = std::move(next)](const Result<T> &result) mutable {
            if (!result)
                failWith(result.error());
            else if constexpr (std::is_void_v<T>)
                next();
            else
                next(*result);
        });
    }

    /// The same for work that nobody needs once the client has gone: it is cancelled then.
    template <typename T, typename Next>
    void awaitWork(QFuture<Result<T>> future, Next next)
    {
        connect(this, &QObject::destroyed, [future]() mutable { cancelUnfinished(future); });
        await(std::move(future), std::move(next));
    }

Q_SIGNALS:
    /// The server is about to stop: what takes long is to end now, and to keep what is there.
    void stopping();

private:
    HttpExchange &m_exchange;
    QStringList m_params;
    Form m_form;
    ErrorForm m_errorForm;
};

/// A place as a cursor, which means nothing to who gets it.
QString cursorOf(const PagePlace &place);

} // namespace CloneMemoria
