#pragma once

#include <QPalette>
#include <QWidget>

class QPainter;

namespace CloneMemoria {

/// One or two letters that stand for a name; empty for an empty one.
QString initialsOf(const QString &name);

/// A round picture of a person: `picture` (an image in base64) where it can be read, else initials on a calm colour
/// that is always the same for a name. For delegates and other painters.
void paintAvatar(QPainter &painter, const QRectF &rect, const QString &name, const QString &picture,
                 const QPalette &palette);

/// The same as a widget.
class Avatar : public QWidget
{
    Q_OBJECT

public:
    explicit Avatar(int diameter, QWidget *parent = nullptr);

    void setPerson(const QString &name, const QString &picture);
    QSize sizeHint() const override { return {m_diameter, m_diameter}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_diameter;
    QString m_name;
    QString m_picture;
};

} // namespace CloneMemoria
