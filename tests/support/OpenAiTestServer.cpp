// A stand-alone OpenAI-compatible server for tests of whole processes. Its first line of output is its base URL.

#include "tests/support/OpenAiServer.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>

using namespace Qt::Literals::StringLiterals;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    const QCommandLineOption key(u"key"_s, u"The API key to demand."_s, u"key"_s);
    const QCommandLineOption reply(u"reply"_s, u"What it answers."_s, u"text"_s);
    const QCommandLineOption model(u"model"_s, u"The model it has (may be repeated)."_s, u"name"_s);
    const QCommandLineOption tokenMs(u"token-ms"_s, u"Milliseconds between two tokens."_s, u"ms"_s);
    const QCommandLineOption status(u"status"_s, u"Answer every request with this HTTP status."_s,
                                    u"status"_s);
    const QCommandLineOption cutAfter(u"cut-after"_s,
                                      u"Break every chat stream off after that many events."_s, u"events"_s);
    parser.addOptions({key, reply, model, tokenMs, status, cutAfter});
    parser.process(application);

    CloneMemoria::OpenAiServer::Options options;
    options.key = parser.value(key);
    if (parser.isSet(reply))
        options.reply = parser.value(reply);
    if (parser.isSet(model))
        options.models = parser.values(model);
    options.tokenMs = parser.value(tokenMs).toInt();
    const QString text = options.reply;
    CloneMemoria::OpenAiServer server(std::move(options));
    if (!server.server().isListening()) {
        std::fputs("Can't listen on 127.0.0.1\n", stderr);
        return 1;
    }
    if (parser.isSet(status)) {
        server.server().setResponder([code = parser.value(status).toInt()](
                                         const CloneMemoria::ReceivedRequest &) {
            return CloneMemoria::FaultScript::answer(code, "application/json",
                                                     R"({"error":{"message":"As told","code":"as_told"}})");
        });
    } else if (parser.isSet(cutAfter)) {
        server.server().setResponder(
            [count = parser.value(cutAfter).toInt(), text](const CloneMemoria::ReceivedRequest &) {
                return CloneMemoria::FaultScript::stream()
                    .send(CloneMemoria::OpenAiServer::chatEvents(text).mid(0, count).join())
                    .close();
            });
    }
    std::printf("%s\n", qPrintable(server.baseUrl()));
    std::fflush(stdout);
    return application.exec();
}
