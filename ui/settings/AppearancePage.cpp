#include "ui/settings/AppearancePage.h"

#include "core/base/Futures.h"
#include "core/profile/Profile.h"
#include "core/profile/Settings.h"
#include "ui/settings/AutoApply.h"
#include "ui/settings/FormCard.h"
#include "ui/settings/QuietCombo.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kSmallestText = 80; // percent
constexpr int kLargestText = 200;
constexpr int kTextStep = 10;
} // namespace

AppearancePage::AppearancePage(Profile &profile, Theme &theme, QWidget *parent)
    : SettingsPage(tr("Appearance"), u"palette"_s, parent)
    , m_profile(profile)
    , m_theme(theme)
{
    auto *card = new FormCard(tr("How the window looks"), this);
    m_mode = new QuietCombo(card);
    m_mode->setObjectName(u"themeCombo"_s);
    m_mode->addItem(themedIcon(u"monitor"_s), tr("As the system"), u"system"_s);
    m_mode->addItem(themedIcon(u"sun"_s), tr("Light"), u"light"_s);
    m_mode->addItem(themedIcon(u"moon"_s), tr("Dark"), u"dark"_s);
    m_mode->setCurrentIndex(int(theme.mode()));
    connect(m_mode, &QComboBox::activated, this, &AppearancePage::applyMode);
    card->addField(tr("Light or dark"), m_mode);

    auto *sizeRow = new QWidget(card);
    m_size = new QSlider(Qt::Horizontal, sizeRow);
    m_size->setObjectName(u"textSizeSlider"_s);
    m_size->setAccessibleName(tr("Text size in percent"));
    m_size->setRange(kSmallestText / kTextStep, kLargestText / kTextStep);
    m_size->setPageStep(1);
    m_size->setMinimumHeight(32);
    m_size->setValue(theme.textScale() / kTextStep);
    m_sizeText = new QLabel(sizeRow);
    m_sizeText->setObjectName(u"textSizeText"_s);
    auto *row = new QHBoxLayout(sizeRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(m_size, 1);
    row->addWidget(m_sizeText);
    sizeRow->setFocusProxy(m_size);
    const auto tell = [this] { m_sizeText->setText(tr("%L1 %").arg(m_size->value() * kTextStep)); };
    tell();
    // The size of everything changes with it: not while the handle is being moved.
    m_sizeApply = new AutoApply(m_size, [this] { applySize(); });
    connect(m_size, &QSlider::valueChanged, this, [this, tell] {
        tell();
        m_sizeApply->touch();
    });
    connect(m_size, &QSlider::sliderReleased, m_sizeApply, &AutoApply::flush);
    card->addField(tr("Text size"), sizeRow, tr("Of the system's own size, everywhere in the window."));
    addCard(card);

    m_notice = new Notice(this);
    m_notice->setObjectName(u"appearanceNotice"_s);
    addWidget(m_notice);
}

void AppearancePage::applyMode()
{
    const QString mode = m_mode->currentData().toString();
    m_theme.setMode(mode == "light"_L1  ? Theme::Mode::Light
                    : mode == "dark"_L1 ? Theme::Mode::Dark
                                        : Theme::Mode::System);
    store(QString::fromUtf16(SettingsKey::theme), mode);
}

void AppearancePage::applySize()
{
    if (m_size->isSliderDown()) {
        m_sizeApply->touch();
        return;
    }
    const int percent = m_size->value() * kTextStep;
    if (percent == m_theme.textScale())
        return;
    m_theme.setTextScale(percent);
    store(QString::fromUtf16(SettingsKey::textSize), QString::number(percent));
}

void AppearancePage::store(const QString &key, const QString &value)
{
    m_notice->clear();
    whenReady(this, m_profile.settings().set(key, value), [this](const Result<void> &stored) {
        if (!stored)
            m_notice->setError(stored.error());
    });
}

} // namespace CloneMemoria
