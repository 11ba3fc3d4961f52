#include "ui/clones/AiCard.h"

#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"
#include "core/providers/ProviderRegistry.h"
#include "core/speech/SpeechService.h"
#include "ui/clones/CloneSaver.h"
#include "ui/settings/ModelField.h"
#include "ui/settings/PresetCombo.h"
#include "ui/settings/TestButton.h"
#include "ui/settings/VoiceField.h"
#include "ui/widgets/TextRole.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>
#include <QWheelEvent>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kSliderSteps = 20; // of a temperature from 0 to 2
constexpr double kHighestTemperature = 2.0;
constexpr int kLongestAnswer = 32'000;

QString fieldPrefix(ProviderKind kind)
{
    return kind == ProviderKind::Llm         ? u"llm"_s
           : kind == ProviderKind::Embedding ? u"embedding"_s
                                             : u"speech"_s;
}

// A wheel over a number scrolls the page, unless the number is being edited.
template <typename Box>
class PatientBox : public Box
{
public:
    explicit PatientBox(QWidget *parent) : Box(parent)
    {
        this->setFocusPolicy(Qt::StrongFocus);
        this->setMinimumHeight(32);
        this->setButtonSymbols(
            QAbstractSpinBox::NoButtons); // a slider, or typing, is kinder than two small arrows
    }

protected:
    void wheelEvent(QWheelEvent *event) override
    {
        if (this->hasFocus())
            Box::wheelEvent(event);
        else
            event->ignore();
    }
};
} // namespace

AiCard::AiCard(ProviderKind kind, const QString &title, Profile &profile, Theme &theme, CloneSaver &saver,
               QWidget *parent)
    : FormCard(title, parent)
    , m_kind(kind)
    , m_profile(profile)
    , m_saver(saver)
{
    build(theme);
    connect(&m_profile.providerSettings(), &ProviderSettings::changed, this, &AiCard::refresh);
}

void AiCard::build(Theme &theme)
{
    ProviderRegistry &registry = m_profile.providers();
    const ConfigSource config = [this] {
        return m_profile.providerSettings().config(m_kind, m_clone.settings);
    };

    auto *chooser = new QWidget(this);
    m_provider = new PresetCombo(theme, chooser);
    m_provider->setObjectName(u"cloneProvider"_s);
    m_provider->setAccessibleName(tr("Provider"));
    m_provider->setPresets(registry.presets(m_kind), tr("As in Settings"));
    m_note = new QLabel(chooser);
    m_note->setObjectName(u"cloneProviderNote"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setProperty("tone", u"muted"_s);
    applyTextRole(m_note, TextRole::Detail);
    auto *column = new QVBoxLayout(chooser);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_provider);
    column->addWidget(m_note);
    chooser->setFocusProxy(m_provider);
    addField(tr("Provider"), chooser);
    connect(m_provider, &PresetCombo::presetChosen, this, &AiCard::chooseProvider);

    if (m_kind != ProviderKind::Speech) {
        m_model = new ModelField(registry, config, this);
        m_model->setListable(m_kind == ProviderKind::Llm);
        m_modelRow = addField(tr("Model"), m_model);
        connect(m_model, &ModelField::modelChanged, this, [this](const QString &model) {
            store(u"model"_s, [kind = m_kind, model](AiSettings &settings) {
                (kind == ProviderKind::Llm ? settings.llmModel : settings.embeddingModel) = model;
            });
        });
        connect(m_model, &ModelField::actionRequested, this, &AiCard::onAction);
    }
    if (m_kind == ProviderKind::Llm) {
        buildAnswerFields();
    }
    if (m_kind == ProviderKind::Speech) {
        m_voice = new VoiceField(registry, config, m_profile.speech(), this);
        addField(tr("Voice"), m_voice);
        connect(m_voice, &VoiceField::voiceChanged, this, [this](const QString &voice) {
            store(u"voice"_s, [voice](AiSettings &settings) { settings.ttsVoiceId = voice; });
        });
        connect(m_voice, &VoiceField::actionRequested, this, &AiCard::onAction);
        // The service reads the clone as it is stored.
        m_voice->setListenAction([this] {
            m_saver.whenSaved([this] {
                m_profile.speech().speak(m_clone.id, m_voice->listenId(), VoiceField::sampleSentence());
            });
        });
    }
    m_test = new TestButton(
        registry,
        [this, config] {
            if (m_model)
                m_model->flush();
            if (m_voice)
                m_voice->flush();
            return config();
        },
        this);
    addRow(m_test);
    connect(m_test, &TestButton::actionRequested, this, &AiCard::onAction);
}

