// How many requests a second the local API answers, and how soon a token of the model is at its reader. The server works on
// one thread, as in the program, its clients on others; beside it, in the same run and with the same clients, a bare socket
// that sends an answer of the same length to whatever it reads.
#include "core/api/LocalApiServer.h"
#include "core/base/Logging.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"
#include "tests/bench/Bench.h"

#include <QElapsedTimer>
#include <QNetworkProxy>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTextStream>
#include <QThread>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <vector>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kUsualApiPassages = 100'000;
constexpr int kHealthRequests = 4000;
constexpr int kMemoryRequests = 300;
constexpr int kTokens = 1500;
constexpr int kTokenMs = 2;
const QByteArray kBenchToken = "bench";

qint64 steadyNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

QTextStream &apiOut()
{
    static QTextStream stream(stdout);
    return stream;
}

struct ApiTimes
{
    std::vector<double> ms;
    double seconds = 0;

    QString at(double share)
    {
        std::sort(ms.begin(), ms.end());
        return QString::number(ms.empty() ? NAN : ms[std::size_t(share * double(ms.size() - 1))], 'f', 3);
    }
    void tell(const QString &what)
    {
        apiOut() << what.leftJustified(52)
                 << QString::number(double(ms.size()) / seconds, 'f', 0).rightJustified(8)
                 << " requests/s   p50 " << at(0.5) << "  p95 " << at(0.95) << " ms" << Qt::endl;
    }
};

// Asks one thing after the other on one connection.
std::vector<double> askAll(quint16 port, const std::vector<QByteArray> &requests)
{
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    if (!socket.waitForConnected(5000))
        qFatal("no connection");
    socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    std::vector<double> took;
    took.reserve(requests.size());
    for (const QByteArray &request : requests) {
        const qint64 from = steadyNs();
        socket.write(request);
        QByteArray got;
        qsizetype wanted = -1;
        while (wanted < 0 || got.size() < wanted) {
            if (!socket.waitForReadyRead(30'000))
                qFatal("no answer");
            got += socket.readAll();
            const qsizetype headEnd = got.indexOf("\r\n\r\n");
            const qsizetype length = got.indexOf("Content-Length: ");
            if (wanted < 0 && headEnd > 0 && length > 0)
                wanted = headEnd + 4
                         + got.mid(length + 16, got.indexOf('\r', length) - length - 16).toLongLong();
        }
        if (!got.startsWith("HTTP/1.1 200"))
            qFatal("%s", got.left(300).constData());
        took.push_back(double(steadyNs() - from) / 1e6);
    }
    return took;
}

// With so many clients at once, each on a thread of its own; the event loop of this one goes on meanwhile.
ApiTimes measureRequests(quint16 port, int clients, const std::vector<QByteArray> &requests)
{
    ApiTimes measured;
    std::vector<std::vector<double>> took(static_cast<std::size_t>(clients));
    std::vector<std::unique_ptr<QThread>> threads;
    std::atomic_int left = clients;
    QEventLoop loop;
    QElapsedTimer timer;
    timer.start();
    for (std::size_t at = 0; at < took.size(); ++at) {
        threads.emplace_back(QThread::create([&, at] {
            std::vector<QByteArray> own;
            for (std::size_t i = at; i < requests.size(); i += took.size())
                own.push_back(requests[i]);
            took[at] = askAll(port, own);
            if (--left == 0)
                QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
        }));
        threads.back()->start();
    }
    loop.exec();
    measured.seconds = double(timer.nsecsElapsed()) / 1e9;
    for (std::size_t at = 0; at < took.size(); ++at) {
        threads[at]->wait();
        measured.ms.insert(measured.ms.end(), took[at].begin(), took[at].end());
    }
    return measured;
}

// Answers whatever it reads with the same bytes.
class EchoServer : public QTcpServer
{
public:
    explicit EchoServer(qsizetype bodyBytes)
        : m_answer("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(bodyBytes) + "\r\n\r\n"
                   + QByteArray(bodyBytes, 'x'))
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                if (socket->readAll().endsWith("\r\n\r\n"))
                    socket->write(m_answer);
            });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
        listen(QHostAddress::LocalHost);
    }

