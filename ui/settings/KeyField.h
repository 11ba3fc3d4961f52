#pragma once

#include "core/base/ErrorText.h"
#include "core/profile/ProviderSettings.h"
#include "core/providers/Preset.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace CloneMemoria {

class Notice;

/// A provider's key: where the one in use comes from, a field for a new one, and Remove. A key that is stored is never
/// shown again.
class KeyField : public QWidget
{
    Q_OBJECT

public:
    KeyField(ProviderSettings &settings, QWidget *parent);

    void setPreset(ProviderKind kind, const Preset &preset);
    void refresh();
    void saveKey();
    void removeKey();
    KeyState state() const { return m_state; }

private:
    void showState(KeyState state);
    void done(const Result<void> &result);

    ProviderSettings &m_settings;
    ProviderKind m_kind = ProviderKind::Llm;
    Preset m_preset;
    KeyState m_state = KeyState::NotNeeded;
    int m_request = 0;
    QString m_why; ///< the keychain did not take the key
    QLineEdit *m_edit = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_remove = nullptr;
    QLabel *m_stateText = nullptr;
    Notice *m_notice = nullptr;
};

} // namespace CloneMemoria
