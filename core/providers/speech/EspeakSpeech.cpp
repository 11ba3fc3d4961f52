#include "core/providers/speech/EspeakSpeech.h"

#include "core/providers/FutureJob.h"
#include "core/providers/speech/EspeakProcess.h"
#include "core/providers/speech/WavHeader.h"

#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>
#include <cmath>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr double kWordsPerMinute = 165;
constexpr double kSlowest = 80; // what the program can do at all
constexpr double kFastest = 450;

bool isVoiceId(const QString &voice)
{
    // A voice is a file's name to the program, and must not become another option or a way out of its folder.
    static const QRegularExpression plain(u"^[A-Za-z0-9][A-Za-z0-9_+-]*$"_s);
    return plain.match(voice).hasMatch();
}

Error about(Error error, const QString &subject)
{
    error.subject = subject;
    return error;
}
} // namespace

EspeakSpeech::EspeakSpeech(ProviderConfig config) : EspeakSpeech(std::move(config), Options{}) { }

EspeakSpeech::EspeakSpeech(ProviderConfig config, Options options)
    : m_config(std::move(config))
    , m_options(std::move(options))
{
    if (m_options.program.isEmpty())
        m_options.program = findProgram();
}

QString EspeakSpeech::findProgram()
{
    const QString found = QStandardPaths::findExecutable(u"espeak-ng"_s);
    if (!found.isEmpty())
        return found;
    return QStandardPaths::findExecutable(u"espeak-ng"_s, {u"C:/Program Files/eSpeak NG"_s,
                                                           u"/opt/homebrew/bin"_s, u"/usr/local/bin"_s});
}

void EspeakSpeech::withVoices(QObject *context,
                              const std::function<void(const Result<QList<EspeakVoice>> &)> &then)
{
    if (!m_voices.isEmpty()) {
        then(m_voices);
        return;
    }
    if (m_options.program.isEmpty()) {
        then(fail(ErrorKind::Unsupported, u"espeak-ng was not found"_s, u"no-voice"_s));
        return;
    }
    auto *process = new EspeakProcess(m_options.program, {u"--voices"_s}, {}, m_options.timeoutMs, context);
    QObject::connect(process, &EspeakProcess::finished, context,
                     [this, then](const Result<QByteArray> &output) {
                         if (!output) {
                             then(Failure(output.error()));
                             return;
                         }
                         m_voices = parseEspeakVoices(*output);
                         if (m_voices.isEmpty())
                             then(fail(ErrorKind::Unsupported, u"espeak-ng has no voices"_s, u"no-voice"_s));
                         else
                             then(m_voices);
                     });
}

QFuture<Result<SpeechAudio>> EspeakSpeech::synthesize(const SpeechRequest &request)
{
    auto *job = new FutureJob<SpeechAudio>(&m_jobs);
    const QFuture<Result<SpeechAudio>> future = job->future();
    const QString subject = m_config.preset.name;
    if (request.text.trimmed().isEmpty()) {
        job->finish(fail(ErrorKind::InvalidInput, u"No text to speak"_s, u"text-empty"_s, subject));
        return future;
    }
    const QString chosen = request.voice.isEmpty() ? m_config.voice : request.voice;
    if (!chosen.isEmpty() && !isVoiceId(chosen)) {
        job->finish(
            fail(ErrorKind::InvalidInput, u"“%1” is no voice of espeak-ng"_s.arg(chosen.left(100)), {}, {}));
        return future;
    }
    withVoices(job, [this, job, request, chosen, subject](const Result<QList<EspeakVoice>> &voices) {
        if (!voices) {
            job->finish(fail(about(voices.error(), subject)));
            return;
        }
        const QString voice = chosen.isEmpty() ? espeakVoiceFor(request.language, *voices) : chosen;
        const double speed = std::isfinite(request.speed) ? std::clamp(request.speed, 0.5, 2.0) : 1.0;
        const int wordsPerMinute = static_cast<int>(
            std::lround(std::clamp(kWordsPerMinute * speed, kSlowest, kFastest)));
        const QStringList arguments{u"--stdin"_s, u"--stdout"_s, u"-b"_s,
                                    u"1"_s,       u"-s"_s,       QString::number(wordsPerMinute),
                                    u"-v"_s,      voice};
        auto *process = new EspeakProcess(m_options.program, arguments, espeakInput(request.text),
                                          m_options.timeoutMs, job);
        QObject::connect(process, &EspeakProcess::finished, job,
                         [job, subject](const Result<QByteArray> &output) {
                             if (!output) {
                                 job->finish(fail(about(output.error(), subject)));
                                 return;
                             }
                             Result<QByteArray> file = withTrueWavSizes(*output);
                             if (file)
                                 job->finish(SpeechAudio{*std::move(file), u"wav"_s});
                             else
                                 job->finish(fail(about(file.error(), subject)));
                         });
    });
    return future;
}

QFuture<Result<QList<Voice>>> EspeakSpeech::voices()
{
    auto *job = new FutureJob<QList<Voice>>(&m_jobs);
    const QFuture<Result<QList<Voice>>> future = job->future();
    withVoices(job, [job, subject = m_config.preset.name](const Result<QList<EspeakVoice>> &found) {
        if (!found) {
            job->finish(fail(about(found.error(), subject)));
            return;
        }
        QList<Voice> voices;
        for (const EspeakVoice &voice : *found)
            voices.append({voice.language, voice.name, voice.language});
        job->finish(std::move(voices));
    });
    return future;
}

} // namespace CloneMemoria
