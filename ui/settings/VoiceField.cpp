#include "ui/settings/VoiceField.h"

#include "core/base/Futures.h"
#include "core/base/Uuid.h"
#include "core/providers/ProviderRegistry.h"
#include "ui/settings/AutoApply.h"
#include "ui/settings/QuietCombo.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/ThemedIcon.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

VoiceField::VoiceField(ProviderRegistry &registry, ConfigSource config, SpeechService &speech,
                       QWidget *parent)
    : QWidget(parent)
    , m_registry(registry)
    , m_config(std::move(config))
    , m_speech(speech)
    , m_listenId(u"voice-sample-"_s + newId())
    , m_combo(new QuietCombo(this))
    , m_load(new QPushButton(tr("Load list"), this))
    , m_listen(new QPushButton(tr("Listen"), this))
    , m_notice(new Notice(this))
{
    m_combo->setObjectName(u"voiceCombo"_s);
    m_combo->setAccessibleName(tr("Voice"));
    m_combo->setEditable(true);
    m_combo->setInsertPolicy(QComboBox::NoInsert);
    m_load->setObjectName(u"voiceLoad"_s);
    m_load->setToolTip(tr("Ask the provider which voices it has"));
    m_listen->setObjectName(u"voiceListen"_s);
    m_listen->setIcon(themedIcon(u"volume-2"_s));
    m_listen->setToolTip(tr("Hear a short sentence in this voice"));
    m_notice->setObjectName(u"voiceNotice"_s);
    m_notice->setDismissable(true);
    setFocusProxy(m_combo);

    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_combo, 1);
    row->addWidget(m_load);
    row->addWidget(m_listen);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_notice);

    m_apply = new AutoApply(m_combo, [this] {
        if (voice() == m_stored)
            return;
        m_stored = voice();
        Q_EMIT voiceChanged(m_stored);
    });
    connect(m_combo->lineEdit(), &QLineEdit::textEdited, m_apply, &AutoApply::touch);
    connect(m_combo, &QComboBox::activated, this, [this] {
        m_apply->touch();
        m_apply->flush();
    });
    connect(m_load, &QPushButton::clicked, this, &VoiceField::loadVoices);
    connect(m_listen, &QPushButton::clicked, this, &VoiceField::listen);
    connect(&m_speech, &SpeechService::stateChanged, this,
            [this](SpeechService::State state, const QString &id) {
                const bool ours = id == m_listenId && state != SpeechService::State::Idle;
                m_listen->setText(ours ? tr("Stop") : tr("Listen"));
            });
    connect(&m_speech, &SpeechService::failed, this, [this](const Error &error, const QString &id) {
        if (id == m_listenId) {
            m_retryListens = true;
            m_notice->setError(error);
        }
    });
    connect(m_notice, &Notice::actionRequested, this, [this](NextStep step) {
        if (step != NextStep::Retry)
            Q_EMIT actionRequested(step);
        else if (m_retryListens)
            listen();
        else
            loadVoices();
    });
}

VoiceField::~VoiceField() = default;

QString VoiceField::sampleSentence()
{
    return tr("Good morning. It is good to hear from you.");
}

QString VoiceField::voice() const
{
    const QString text = m_combo->currentText().trimmed();
    const int row = m_combo->findText(text);
    return row >= 0 && m_combo->itemData(row).isValid() ? m_combo->itemData(row).toString() : text;
}

void VoiceField::setVoice(const QString &voice)
{
    m_stored = voice;
    if (m_apply->isWaiting() || this->voice() == voice)
        return;
    const int row = m_combo->findData(voice);
    m_combo->setEditText(row >= 0 && !voice.isEmpty() ? m_combo->itemText(row) : voice);
}

void VoiceField::setPlaceholder(const QString &text)
{
    m_combo->lineEdit()->setPlaceholderText(text);
}

void VoiceField::forgetList()
{
    ++m_request;
    const QString id = voice();
    m_combo->clear();
    m_combo->setEditText(id);
    m_load->setEnabled(true);
    m_notice->clear();
}

void VoiceField::flush()
{
    m_apply->flush();
}

void VoiceField::loadVoices()
{
    flush();
    m_notice->clear();
    m_load->setEnabled(false);
    const int request = ++m_request;
    whenReady(this, m_config(), [this, request](const Result<ProviderConfig> &config) {
        if (request != m_request)
            return;
        if (!config) {
            showVoices(Failure(config.error()));
            return;
        }
        auto provider = m_registry.makeSpeech(*config);
        if (!provider) {
            showVoices(Failure(provider.error()));
            return;
        }
        // Kept until the next question: it must not go while it is telling its answer.
        m_provider = std::move(*provider);
        whenReady(this, m_provider->voices(), [this, request](const Result<QList<Voice>> &voices) {
            if (request == m_request)
                showVoices(voices);
        });
    });
}

void VoiceField::showVoices(const Result<QList<Voice>> &voices)
{
    m_load->setEnabled(true);
    m_retryListens = false;
    if (!voices) {
        m_notice->setError(voices.error());
        return;
    }
    if (voices->isEmpty()) {
        m_notice->showMessage(Notice::Kind::Info,
                              tr("This provider gives no list of voices. Type the voice's name."));
        return;
    }
    const QString id = voice();
    QStringList labels;
    for (const Voice &each : *voices) {
        const QString name = each.name.isEmpty() ? each.id : each.name;
        labels.append(each.language.isEmpty() ? name : tr("%1 (%2)").arg(name, each.language));
    }
    m_combo->clear();
    for (qsizetype at = 0; at < labels.size(); ++at) {
        // voice() finds an id by its label: people give several voices one name.
        const bool alone = labels.count(labels[at]) == 1;
        const QString &each = voices->at(at).id;
        m_combo->addItem(alone ? labels[at] : u"%1 · %2"_s.arg(labels[at], each), each);
    }
    m_combo->setEditText({});
    setVoice(id);
    if (m_combo->isVisible())
        m_combo->showPopup();
}

void VoiceField::listen()
{
    if (m_speech.currentId() == m_listenId) {
        m_speech.stop();
        return;
    }
    flush();
    m_notice->clear();
    if (m_speak)
        m_speak();
}

} // namespace CloneMemoria
