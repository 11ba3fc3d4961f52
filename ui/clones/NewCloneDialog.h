#pragma once

#include "core/domain/Clone.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace CloneMemoria
{

class GrowingTextEdit;
class LanguageCombo;
class Notice;
class Profile;

/// Asks who it is to be and stores the new clone. A name is enough.
class NewCloneDialog : public QDialog
{
    Q_OBJECT

public:
    NewCloneDialog(Profile &profile, QWidget *parent);

    Clone clone() const { return m_clone; } ///< after it was accepted: as stored

private:
    void create();

    Profile &m_profile;
    Clone m_clone;
    QLineEdit *m_name = nullptr;
    Notice *m_nameNotice = nullptr;
    QLineEdit *m_relation = nullptr;
    GrowingTextEdit *m_description = nullptr;
    GrowingTextEdit *m_style = nullptr;
    LanguageCombo *m_language = nullptr;
    Notice *m_notice = nullptr;
    QPushButton *m_create = nullptr;
};

} // namespace CloneMemoria
