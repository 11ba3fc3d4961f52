#pragma once

#include "core/providers/Preset.h"

#include <QComboBox>

namespace CloneMemoria {

class Theme;

QString presetNote(const Preset &preset); ///< translated; with "On this computer" where nothing leaves it

/// Chooses a provider: name and, in the list, what it is about. With an inherited entry the first one is empty: "as in
/// Settings".
class PresetCombo : public QComboBox
{
    Q_OBJECT

public:
    PresetCombo(Theme &theme, QWidget *parent);

    void setPresets(const QList<Preset> &presets, const QString &inheritedText = {});
    void setInheritedText(const QString &text);
    QString presetId() const; ///< empty: inherited
    /// An id that no preset has is shown as it is, so that it isn't lost.
    void setPresetId(const QString &id);

Q_SIGNALS:
    void presetChosen(const QString &id); ///< by the user

protected:
    void wheelEvent(QWheelEvent *event) override;

private:
    bool m_inherits = false;
};

} // namespace CloneMemoria
