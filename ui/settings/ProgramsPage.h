#pragma once

#include "ui/settings/SettingsPage.h"

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace CloneMemoria {

class AutoApply;
class CopyField;
class LocalApi;
class Notice;

/// Whether other programs may talk with the clones, and what they need to know for it: address, key and an example.
class ProgramsPage : public SettingsPage
{
    Q_OBJECT

public:
    ProgramsPage(LocalApi &api, QWidget *parent);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void refresh();
    void findModel();
    void askToRenew();
    QString stateText() const;

    LocalApi &m_api;
    QCheckBox *m_enabled = nullptr;
    QLabel *m_state = nullptr;
    QSpinBox *m_port = nullptr;
    AutoApply *m_portApply = nullptr;
    CopyField *m_address = nullptr;
    CopyField *m_key = nullptr;
    QLabel *m_keyState = nullptr;
    QPushButton *m_renew = nullptr;
    QPlainTextEdit *m_example = nullptr;
    QPushButton *m_copyExample = nullptr;
    Notice *m_notice = nullptr;
    FormCard *m_needed = nullptr; ///< what a program needs to know
    QString m_model;              ///< of the example; empty: not known yet, or there is no clone
};

} // namespace CloneMemoria
