#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"
#include "ui/settings/FormCard.h"

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace CloneMemoria {

class Avatar;
class CloneSaver;
class GrowingTextEdit;
class LanguageCombo;
class Notice;

/// What a name must be; error code "name-empty" or "name-too-long".
Result<QString> checkedCloneName(const QString &text);

/// Who this is: picture, name, relation, language.
class WhoCard : public FormCard
{
    Q_OBJECT

public:
    WhoCard(CloneSaver &saver, QWidget *parent);

    void showClone(const Clone &clone); ///< fields that are being edited stay as they are
    void choosePicture();
    void setPicture(const QString &path);

private:
    QWidget *makePicture();
    void nameEdited();
    void storePicture(const QString &png);

    CloneSaver &m_saver;
    Clone m_clone;
    Avatar *m_avatar = nullptr;
    QPushButton *m_removePicture = nullptr;
    Notice *m_pictureNotice = nullptr;
    QLineEdit *m_name = nullptr;
    Notice *m_nameNotice = nullptr;
    QLineEdit *m_relation = nullptr;
    LanguageCombo *m_language = nullptr;
    bool m_nameRefused = false; ///< what stands in the field is not what is stored
};

/// How they speak: four texts, and whether they remember what is said.
class MannerCard : public FormCard
{
    Q_OBJECT

public:
    MannerCard(CloneSaver &saver, QWidget *parent);

    void showClone(const Clone &clone);

private:
    struct Text
    {
        QString Clone::*field;
        GrowingTextEdit *edit;
    };

    void addText(const QString &name, QString Clone::*field, const QString &label, const QString &hint);

    CloneSaver &m_saver;
    QString m_cloneId;
    QList<Text> m_texts;
    QCheckBox *m_remember = nullptr;
    bool m_showing = false; ///< what is stored is shown: no change of the user's
};

} // namespace CloneMemoria
