#pragma once

#include <QStyledItemDelegate>

namespace CloneMemoria {

class Theme;

/// A row of the memories list: icon, title, and under it date and size in a quieter voice.
class DocumentDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    DocumentDelegate(Theme &theme, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    Theme &m_theme;
};

} // namespace CloneMemoria
