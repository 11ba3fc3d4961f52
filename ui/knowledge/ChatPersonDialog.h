#pragma once

#include <QDialog>
#include <QStringList>

class QButtonGroup;

namespace CloneMemoria {

/// "Who in this chat is Anna?", with the people found in it and "None of them".
class ChatPersonDialog : public QDialog
{
    Q_OBJECT

public:
    struct Question
    {
        QString cloneName;
        QStringList people;
        QStringList files;  ///< names of the chats it is about
        QString suggestion; ///< one of the people, or empty
    };

    ChatPersonDialog(const Question &question, QWidget *parent);

    QString chosen() const; ///< empty: none of them

private:
    QStringList m_people;
    QButtonGroup *m_choices = nullptr;
};

/// Who of these the clone most likely is: a name it had before, else one that is its own or a part of it. Empty where
/// none is.
QString likelyPerson(const QStringList &people, const QStringList &knownNames, const QString &cloneName);

} // namespace CloneMemoria