private:
    QByteArray m_answer;
};

QByteArray getRequest(const QByteArray &path)
{
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + kBenchToken
           + "\r\n\r\n";
}

class BenchWords
{
public:
    BenchWords()
    {
        for (int i = 0; i < 30'000; ++i) {
            QString made;
            for (int length = m_random.bounded(3, 10); length > 0; --length)
                made += QChar(u'a' + m_random.bounded(26));
            m_words.append(made);
        }
    }

    // Some words are common, most are rare.
    QString text(qsizetype characters)
    {
        QString text;
        while (text.size() < characters) {
            for (int i = m_random.bounded(5, 15); i > 0; --i) {
                const double draw = m_random.generateDouble();
                text += m_words.at(qsizetype(draw * draw * draw * double(m_words.size()))) + u' ';
            }
            text += m_random.bounded(6) ? u". "_s : u".\n\n"_s;
        }
        return text;
    }

private:
    QRandomGenerator m_random{23};
    QStringList m_words;
};

template <typename T>
T apiValue(const Result<T> &result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().code + u' ' + result.error().detail));
    return *result;
}

QString fillClone(Profile &profile, BenchWords &words, int passages)
{
    QElapsedTimer timer;
    timer.start();
    Clone draft;
    draft.name = u"Bench"_s;
    draft.language = u"en"_s;
    draft.settings.llmProvider = u"custom"_s;
    const QString id = apiValue(waitFor(profile.storage().write([draft](Store &store) {
                           return store.clones.create(draft);
                       }))).id;
    int stored = 0;
    while (stored < passages)
        stored += apiValue(waitFor(profile.knowledge().add(id, {.content = words.text(500'000)}))).passages;
    apiValue(waitFor(profile.knowledge().embedMissing(id)));
    apiOut() << stored << " passages, stored and embedded in " << timer.elapsed() / 1000 << " s" << Qt::endl;
    return id;
}

// What a search takes that nobody asks for over a socket.
ApiTimes measureSearch(Profile &profile, const QString &cloneId, const std::vector<QString> &questions)
{
    ApiTimes measured;
    QElapsedTimer timer;
    timer.start();
    for (const QString &question : questions) {
        const qint64 from = steadyNs();
        apiValue(waitFor(profile.knowledge().retrieve({.cloneId = cloneId, .text = question})));
        measured.ms.push_back(double(steadyNs() - from) / 1e6);
    }
    measured.seconds = double(timer.nsecsElapsed()) / 1e9;
    return measured;
}

// A model whose every token is the time at which it was sent.
class ClockModel : public QTcpServer
{
public:
    ClockModel()
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                if (socket->readAll().contains("\"stream\":true"))
                    answer(socket);
            });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
        listen(QHostAddress::LocalHost);
    }

private:
    static void answer(QTcpSocket *socket)
    {
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        auto *timer = new QTimer(socket);
        timer->setTimerType(Qt::PreciseTimer);
        connect(timer, &QTimer::timeout, socket, [socket, timer, sent = 0]() mutable {
            if (sent++ < kTokens) {
                socket->write(R"(data: {"choices":[{"delta":{"content":")" + QByteArray::number(steadyNs())
                              + " \"}}]}\n\n");
                return;
            }
            timer->stop();
            socket->write(
                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
            socket->disconnectFromHost();
        });
        timer->start(kTokenMs);
    }
};

// From the model's socket to the end of the stream: how old each token is when its reader has it.
ApiTimes readTokens(quint16 port, const QByteArray &request, const QByteArray &before)
{
    ApiTimes measured;
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    socket.write(request);
    QByteArray got;
    qsizetype at = 0;
    while (socket.waitForReadyRead(30'000)) {
        got += socket.readAll();
        const qint64 now = steadyNs();
        for (;;) {
            const qsizetype token = got.indexOf(before, at);
            const qsizetype end = token < 0 ? -1 : got.indexOf('"', token + before.size());
            if (end < 0)
                break;
            measured.ms.push_back(
                double(now
                       - got.mid(token + before.size(), end - token - before.size()).trimmed().toLongLong())
                / 1e6);
            at = end;
        }
    }
    return measured;
}

void measureTokens(const LocalApiServer &server, const QString &cloneId, quint16 modelPort)
{
    const QByteArray body = R"({"content":"What time is it?"})";
    const QByteArray chat =
        "POST /api/chat/" + cloneId.toLatin1()
        + "/stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + kBenchToken
        + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    ApiTimes direct;
    ApiTimes through;
    QEventLoop loop;
    const std::unique_ptr<QThread> reader(QThread::create([&] {
        through = readTokens(quint16(server.url().port()), chat, "{\"token\": \"");
        direct = readTokens(modelPort, "POST / HTTP/1.1\r\n\r\n{\"stream\":true}", R"("content":")");
        QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
    }));
    reader->start();
    loop.exec();
    reader->wait();
    const auto row = [](const QString &what, ApiTimes &measured) {
        apiOut() << what.leftJustified(52) << QString::number(measured.ms.size()).rightJustified(8)
                 << " tokens       p50 " << measured.at(0.5) << "  p95 " << measured.at(0.95) << " ms"
                 << Qt::endl;
    };
    row(u"token: model's socket to its reader, nothing between"_s, direct);
    row(u"token: model's socket to the reader of the event"_s, through);
}
} // namespace

int apiBench(const QStringList &arguments)
{
    const int passages = arguments.isEmpty() ? kUsualApiPassages : arguments.constFirst().toInt();
    if (passages < 1) {
        apiOut() << u"usage: the number of passages, such as 100000"_s << Qt::endl;
        return 2;
    }
    setUpLogging(u"warning"_s);
    const QTemporaryDir folder;
    QThread modelThread; // the model is another program, elsewhere
    auto model = std::make_unique<ClockModel>();
    const quint16 modelPort = model->serverPort();
    model->moveToThread(&modelThread);
    QObject::connect(
        &modelThread, &QThread::finished, model.get(), [&model] { model.reset(); }, Qt::DirectConnection);
    modelThread.start();

    ProfileOptions options(Paths(folder.path()), Environment({{u"LLM_CUSTOM_BASE_URL"_s,
                                                               u"http://127.0.0.1:%1/v1"_s.arg(modelPort)},
                                                              {u"LLM_CUSTOM_MODEL"_s, u"clock"_s}}));
    options.secrets = SecretStore::Backend::ThisRunOnly;
    auto profile = Profile::open(std::move(options));
    if (!profile)
        return 1;
    LocalApiServer server(**profile, LocalApiOptions{.port = 0,
                                                     .token = QString::fromLatin1(kBenchToken),
                                                     .requestsPerSecond = 1e9});
    const auto port = quint16(apiValue(server.start()).port());
    BenchWords words;
    const QString clone = fillClone(**profile, words, passages);

    const std::vector<QByteArray> health(kHealthRequests, getRequest("/health"));
    waitFor((*profile)->knowledge().retrieve({.cloneId = clone, .text = words.text(20)}));
    std::vector<QString> questions;
    std::vector<QByteArray> memories;
    for (int i = 0; i < kMemoryRequests; ++i) {
        questions.push_back(words.text(30).simplified());
        memories.push_back(getRequest("/api/clones/" + clone.toLatin1()
                                      + "/memories?q=" + questions.back().toUtf8().toPercentEncoding()));
    }
    measureSearch(**profile, clone, questions).tell(u"the search itself, with nothing around it"_s);
    EchoServer echo(81);
    EchoServer longEcho(7000);
    for (const int clients : {1, 8}) {
        apiOut() << clients << (clients == 1 ? " client" : " clients") << Qt::endl;
        measureRequests(echo.serverPort(), clients, health)
            .tell(u"  a bare QTcpServer, an answer as long as /health's"_s);
        measureRequests(port, clients, health).tell(u"  /health"_s);
        measureRequests(longEcho.serverPort(), clients, memories).tell(u"  a bare QTcpServer, 7,000 bytes"_s);
        measureRequests(port, clients, memories).tell(u"  /api/clones/{id}/memories"_s);
    }
    measureTokens(server, clone, modelPort);
    modelThread.quit();
    modelThread.wait();
    return 0;
}

} // namespace CloneMemoria
