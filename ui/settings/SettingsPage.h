#pragma once

#include <QList>
#include <QScrollArea>
#include <QStringList>

class QVBoxLayout;

namespace CloneMemoria {

class FormCard;

/// One category of the settings: a title over cards, scrolling.
class SettingsPage : public QScrollArea
{
    Q_OBJECT

public:
    SettingsPage(const QString &title, const QString &icon, QWidget *parent);

    QString title() const { return m_titleText; }
    QString iconName() const { return m_icon; }
    /// Leaves the fields that have all the words; how many there are.
    int filter(const QStringList &words);

protected:
    void addCard(FormCard *card);
    void addWidget(QWidget *widget);

private:
    QString m_titleText;
    QString m_icon;
    QVBoxLayout *m_column = nullptr;
    QList<FormCard *> m_cards;
};

} // namespace CloneMemoria
