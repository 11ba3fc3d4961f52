#include "ui/settings/TestButton.h"

#include "ui/settings/ProviderCheckDialog.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

TestButton::TestButton(ProviderRegistry &registry, ConfigSource config, QWidget *parent)
    : QWidget(parent)
    , m_registry(registry)
    , m_config(std::move(config))
{
    auto *button = new QPushButton(tr("Test"), this);
    button->setObjectName(u"modelTest"_s);
    button->setToolTip(tr("See whether it can be reached and answers"));
    button->setAutoDefault(false);
    setFocusProxy(button);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(button);
    row->addStretch(1);
    connect(button, &QPushButton::clicked, this, &TestButton::open);
}

void TestButton::open()
{
    if (!m_dialog || !m_dialog->isVisible()) { // one that was closed is on its way out
        m_dialog = new ProviderCheckDialog(m_registry, m_config, window());
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_dialog, &ProviderCheckDialog::actionRequested, this, &TestButton::actionRequested);
        // Its configuration is this button's: it goes with it.
        connect(this, &QObject::destroyed, m_dialog, &QObject::deleteLater);
    }
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
    if (!m_dialog->isRunning())
        m_dialog->start();
}

void TestButton::reset()
{
    if (m_dialog)
        m_dialog->close();
}

} // namespace CloneMemoria
