#include "core/speech/SpeechService.h"

#include "core/base/Logging.h"
#include "core/speech/PcmConverter.h"
#include "core/speech/SpeechSynthesis.h"

#include <QPointer>
#include <QPromise>

#include <optional>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// How much is synthesised ahead of what is heard: enough for any provider's hiccup, and little enough that a text which
// is stopped early wasn't paid for to its end.
constexpr qint64 kSpeechAheadMs = 60'000;

// A synthesis whose parts become one file. Fulfils its promise once, at the latest when it is deleted.
class WavJob : public QObject
{
public:
    WavJob(const VoiceFor &voiceFor, const QString &cloneId, const QString &markdown, double speed,
           QObject *parent);
    ~WavJob() override;

    QFuture<Result<QByteArray>> future() const { return m_promise.future(); }

private:
    void take(const PcmAudio &part);
    void end(Result<QByteArray> result);

    QPromise<Result<QByteArray>> m_promise;
    QFutureWatcher<Result<QByteArray>> m_watcher; ///< sees the caller cancel
    SpeechSynthesis m_synthesis;
    std::optional<PcmAudio> m_audio;
    bool m_ended = false;
};

WavJob::WavJob(const VoiceFor &voiceFor, const QString &cloneId, const QString &markdown, double speed,
               QObject *parent)
    : QObject(parent)
    , m_synthesis(markdown, speed)
{
    m_promise.start();
    m_watcher.setFuture(m_promise.future());
    connect(&m_watcher, &QFutureWatcherBase::canceled, this, [this] { end(fail(ErrorKind::Cancelled)); });
    connect(&m_synthesis, &SpeechSynthesis::part, this, &WavJob::take);
    connect(&m_synthesis, &SpeechSynthesis::failed, this, [this](const Error &error) { end(fail(error)); });
    connect(&m_synthesis, &SpeechSynthesis::ranOut, this, [this] {
        if (m_audio)
            end(writeWav(*m_audio));
        else
            end(fail(ErrorKind::BadResponse, u"the provider sent no sound"_s, u"empty-answer"_s));
    });
    m_synthesis.start(voiceFor, cloneId);
}

WavJob::~WavJob()
{
    end(fail(ErrorKind::Cancelled, u"the program ends"_s));
}

void WavJob::take(const PcmAudio &part)
{
    if (!m_audio)
        m_audio = part;
    else
        m_audio->samples += sameFormat(part, *m_audio) ? part.samples : convertPcm(part, *m_audio).samples;
    if (m_synthesis.isDone())
        end(writeWav(*m_audio));
    else
        m_synthesis.next();
}

void WavJob::end(Result<QByteArray> result)
{
    if (std::exchange(m_ended, true))
        return;
    m_promise.addResult(std::move(result));
    m_promise.finish();
    deleteLater();
}
} // namespace

struct SpeechService::Private
{
    Private(SpeechService *service, VoiceFor voice, std::unique_ptr<AudioOutput> output)
        : q(service)
        , voiceFor(std::move(voice))
        , player(std::move(output))
    { }

    void takePart(const PcmAudio &audio);
    void synthesisFailed(const Error &error);
    void synthesiseAhead();
    void setState(State next);
    void end(); ///< to Idle, telling so
    void failWith(const Error &error);

    SpeechService *q;
    VoiceFor voiceFor;
    AudioPlayer player;
    std::unique_ptr<SpeechSynthesis> synthesis;
    std::optional<Error> lateError; ///< of a later piece: told when what came before it was heard
    State state = State::Idle;
    QString id;
};

SpeechService::SpeechService(VoiceFor voiceFor, std::unique_ptr<AudioOutput> output, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(voiceFor), std::move(output)))
{
    connect(&d->player, &AudioPlayer::positionChanged, this, [this](qint64 position) {
        d->synthesiseAhead();
        Q_EMIT positionChanged(position);
    });
    connect(&d->player, &AudioPlayer::failed, this, [this](const Error &error) { d->failWith(error); });
    connect(&d->player, &AudioPlayer::stateChanged, this, [this](AudioPlayer::State state) {
        // Our own stops happen after the state has become Idle, and a loss is told first: this is the end of the sound.
        if (state != AudioPlayer::State::Stopped || d->state == State::Idle)
            return;
        if (d->lateError)
            d->failWith(*std::exchange(d->lateError, {}));
        else
            d->end();
    });
}

