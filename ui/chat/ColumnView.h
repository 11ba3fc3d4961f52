#pragma once

#include <QAbstractScrollArea>
#include <QHash>
#include <QList>
#include <QTimer>

#include <functional>

namespace CloneMemoria {

class IconButton;

/// A scrolling column of widgets, at most 760 wide and centred, of which only those near the view exist: the rest are
/// heights (measured once for each id, width and revision; estimated before that). What the reader looks at stays where
/// it is whatever grows, shrinks or is inserted around it; the end is followed only while they are there, else a
/// button leads back. Rows are made by a factory and must have a height for a width.
class ColumnView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    using Factory = std::function<QWidget *(const QString &id, QWidget *parent)>;

    struct Item
    {
        QString id;
        int estimate = 80; ///< of its height, until it is measured
    };

    explicit ColumnView(Factory factory, QWidget *parent = nullptr);
    ~ColumnView() override;

    /// All rows anew, shown from the end. Widgets are made again.
    void setItems(const QList<Item> &items);
    void insertItems(int index, const QList<Item> &items);
    void appendItem(const Item &item) { insertItems(count(), {item}); }
    void removeItem(const QString &id);
    void removeItemsFrom(int index);
    void renameItem(const QString &id, const QString &newId); ///< the widget stays
    /// Its content is another: measured again.
    void itemChanged(const QString &id);

    int count() const { return int(m_rows.size()); }
    int indexOf(const QString &id) const;
    QString idAt(int index) const;
    QWidget *widgetOf(const QString &id) const; ///< null while it is far from the view
    int widgetCount() const;

    int topOf(const QString &id) const; ///< in the viewport's pixels
    void placeTop(const QString &id,
                  int top); ///< scrolls so that topOf(id) is `top`, as far as there is room
    void scrollToEnd();
    bool isFollowing() const { return m_following; }

    static constexpr int kColumnWidth = 760;
    static constexpr int kMaxWidgets = 200;

Q_SIGNALS:
    void nearTop(); ///< the reader is near the first row
    void followingChanged(bool following);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    virtual void focusMoved(QWidget *from, QWidget *to); ///< inside or out of the column

private:
    struct Row
    {
        Item item;
        QWidget *widget = nullptr;
        int y = 0;
        int height = 0;
        int measuredWidth = -1; ///< -1: its height is an estimate
        bool stale = false;     ///< changed since it was measured
    };

    void settle();
    void settleLater();
    void place();
    bool measureVisible(int top, int margin, int atMost);
    void applyGeometry();
    void dropFarWidgets();
    void dropWidget(Row &row);
    void buildAround();
    void updateEndButton();
    void setFollowing(bool following);
    int columnWidth() const;
    int anchorRow() const;
    void orderTabs();
    void bringIntoView(const QWidget *widget);
    int rowAtOrAfter(int y) const; ///< index of the first row that ends below y

    Factory m_factory;
    QList<Row> m_rows;
    QHash<QString, int> m_index;
    QWidget *m_canvas;
    IconButton *m_endButton;
    QTimer m_idle;
    QTimer m_settleTimer;
    int m_total = 0;
    bool m_following = true;
    bool m_settling = false;
    bool m_tabsUnordered = false;
    QString m_pinnedId; ///< set by placeTop for one settle()
    int m_pinnedTop = 0;

    void reindex();
};

} // namespace CloneMemoria
