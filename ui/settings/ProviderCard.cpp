#include "ui/settings/ProviderCard.h"

#include "core/base/Futures.h"
#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"
#include "core/providers/ProviderRegistry.h"
#include "core/speech/SpeechService.h"
#include "ui/settings/AutoApply.h"
#include "ui/settings/KeyField.h"
#include "ui/settings/LocalServerNotice.h"
#include "ui/settings/ModelField.h"
#include "ui/settings/PresetCombo.h"
#include "ui/settings/TestButton.h"
#include "ui/settings/VoiceField.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"

#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
bool speaksOverNetwork(const Preset &preset)
{
    return !preset.baseUrl.isEmpty()
           || (preset.protocol != "dummy"_L1 && preset.protocol != "system"_L1
               && preset.protocol != "builtin"_L1);
}
} // namespace

ProviderCard::ProviderCard(ProviderKind kind, const QString &title, Profile &profile, Theme &theme,
                           QWidget *parent)
    : FormCard(title, parent)
    , m_kind(kind)
    , m_profile(profile)
{
    build(theme);
    connect(&m_profile.providerSettings(), &ProviderSettings::changed, this, &ProviderCard::refresh);
    refresh();
}

ProviderCard::~ProviderCard()
{
    if (m_speech)
        m_speech->disconnect();
}

void ProviderCard::build(Theme &theme)
{
    ProviderSettings &settings = m_profile.providerSettings();
    ProviderRegistry &registry = m_profile.providers();
    const ConfigSource config = [this, &settings] { return settings.configOf(m_kind, m_shown); };

    auto *chooser = new QWidget(this);
    m_combo = new PresetCombo(theme, chooser);
    m_combo->setObjectName(u"providerCombo"_s);
    m_combo->setPresets(registry.presets(m_kind));
    m_note = new QLabel(chooser);
    m_note->setObjectName(u"providerNote"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setProperty("tone", u"muted"_s);
    applyTextRole(m_note, TextRole::Detail);
    auto *column = new QVBoxLayout(chooser);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_combo);
    column->addWidget(m_note);
    chooser->setFocusProxy(m_combo);
    m_combo->setAccessibleName(tr("Provider"));
    if (m_kind != ProviderKind::Embedding) {
        m_local = new LocalServerNotice(m_kind, m_profile, chooser);
        column->addWidget(m_local);
        connect(m_local, &LocalServerNotice::used, this, [this](bool modelChosen) {
            if (!modelChosen)
                m_model->loadModels();
        });
        connect(m_local, &LocalServerNotice::failed, this,
                [this](const Error &error) { watch(m_chooserRow, readyFuture(Result<void>(fail(error)))); });
    }
    m_notStored = new Notice(this);
    m_notStored->setObjectName(u"notStored"_s);
    m_notStored->setDismissable(true);
    m_chooserRow = addField(tr("Provider"), chooser);
    connect(m_combo, &PresetCombo::presetChosen, this, &ProviderCard::choose);

    m_url = new QLineEdit(this);
    m_url->setObjectName(u"urlEdit"_s);
    m_url->setMinimumHeight(32);
    m_url->setLayoutDirection(Qt::LeftToRight);
    m_urlApply = new AutoApply(m_url, [this] { applyUrl(); });
    connect(m_url, &QLineEdit::textEdited, m_urlApply, &AutoApply::touch);
    m_urlRow = addField(tr("Address"), m_url);

    m_key = new KeyField(settings, this);
    m_keyRow = addField(tr("Key"), m_key);

    m_model = new ModelField(registry, config, this);
    m_model->setListable(m_kind == ProviderKind::Llm);
    m_modelRow = addField(tr("Model"), m_model);
    connect(m_model, &ModelField::modelChanged, this, [this](const QString &model) {
        watch(m_modelRow, m_profile.providerSettings().setModel(m_kind, m_shown, model));
    });
    if (m_kind == ProviderKind::Speech) {
        const auto voiceFor = [this, config, &registry](const QString &) {
            return madeOf(this, config(),
                          [this, &registry](const Result<ProviderConfig> &found) -> Result<CloneVoice> {
                              CM_TRY(found);
                              CM_TRY_ASSIGN(provider, registry.makeSpeech(*found));
                              return CloneVoice{std::move(provider), m_voice->voice(), QLocale().bcp47Name()};
                          });
        };
        m_speech = std::make_unique<SpeechService>(voiceFor, makeSystemAudioOutput());
        m_voice = new VoiceField(registry, config, *m_speech, this);
        m_voice->setListenAction(
            [this] { m_speech->speak({}, m_voice->listenId(), VoiceField::sampleSentence()); });
        connect(m_voice, &VoiceField::voiceChanged, this, [this](const QString &voice) {
            watch(m_voiceRow, m_profile.providerSettings().setVoice(m_shown, voice));
        });
        m_voiceRow = addField(tr("Voice"), m_voice);
    }
    m_test = new TestButton(
        registry,
        [this, config] {
            m_urlApply->flush();
            m_model->flush();
            if (m_voice)
                m_voice->flush();
            return config();
        },
        this);
    addRow(m_test, tr("Test"));
    connect(m_test, &TestButton::actionRequested, this, &ProviderCard::onAction);
}

