#pragma once

#include <QStyledItemDelegate>

namespace CloneMemoria {

class Theme;

/// Paints the sidebar's rows: a clone with avatar, name, time and last words, a conversation with its title.
class CloneTreeDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    CloneTreeDelegate(const Theme &theme, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintClone(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                    const QRect &area) const;
    void paintConversation(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                           const QRect &area) const;

    const Theme &m_theme;
};

/// "14:02", "Yesterday", "Sunday" within a week, else a short date; in the user's locale and time zone.
QString shortWhen(const QDateTime &time, const QDateTime &now);

} // namespace CloneMemoria
