#pragma once

#include <QAbstractButton>

namespace CloneMemoria
{

/// A large button: an icon, a title and a sentence on a card.
class ChoiceCard : public QAbstractButton
{
    Q_OBJECT

public:
    ChoiceCard(const QString &icon, const QString &title, const QString &sentence, QWidget *parent);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    QString m_icon;
    QString m_sentence;
};

} // namespace CloneMemoria