Preset ProviderCard::preset() const
{
    return m_profile.providers().find(m_kind, m_shown).value_or(Preset{});
}

void ProviderCard::choose(const QString &presetId)
{
    m_urlApply->flush();
    m_model->flush();
    if (m_voice)
        m_voice->flush();
    watch(m_chooserRow, m_profile.providerSettings().setProfileProvider(m_kind, presetId));
}

void ProviderCard::applyUrl()
{
    watch(m_urlRow, m_profile.providerSettings().setBaseUrl(m_kind, m_shown, m_url->text().trimmed()));
}

void ProviderCard::watch(QWidget *row, const QFuture<Result<void>> &stored)
{
    whenReady(this, stored, [this, row](const Result<void> &result) {
        if (result)
            return;
        row->layout()->addWidget(m_notStored);
        m_notStored->setError(result.error());
    });
}

void ProviderCard::onAction(NextStep step)
{
    window()->activateWindow();
    if (step == NextStep::ChooseModel)
        m_model->setFocus();
    else if (m_key->isVisible())
        m_key->setFocus();
    else if (m_url->isVisible())
        m_url->setFocus();
    else
        m_combo->setFocus();
}

// This page is where it may be looked for what runs on this computer: nowhere else, and never before.
void ProviderCard::showEvent(QShowEvent *event)
{
    FormCard::showEvent(event);
    if (m_local)
        m_local->look();
}

void ProviderCard::refresh()
{
    const ProviderChoice choice = m_profile.providerSettings().choice(m_kind);
    if (choice.providerId != m_shown) {
        m_shown = choice.providerId;
        m_combo->setPresetId(m_shown);
        showPreset();
    }
    const ProviderSettings &settings = m_profile.providerSettings();
    if (!m_urlApply->isWaiting() && m_url->text() != settings.baseUrl(m_kind, m_shown))
        m_url->setText(settings.baseUrl(m_kind, m_shown));
    m_model->setModel(settings.model(m_kind, m_shown));
    if (m_voice)
        m_voice->setVoice(settings.voice(m_shown));

    QString note = choice.known ? presetNote(preset())
                                : tr("This version has no such provider. Choose another one.");
    if (choice.origin == ChoiceOrigin::Environment)
        note = tr("%1 Chosen by the environment; what you choose here counts instead.").arg(note);
    m_note->setText(note);
}

void ProviderCard::showPreset()
{
    const Preset now = preset();
    const bool network = speaksOverNetwork(now);
    m_urlApply->forget();
    m_url->setPlaceholderText(now.baseUrl.isEmpty() ? tr("http://…") : now.baseUrl);
    const bool movable = now.local || now.baseUrl.isEmpty()
                         || !m_profile.providerSettings().baseUrl(m_kind, m_shown).isEmpty();
    setApplicable(m_urlRow, network && movable);
    setApplicable(m_keyRow, !now.secret.isEmpty());
    if (!now.secret.isEmpty())
        m_key->setPreset(m_kind, now);
    setApplicable(m_modelRow, network);
    m_model->forgetList();
    m_model->setPlaceholder(now.model.isEmpty() ? tr("Choose or type a model") : now.model);
    m_test->reset();
    m_notStored->clear();
    if (m_voice) {
        m_voice->forgetList();
        const QString otherwise = now.needsVoice ? tr("Choose or type a voice")
                                                 : tr("The provider's own choice");
        m_voice->setPlaceholder(now.voice.isEmpty() ? otherwise : now.voice);
    }
}

} // namespace CloneMemoria