void AiCard::buildAnswerFields()
{
    auto *freedom = new QWidget(this);
    m_temperatureSlider = new QSlider(Qt::Horizontal, freedom);
    m_temperatureSlider->setObjectName(u"temperatureSlider"_s);
    m_temperatureSlider->setAccessibleName(tr("How freely they speak"));
    m_temperatureSlider->setRange(0, kSliderSteps);
    m_temperatureSlider->setMinimumHeight(32);
    m_temperature = new PatientBox<QDoubleSpinBox>(freedom);
    m_temperature->setObjectName(u"temperatureSpin"_s);
    m_temperature->setAccessibleName(tr("How freely they speak, as a number"));
    m_temperature->setRange(0, kHighestTemperature);
    m_temperature->setSingleStep(0.1);
    m_temperature->setDecimals(2);
    auto *row = new QHBoxLayout(freedom);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(m_temperatureSlider, 1);
    row->addWidget(m_temperature);
    freedom->setFocusProxy(m_temperatureSlider);
    addField(tr("How freely they speak"), freedom,
             tr("Lower stays close to what is known, higher is more playful."));
    connect(m_temperatureSlider, &QSlider::valueChanged, this,
            [this](int step) { setTemperature(kHighestTemperature * step / kSliderSteps); });
    connect(m_temperature, &QDoubleSpinBox::valueChanged, this, &AiCard::setTemperature);

    m_length = new PatientBox<QSpinBox>(this);
    m_length->setObjectName(u"lengthSpin"_s);
    m_length->setRange(0, kLongestAnswer);
    m_length->setSingleStep(100);
    m_length->setSpecialValueText(tr("as the model likes"));
    m_length->setGroupSeparatorShown(true);
    addField(tr("Longest answer"), m_length,
             tr("In pieces of words, as models count them; 100 are about 75 English words."));
    connect(m_length, &QSpinBox::valueChanged, this, [this](int pieces) {
        store(u"length"_s, [pieces](AiSettings &settings) {
            settings.maxTokens = pieces > 0 ? std::optional(pieces) : std::nullopt;
        });
    });
    connect(m_length, &QAbstractSpinBox::editingFinished, &m_saver, &CloneSaver::flush);
    connect(m_temperature, &QAbstractSpinBox::editingFinished, &m_saver, &CloneSaver::flush);
}

void AiCard::setTemperature(double temperature)
{
    const QSignalBlocker slider(m_temperatureSlider);
    const QSignalBlocker spin(m_temperature);
    if (sender() != m_temperatureSlider)
        m_temperatureSlider->setValue(qRound(temperature * kSliderSteps / kHighestTemperature));
    if (sender() != m_temperature)
        m_temperature->setValue(temperature);
    store(u"temperature"_s, [temperature](AiSettings &settings) { settings.temperature = temperature; });
}

void AiCard::store(const QString &field, const std::function<void(AiSettings &)> &change)
{
    change(m_clone.settings);
    m_saver.change(fieldPrefix(m_kind) + u'.' + field, [change](Clone &clone) { change(clone.settings); });
}

