#include "core/speech/SpeechSynthesis.h"

#include "core/speech/AudioDecoder.h"
#include "core/speech/SentenceSplitter.h"
#include "core/speech/SpeechText.h"

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// The result of a future that is over; Cancelled where it has none.
template <typename T>
Result<T> synthesisResult(const QFutureWatcher<Result<T>> &watcher)
{
    if (watcher.isCanceled() || watcher.future().resultCount() == 0)
        return fail(ErrorKind::Cancelled, u"the work behind it was stopped"_s);
    return watcher.result();
}
} // namespace

SpeechSynthesis::SpeechSynthesis(QString markdown, double speed, QObject *parent)
    : QObject(parent)
    , m_markdown(std::move(markdown))
    , m_speed(std::clamp(speed, 0.5, 2.0))
{
    connect(&m_voiceWatcher, &QFutureWatcherBase::finished, this, &SpeechSynthesis::takeVoice);
    connect(&m_pieceWatcher, &QFutureWatcherBase::finished, this, &SpeechSynthesis::takePiece);
    connect(&m_soundWatcher, &QFutureWatcherBase::finished, this, &SpeechSynthesis::takeSound);
}

SpeechSynthesis::~SpeechSynthesis()
{
    abort();
}

void SpeechSynthesis::abort()
{
    m_done = true;
    m_voiceWatcher.disconnect(this);
    m_pieceWatcher.disconnect(this);
    m_soundWatcher.disconnect(this);
    m_voiceWatcher.cancel();
    m_pieceWatcher.cancel();
    m_soundWatcher.cancel();
}

void SpeechSynthesis::start(const VoiceFor &voiceFor, const QString &cloneId)
{
    m_busy = true;
    m_voiceWatcher.setFuture(voiceFor(cloneId));
}

void SpeechSynthesis::takeVoice()
{
    m_busy = false;
    const auto voice = synthesisResult(m_voiceWatcher);
    if (!voice || !voice->provider) {
        Q_EMIT failed(voice ? fail(ErrorKind::Unsupported, u"no voice"_s, u"no-voice"_s).value()
                            : voice.error());
        return;
    }
    m_voice = *voice;
    m_pieces = SentenceSplitter::pieces(speechText(m_markdown, m_voice.language));
    m_markdown.clear();
    if (m_pieces.isEmpty()) {
        Q_EMIT failed(
            fail(ErrorKind::InvalidInput, u"there is nothing to say in this text"_s, u"text-empty"_s)
                .value());
        return;
    }
    next();
}

void SpeechSynthesis::next()
{
    if (m_busy || m_done || m_nextPiece >= m_pieces.size())
        return;
    m_busy = true;
    m_pieceWatcher.setFuture(m_voice.provider->synthesize({.text = m_pieces[m_nextPiece++],
                                                           .voice = m_voice.voice,
                                                           .language = m_voice.language,
                                                           .speed = m_speed}));
}

void SpeechSynthesis::takePiece()
{
    const auto sound = synthesisResult(m_pieceWatcher);
    if (!sound) {
        failWith(sound.error());
        return;
    }
    m_soundWatcher.setFuture(decodeAudioLater(*sound)); // may take longer than a frame of the window
}

void SpeechSynthesis::takeSound()
{
    m_busy = false;
    const auto audio = synthesisResult(m_soundWatcher);
    if (!audio) {
        failWith(audio.error());
        return;
    }
    m_done = m_nextPiece >= m_pieces.size();
    if (audio->samples.isEmpty()) {
        if (m_done)
            Q_EMIT ranOut();
        else
            next();
        return;
    }
    Q_EMIT part(*audio);
}

void SpeechSynthesis::failWith(const Error &error)
{
    m_busy = false;
    m_done = true;
    Q_EMIT failed(error);
}

} // namespace CloneMemoria
