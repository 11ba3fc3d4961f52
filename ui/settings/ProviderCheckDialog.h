#pragma once

#include "core/base/ErrorText.h"
#include "core/providers/ProviderCheck.h"
#include "ui/settings/ProviderAccess.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace CloneMemoria {

class Notice;

/// Tries a provider out while one looks on: its steps, how long each took, and what to do about the one that failed.
/// Not modal, gone when closed, which ends the check.
class ProviderCheckDialog : public QDialog
{
    Q_OBJECT

public:
    ProviderCheckDialog(ProviderRegistry &registry, ConfigSource config, QWidget *parent);
    ~ProviderCheckDialog() override;

    void start();
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void actionRequested(CloneMemoria::NextStep step); ///< the dialog has closed by then

private:
    struct Row
    {
        QLabel *icon;
        QLabel *name;
        QLabel *facts;
    };

    void begin(const Result<ProviderConfig> &config);
    void showReport(const CheckReport &report);
    void showRow(int step, CheckState state, const QString &facts);
    void end(const std::optional<Error> &error);
    void changeEvent(QEvent *event) override;

    ProviderRegistry &m_registry;
    ConfigSource m_config;
    std::unique_ptr<ProviderCheck> m_check;
    CheckReport m_report;
    bool m_running = false;
    int m_request = 0;
    QLabel *m_title = nullptr;
    std::array<Row, 4> m_rows{};
    Notice *m_notice = nullptr;
    QPushButton *m_again = nullptr; ///< "Stop" while it runs
};

} // namespace CloneMemoria
