#pragma once

#include "core/speech/SpeechService.h"

#include <QFrame>

class QLabel;

namespace CloneMemoria {

class ElidedLabel;
class IconButton;

/// The slim bar above the composer while an answer is read aloud: pause, stop, where it is, whose voice. Hidden while
/// nothing is spoken.
class SpeechBar : public QFrame
{
    Q_OBJECT

public:
    explicit SpeechBar(SpeechService &speech, QWidget *parent = nullptr);

    void setVoice(const QString &name);

    static QString clock(qint64 milliseconds); ///< "1:05"

private:
    void updateState();
    void updatePosition();

    SpeechService &m_speech;
    IconButton *m_pause;
    IconButton *m_stop;
    QLabel *m_position;
    ElidedLabel *m_voice;
};

} // namespace CloneMemoria
