// Sends what no client should to a local API in this process, for as many seconds as the first argument says: broken, huge, slow,
// piled up and wrong in every field, with a token and without. Ends with 0 where nothing but /health was answered
// without one, nothing failed inside, and the server is as well afterwards as before. Meant to run under a sanitizer, too.
// ApiFuzz [SECONDS] [SEED]
#include "core/api/LocalApiServer.h"
#include "core/base/Logging.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"
#include "tests/integration/api/ApiClient.h"
#include "tests/integration/api/FuzzRequests.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QMutex>
#include <QNetworkProxy>
#include <QTemporaryDir>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <cstdio>
#include <memory>
#include <vector>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
const QByteArray kFuzzToken = "the-token-that-opens";
constexpr int kWorkers = 16;
constexpr int kPatienceMs = 300;    // for an answer that may never come
constexpr int kMorePatienceMs = 40; // for another one

std::atomic_int failures = 0;
std::atomic_llong sessions = 0;
std::atomic_llong answers = 0;
std::atomic_llong answeredWithToken = 0;

void report(const char *what, const QByteArray &sent, const QByteArray &got)
{
    static QMutex mutex;
    const QMutexLocker lock(&mutex);
    if (++failures > 5)
        return;
    std::printf("FAILED %s\n--- sent\n%s\n--- got\n%s\n", what,
                sent.left(1500).toPercentEncoding(" \r\n:/{}\"").constData(), got.left(600).constData());
}

// The answers one after the other, as a client takes them apart that was told nothing of what it asked.
void judge(const FuzzSession &session, const QByteArray &sent, QByteArray got)
{
    while (got.startsWith("HTTP/1.1 ")) {
        const int status = got.mid(9, 3).toInt();
        const qsizetype headEnd = got.indexOf("\r\n\r\n");
        ++answers;
        if (headEnd < 0)
            return;
        const ApiAnswer answer = ApiClient::parse(got);
        const QByteArray length = answer.header("content-length");
        if (status == 500)
            report("500", sent, got);
        if (status >= 200 && status < 300) {
            if (session.hasToken)
                ++answeredWithToken;
            else if (!answer.body.startsWith(R"({"status":"ok","database":"connected")")
                     && !(answer.body.isEmpty() && sent.contains("HEAD /health")))
                report("answered without a token", sent, got);
        }
        if (status < 200)
            got = got.mid(headEnd + 4);
        else if (!length.isEmpty() && status != 204)
            got = got.mid(headEnd + 4 + length.toLongLong());
        else
            return;
    }
}

void run(const FuzzSession &session, quint16 port)
{
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    if (!socket.waitForConnected(5000)) {
        report("not connected", {}, socket.errorString().toUtf8());
        return;
    }
    QByteArray sent;
    for (const FuzzPiece &piece : session.pieces) {
        socket.write(piece.bytes);
        sent += piece.bytes;
        while (socket.bytesToWrite() > 0 && socket.waitForBytesWritten(2000)) { }
        if (piece.pauseMs > 0)
            QThread::msleep(unsigned(piece.pauseMs));
    }
    QByteArray got;
    if (!session.leavesEarly) {
        while (got.size() < 4'000'000
               && socket.waitForReadyRead(got.isEmpty() ? kPatienceMs : kMorePatienceMs))
            got += socket.readAll();
    }
    got += socket.readAll();
    judge(session, sent, got);
    socket.abort();
    ++sessions;
}

void checkHealth(quint16 port)
{
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    socket.write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    QByteArray got;
    while (socket.waitForReadyRead(10'000))
        got += socket.readAll();
    if (!got.startsWith("HTTP/1.1 200 ") || !got.contains("\"connected\""))
        report("not healthy", "GET /health", got);
}

QByteArray makeFuzzClone(Profile &profile)
{
    Clone draft;
    draft.name = u"Ada"_s;
    auto made = profile.storage().write([draft](Store &store) { return store.clones.create(draft); });
    made.waitForFinished();
    return made.result() ? made.result()->id.toLatin1() : QByteArray();
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    setUpLogging(u"warning"_s);
    const QStringList arguments = QCoreApplication::arguments();
    const int seconds = arguments.size() > 1 ? arguments.at(1).toInt() : 10;
    const quint64 seed = arguments.size() > 2 ? arguments.at(2).toULongLong()
                                              : QDateTime::currentMSecsSinceEpoch();
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));

    const QTemporaryDir folder;
    ProfileOptions options(Paths(folder.filePath(u"profile"_s)),
                           Environment({{u"TTS_DEFAULT_PROVIDER"_s, u"dummy"_s}}));
    options.secrets = SecretStore::Backend::ThisRunOnly;
    Result<std::unique_ptr<Profile>> profile = Profile::open(std::move(options));
    if (!profile)
        return 1;
    const QByteArray clone = makeFuzzClone(**profile);
    auto server = std::make_unique<LocalApiServer>(
        **profile,
        LocalApiOptions{.port = 0, .token = QString::fromLatin1(kFuzzToken), .requestsPerSecond = 1e6});
    const Result<QUrl> url = server->start();
    if (!url || clone.isEmpty())
        return 1;
    const auto port = quint16(url->port());

    std::atomic_bool over = false;
    std::vector<std::unique_ptr<QThread>> threads;
    for (int worker = 0; worker < kWorkers; ++worker) {
        threads.emplace_back(QThread::create([&, worker] {
            FuzzRequests requests(seed + quint64(worker), kFuzzToken, clone);
            while (!over)
                run(requests.next(), port);
        }));
    }
    threads.emplace_back(QThread::create([&] {
        while (!over) {
            checkHealth(port);
            QThread::msleep(500);
        }
    }));
    for (const auto &thread : threads)
        thread->start();

    QTimer::singleShot(seconds * 1000, &application, [&over] { over = true; });
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &application, [&] {
        const bool done = std::all_of(threads.begin(), threads.end(),
                                      [](const auto &one) { return one->isFinished(); });
        if (!done)
            return;
        poll.stop();
        server->stop();
    });
    poll.start(20);
    QObject::connect(server.get(), &LocalApiServer::stopped, &application, &QCoreApplication::quit);
    const int code = QCoreApplication::exec();
    server.reset();
    profile->reset();
    std::printf("%lld connections, %lld answers, %lld of them good ones with a token, %d failures\n",
                sessions.load(), answers.load(), answeredWithToken.load(), failures.load());
    const bool worked = sessions > seconds * 5 && answers > seconds * 5 && answeredWithToken > seconds;
    return code != 0 || failures > 0 || !worked ? 1 : 0;
}
