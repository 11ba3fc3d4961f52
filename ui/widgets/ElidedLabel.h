#pragma once

#include <QLabel>

namespace CloneMemoria {

/// One line of plain text that ends in "…" where there is no room; the whole of it is in the tooltip then.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    explicit ElidedLabel(const QString &text, QWidget *parent = nullptr);

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    QString oneLine() const;
};

} // namespace CloneMemoria
