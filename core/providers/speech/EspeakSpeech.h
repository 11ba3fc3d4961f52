#pragma once

#include "core/providers/ProviderConfig.h"
#include "core/providers/speech/EspeakVoices.h"
#include "core/providers/speech/SpeechProvider.h"

#include <QObject>

#include <functional>

namespace CloneMemoria {

/// The offline voice: espeak-ng as a process a request, text through its standard input, WAV from its standard output.
/// Cancelling kills it. Errors: Unsupported, code "no-voice", where it isn't installed; Timeout; BadResponse.
class EspeakSpeech final : public SpeechProvider
{
public:
    struct Options
    {
        QString program;        ///< empty: found on the PATH (and where its Windows installer puts it)
        int timeoutMs = 30'000; ///< silence of the process after which it is killed
    };

    explicit EspeakSpeech(ProviderConfig config);
    EspeakSpeech(ProviderConfig config, Options options);

    QFuture<Result<SpeechAudio>> synthesize(const SpeechRequest &request) override;
    QFuture<Result<QList<Voice>>> voices() override;

    /// Where espeak-ng is; empty where it isn't.
    static QString findProgram();

private:
    /// Asks for the list once; `then` runs from the event loop, or at once where it is known. It is dropped when
    /// `context` is deleted.
    void withVoices(QObject *context, const std::function<void(const Result<QList<EspeakVoice>> &)> &then);

    ProviderConfig m_config;
    Options m_options;
    QList<EspeakVoice> m_voices;
    QObject m_jobs;
};

} // namespace CloneMemoria
