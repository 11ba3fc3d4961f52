#pragma once

#include "core/base/ErrorText.h"
#include "core/base/Result.h"
#include "core/providers/Preset.h"
#include "ui/settings/FormCard.h"

#include <QFuture>

#include <memory>

class QLabel;
class QLineEdit;

namespace CloneMemoria {

class AutoApply;
class KeyField;
class LocalServerNotice;
class ModelField;
class Notice;
class PresetCombo;
class Profile;
class SpeechService;
class TestButton;
class Theme;
class VoiceField;

/// The profile's choice of one kind of provider, and what that provider needs: address, key, model, voice; with Test
/// or Listen. Each field applies by itself.
class ProviderCard : public FormCard
{
    Q_OBJECT

public:
    ProviderCard(ProviderKind kind, const QString &title, Profile &profile, Theme &theme, QWidget *parent);
    ~ProviderCard() override;

private:
    void build(Theme &theme);
    void choose(const QString &presetId);
    void refresh(); ///< from the settings
    void showPreset();
    void applyUrl();
    void onAction(NextStep step);
    /// Says below `row` why what was set there is not on disk.
    void watch(QWidget *row, const QFuture<Result<void>> &stored);
    Preset preset() const;
    void showEvent(QShowEvent *event) override;

    ProviderKind m_kind;
    Profile &m_profile;
    QString m_shown; ///< the preset whose fields are shown
    PresetCombo *m_combo = nullptr;
    QLabel *m_note = nullptr;
    QLineEdit *m_url = nullptr;
    AutoApply *m_urlApply = nullptr;
    KeyField *m_key = nullptr;
    ModelField *m_model = nullptr;
    VoiceField *m_voice = nullptr;
    TestButton *m_test = nullptr;
    LocalServerNotice *m_local = nullptr; ///< none for embedding: a list doesn't tell which models embed
    Notice *m_notStored = nullptr;
    QWidget *m_chooserRow = nullptr;
    QWidget *m_voiceRow = nullptr;
    QWidget *m_urlRow = nullptr;
    QWidget *m_keyRow = nullptr;
    QWidget *m_modelRow = nullptr;
    std::unique_ptr<SpeechService> m_speech; ///< of the sample sentence: no clone speaks it
};

} // namespace CloneMemoria
