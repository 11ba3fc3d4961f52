#pragma once

#include "core/providers/speech/SpeechProvider.h"
#include "core/speech/SpeechService.h"

#include <QFutureWatcher>
#include <QObject>
#include <QStringList>

namespace CloneMemoria {

/// One text on its way to sound: the voice is asked for, then one piece after the other is synthesised. Deleting it
/// ends the work behind it. Main thread.
class SpeechSynthesis : public QObject
{
    Q_OBJECT

public:
    explicit SpeechSynthesis(QString markdown, double speed = 1.0, QObject *parent = nullptr);
    ~SpeechSynthesis() override;

    /// Errors come by failed(), later: InvalidInput, code "text-empty", where there is nothing to say; Unsupported, code
    /// "no-voice", where the clone has none; those of the provider and of decodeAudio().
    void start(const VoiceFor &voiceFor, const QString &cloneId);
    /// Asks for the next piece; nothing where one is under way or none is left.
    void next();
    /// Ends the work behind it; no signal comes any more.
    void abort();

    bool isDone() const { return m_done; } ///< all pieces came

Q_SIGNALS:
    /// A piece, never empty. isDone() is set with the last one.
    void part(const CloneMemoria::PcmAudio &audio);
    /// There were no (more) pieces with sound in them.
    void ranOut();
    void failed(const CloneMemoria::Error &error); ///< nothing comes after it

private:
    void takeVoice();
    void takePiece();
    void takeSound();
    void failWith(const Error &error);

    QString m_markdown;
    double m_speed;
    CloneVoice m_voice;
    QStringList m_pieces;
    qsizetype m_nextPiece = 0;
    bool m_busy = false;
    bool m_done = false;
    QFutureWatcher<Result<CloneVoice>> m_voiceWatcher;
    QFutureWatcher<Result<SpeechAudio>> m_pieceWatcher;
    QFutureWatcher<Result<PcmAudio>> m_soundWatcher;
};

} // namespace CloneMemoria
