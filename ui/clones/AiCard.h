#pragma once

#include "core/base/ErrorText.h"
#include "core/domain/Clone.h"
#include "core/providers/Preset.h"
#include "ui/settings/FormCard.h"

#include <functional>

class QDoubleSpinBox;
class QLabel;
class QSlider;
class QSpinBox;

namespace CloneMemoria {

class CloneSaver;
class ModelField;
class PresetCombo;
class Profile;
class TestButton;
class Theme;
class VoiceField;

/// One clone's AI settings, by kind of provider. Each field says "as in Settings" until it is changed.
class AiCard : public FormCard
{
    Q_OBJECT

public:
    AiCard(ProviderKind kind, const QString &title, Profile &profile, Theme &theme, CloneSaver &saver,
           QWidget *parent);

    void showClone(const Clone &clone);

Q_SIGNALS:
    void settingsRequested();

private:
    void build(Theme &theme);
    void buildAnswerFields();
    void refresh();
    void chooseProvider(const QString &id);
    void setTemperature(double temperature);
    void store(const QString &field, const std::function<void(AiSettings &)> &change);
    void onAction(NextStep step);
    QString providerOf(const AiSettings &settings) const;

    ProviderKind m_kind;
    Profile &m_profile;
    CloneSaver &m_saver;
    Clone m_clone; ///< with what the user changed, whether it is stored yet or not
    PresetCombo *m_provider = nullptr;
    QLabel *m_note = nullptr;
    ModelField *m_model = nullptr;
    QWidget *m_modelRow = nullptr;
    QSlider *m_temperatureSlider = nullptr;
    QDoubleSpinBox *m_temperature = nullptr;
    QSpinBox *m_length = nullptr;
    TestButton *m_test = nullptr;
    VoiceField *m_voice = nullptr;
};

} // namespace CloneMemoria