SpeechService::~SpeechService()
{
    d->player.disconnect(this);
}

void SpeechService::speak(const QString &cloneId, const QString &id, const QString &markdown)
{
    const QPointer<SpeechService> self = this;
    stop();
    if (!self || d->state != State::Idle) // whoever was told of the stop has ended us, or speaks already
        return;
    d->id = id;
    d->synthesis = std::make_unique<SpeechSynthesis>(markdown);
    connect(d->synthesis.get(), &SpeechSynthesis::part, this,
            [this](const PcmAudio &audio) { d->takePart(audio); });
    connect(d->synthesis.get(), &SpeechSynthesis::failed, this,
            [this](const Error &error) { d->synthesisFailed(error); });
    connect(d->synthesis.get(), &SpeechSynthesis::ranOut, this, [this] {
        if (d->player.state() == AudioPlayer::State::Stopped)
            d->failWith(
                fail(ErrorKind::BadResponse, u"the provider sent no sound"_s, u"empty-answer"_s).value());
        else
            d->player.finish();
    });
    d->synthesis->start(d->voiceFor, cloneId);
    d->setState(State::Preparing);
}

void SpeechService::pause()
{
    if (d->state == State::Playing) {
        d->player.pause();
        d->setState(State::Paused);
    }
}

void SpeechService::resume()
{
    if (d->state == State::Paused) {
        d->player.resume();
        d->setState(State::Playing);
    }
}

void SpeechService::stop()
{
    if (d->state != State::Idle)
        d->end();
}

SpeechService::State SpeechService::state() const
{
    return d->state;
}

QString SpeechService::currentId() const
{
    return d->id;
}

qint64 SpeechService::positionMs() const
{
    return d->player.positionMs();
}

qint64 SpeechService::durationMs() const
{
    return d->player.durationMs();
}

QFuture<Result<QByteArray>> SpeechService::synthesizeWav(const QString &cloneId, const QString &markdown,
                                                         double speed)
{
    return (new WavJob(d->voiceFor, cloneId, markdown, speed, this))->future();
}

void SpeechService::Private::takePart(const PcmAudio &audio)
{
    const auto more = synthesis->isDone() ? AudioPlayer::More::No : AudioPlayer::More::Coming;
    if (state == State::Preparing) {
        if (const auto played = player.play(audio, more); !played) {
            failWith(played.error());
            return;
        }
        const QPointer<SpeechService> self = q;
        SpeechSynthesis *current = synthesis.get();
        setState(State::Playing);
        if (!self || synthesis.get() != current)
            return;
    } else {
        player.append(audio, more);
    }
    synthesiseAhead();
}

void SpeechService::Private::synthesiseAhead()
{
    if (synthesis && player.durationMs() - player.positionMs() < kSpeechAheadMs)
        synthesis->next();
}

void SpeechService::Private::synthesisFailed(const Error &error)
{
    if (state == State::Preparing) {
        failWith(error);
        return;
    }
    lateError = error;
    player.finish();
}

void SpeechService::Private::setState(State next)
{
    state = next;
    Q_EMIT q->stateChanged(next, id);
}

void SpeechService::Private::end()
{
    const QString ended = std::exchange(id, QString());
    state = State::Idle;
    lateError.reset();
    if (synthesis) { // it may be the one who called: so not deleted at once
        synthesis->abort();
        synthesis->setParent(q);
        synthesis.release()->deleteLater();
    }
    player.stop();
    Q_EMIT q->stateChanged(State::Idle, ended);
}

void SpeechService::Private::failWith(const Error &error)
{
    if (state == State::Idle)
        return;
    qCInfo(lcSpeech) << "speaking failed:" << toString(error.kind) << error.code;
    const Error kept = error;
    const QString failedId = id;
    const QPointer<SpeechService> self = q;
    end();
    if (self)
        Q_EMIT self->failed(kept, failedId);
}

} // namespace CloneMemoria