void AiCard::chooseProvider(const QString &id)
{
    if (m_model)
        m_model->flush();
    if (m_voice)
        m_voice->flush();
    // A model or voice belongs to its provider.
    store(u"provider"_s, [kind = m_kind, id](AiSettings &settings) {
        switch (kind) {
        case ProviderKind::Llm:
            settings.llmProvider = id;
            settings.llmModel.clear();
            break;
        case ProviderKind::Embedding:
            settings.embeddingProvider = id;
            settings.embeddingModel.clear();
            break;
        case ProviderKind::Speech:
            settings.ttsProvider = id;
            settings.ttsVoiceId.clear();
            break;
        }
    });
    m_saver.drop(fieldPrefix(m_kind) + (m_voice ? u".voice"_s : u".model"_s));
    m_saver.flush();
    if (m_model)
        m_model->forgetList();
    if (m_voice)
        m_voice->forgetList();
    m_test->reset();
    refresh();
}

void AiCard::showClone(const Clone &clone)
{
    const bool other = clone.id != m_clone.id;
    if (!other && !m_saver.isIdle())
        return; // newer changes are on their way: what comes back then is the whole
    m_clone = clone;
    if (other) {
        if (m_model)
            m_model->forgetList();
        if (m_voice)
            m_voice->forgetList();
        m_test->reset();
    }
    refresh();
}

void AiCard::refresh()
{
    const AiSettings &settings = m_clone.settings;
    const ProviderSettings &choices = m_profile.providerSettings();
    const ProviderChoice inherited = choices.choice(m_kind);
    const ProviderChoice now = choices.choice(m_kind, settings);
    m_provider->setInheritedText(tr("As in Settings (%1)").arg(inherited.providerName));
    m_provider->setPresetId(providerOf(settings));
    const std::optional<Preset> preset = m_profile.providers().find(m_kind, now.providerId);
    m_note->setText(preset ? presetNote(*preset)
                           : tr("This version has no such provider. Choose another one."));

    AiSettings bare = settings;
    bare.llmModel.clear();
    bare.embeddingModel.clear();
    bare.ttsVoiceId.clear();
    const ProviderChoice otherwise = choices.choice(m_kind, bare);
    if (m_model) {
        const bool asks = preset
                          && (!preset->baseUrl.isEmpty() || preset->protocol == "openai"_L1
                              || preset->protocol == "anthropic"_L1);
        setApplicable(m_modelRow, asks);
        m_model->setModel(m_kind == ProviderKind::Llm ? settings.llmModel : settings.embeddingModel);
        m_model->setPlaceholder(otherwise.model.isEmpty() ? tr("Choose or type a model")
                                                          : tr("As in Settings (%1)").arg(otherwise.model));
    }
    if (m_voice) {
        m_voice->setVoice(settings.ttsVoiceId);
        m_voice->setPlaceholder(otherwise.voice.isEmpty() ? tr("As in Settings")
                                                          : tr("As in Settings (%1)").arg(otherwise.voice));
    }
    if (m_temperature) {
        const QSignalBlocker slider(m_temperatureSlider);
        const QSignalBlocker spin(m_temperature);
        const QSignalBlocker length(m_length);
        m_temperatureSlider->setValue(qRound(settings.temperature * kSliderSteps / kHighestTemperature));
        if (!qFuzzyCompare(1 + m_temperature->value(), 1 + settings.temperature))
            m_temperature->setValue(settings.temperature);
        m_length->setValue(settings.maxTokens.value_or(0));
    }
}

QString AiCard::providerOf(const AiSettings &settings) const
{
    switch (m_kind) {
    case ProviderKind::Llm:
        return settings.llmProvider;
    case ProviderKind::Embedding:
        return settings.embeddingProvider;
    case ProviderKind::Speech:
        break;
    }
    return settings.ttsProvider;
}

void AiCard::onAction(NextStep step)
{
    if (step == NextStep::ChooseModel && m_model)
        m_model->setFocus();
    else
        Q_EMIT settingsRequested();
}

} // namespace CloneMemoria
