#pragma once

#include "core/base/Result.h"
#include "ui/settings/SettingsPage.h"

class QComboBox;
class QLabel;
class QSlider;

namespace CloneMemoria {

class AutoApply;
class Notice;
class Profile;
class Theme;

/// Light or dark, and the size of the text.
class AppearancePage : public SettingsPage
{
    Q_OBJECT

public:
    AppearancePage(Profile &profile, Theme &theme, QWidget *parent);

private:
    void applyMode();
    void applySize();
    void store(const QString &key, const QString &value);

    Profile &m_profile;
    Theme &m_theme;
    QComboBox *m_mode = nullptr;
    QSlider *m_size = nullptr;
    QLabel *m_sizeText = nullptr;
    Notice *m_notice = nullptr;
    AutoApply *m_sizeApply = nullptr;
};

} // namespace CloneMemoria
