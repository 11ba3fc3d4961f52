#pragma once

#include "core/base/ErrorText.h"
#include "ui/settings/ProviderAccess.h"

#include <QPointer>
#include <QWidget>

namespace CloneMemoria {

class ProviderCheckDialog;
class ProviderRegistry;

/// "Test": opens the check of the provider that is set here; one at a time.
class TestButton : public QWidget
{
    Q_OBJECT

public:
    TestButton(ProviderRegistry &registry, ConfigSource config, QWidget *parent);

    void reset(); ///< another provider is shown: what was found out is not about it

Q_SIGNALS:
    void actionRequested(CloneMemoria::NextStep step);

private:
    void open();

    ProviderRegistry &m_registry;
    ConfigSource m_config;
    QPointer<ProviderCheckDialog> m_dialog;
};

} // namespace CloneMemoria
