#include "ui/chat/SpeechBar.h"

#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/TextRole.h"

#include <QHBoxLayout>
#include <QLabel>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

SpeechBar::SpeechBar(SpeechService &speech, QWidget *parent)
    : QFrame(parent)
    , m_speech(speech)
    , m_pause(new IconButton(u"pause"_s, tr("Pause"), this))
    , m_stop(new IconButton(u"square"_s, tr("Stop listening"), this))
    , m_position(new QLabel(this))
    , m_voice(new ElidedLabel(this))
{
    setProperty("role", u"speechBar"_s);
    setObjectName(u"speechBar"_s);
    setAccessibleName(tr("Reading aloud"));
    m_pause->setObjectName(u"speechPause"_s);
    m_stop->setObjectName(u"speechStop"_s);
    m_position->setObjectName(u"speechPosition"_s);
    m_voice->setProperty("tone", u"muted"_s);
    applyTextRole(m_position, TextRole::Detail);
    applyTextRole(m_voice, TextRole::Detail);
    m_voice->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 3, 14, 3);
    row->setSpacing(4);
    row->addWidget(m_pause);
    row->addWidget(m_stop);
    row->addSpacing(6);
    row->addWidget(m_position);
    row->addWidget(m_voice, 1);
    connect(m_pause, &QToolButton::clicked, this, [this] {
        if (m_speech.state() == SpeechService::State::Paused)
            m_speech.resume();
        else
            m_speech.pause();
    });
    connect(m_stop, &QToolButton::clicked, this, [this] { m_speech.stop(); });
    connect(&m_speech, &SpeechService::stateChanged, this, &SpeechBar::updateState);
    connect(&m_speech, &SpeechService::positionChanged, this, &SpeechBar::updatePosition);
    updateState();
}

void SpeechBar::setVoice(const QString &name)
{
    m_voice->setText(name);
}

QString SpeechBar::clock(qint64 milliseconds)
{
    const qint64 seconds = std::max<qint64>(0, milliseconds) / 1000;
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'));
}

void SpeechBar::updateState()
{
    const SpeechService::State state = m_speech.state();
    setVisible(state != SpeechService::State::Idle);
    const bool paused = state == SpeechService::State::Paused;
    m_pause->setMeaning(paused ? u"play"_s : u"pause"_s, paused ? tr("Go on") : tr("Pause"));
    m_pause->setEnabled(state == SpeechService::State::Playing || paused);
    updatePosition();
}

void SpeechBar::updatePosition()
{
    if (m_speech.state() == SpeechService::State::Preparing) {
        m_position->setText(tr("Getting ready to speak …"));
        return;
    }
    const qint64 duration = m_speech.durationMs();
    const QString at = clock(m_speech.positionMs());
    m_position->setText(duration > 0 ? at + u" / "_s + clock(duration) : at);
}

} // namespace CloneMemoria
