#include "ui/chat/ColumnView.h"

#include "ui/widgets/IconButton.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>
#include <limits>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kTopPadding = 24;
constexpr int kBottomPadding = 16;
constexpr int kSidePadding = 24;
constexpr int kEndTolerance = 8; // px: still "at the end"
constexpr int kEndButtonDistance = 80;
constexpr int kNearTop = 600; // px: time to load what came before
constexpr int kScrollStep = 40;
constexpr int kIdleBudgetMs = 6; // of making rows ahead of the reader, at a time
} // namespace

ColumnView::ColumnView(Factory factory, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_factory(std::move(factory))
    , m_canvas(new QWidget(viewport()))
    , m_endButton(new IconButton(u"arrow-down"_s, tr("To the newest message"), this))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setAutoFillBackground(false);
    verticalScrollBar()->setSingleStep(kScrollStep);
    m_endButton->setObjectName(u"toEndButton"_s);
    m_endButton->setProperty("kind", u"floating"_s);
    m_endButton->hide();
    connect(m_endButton, &QToolButton::clicked, this, &ColumnView::scrollToEnd);
    m_idle.setInterval(0);
    m_idle.setSingleShot(true);
    connect(&m_idle, &QTimer::timeout, this, &ColumnView::buildAround);
    m_settleTimer.setInterval(0);
    m_settleTimer.setSingleShot(true);
    connect(&m_settleTimer, &QTimer::timeout, this, &ColumnView::settle);
    connect(qApp, &QApplication::focusChanged, this, &ColumnView::focusMoved);
    m_canvas->show();
}

ColumnView::~ColumnView()
{
    qApp->disconnect(this); // the focus leaves the rows when they go, after this is no ColumnView any more
}

void ColumnView::reindex()
{
    m_index.clear();
    for (int i = 0; i < m_rows.size(); ++i)
        m_index.insert(m_rows.at(i).item.id, i);
}

int ColumnView::indexOf(const QString &id) const
{
    return m_index.value(id, -1);
}

QString ColumnView::idAt(int index) const
{
    return index >= 0 && index < m_rows.size() ? m_rows.at(index).item.id : QString();
}

QWidget *ColumnView::widgetOf(const QString &id) const
{
    const int index = indexOf(id);
    return index < 0 ? nullptr : m_rows.at(index).widget;
}

int ColumnView::widgetCount() const
{
    return int(
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row &row) { return row.widget != nullptr; }));
}

void ColumnView::setItems(const QList<Item> &items)
{
    for (Row &row : m_rows)
        dropWidget(row);
    m_rows.clear();
    for (const Item &item : items)
        m_rows.append({.item = item, .height = item.estimate});
    reindex();
    setFollowing(true);
    settle();
}

void ColumnView::insertItems(int index, const QList<Item> &items)
{
    if (items.isEmpty())
        return;
    // Where the reader is, before anything moves: rows above get their places first, then the view follows.
    const int anchor = anchorRow();
    if (!m_following && m_pinnedId.isEmpty() && anchor >= 0) {
        m_pinnedId = m_rows.at(anchor).item.id;
        m_pinnedTop = m_rows.at(anchor).y - verticalScrollBar()->value();
    }
    QList<Row> rows;
    rows.reserve(items.size());
    for (const Item &item : items)
        rows.append({.item = item, .height = item.estimate});
    m_rows = m_rows.first(index) + rows + m_rows.sliced(index);
    reindex();
    settle();
}

void ColumnView::removeItem(const QString &id)
{
    const int index = indexOf(id);
    if (index < 0)
        return;
    dropWidget(m_rows[index]);
    m_rows.removeAt(index);
    reindex();
    settleLater();
}

void ColumnView::removeItemsFrom(int index)
{
    while (m_rows.size() > std::max(0, index)) {
        dropWidget(m_rows.last());
        m_rows.removeLast();
    }
    reindex();
    settleLater();
}

void ColumnView::renameItem(const QString &id, const QString &newId)
{
    const int index = indexOf(id);
    if (index < 0 || id == newId)
        return;
    m_rows[index].item.id = newId;
    reindex();
}

void ColumnView::itemChanged(const QString &id)
{
    const int index = indexOf(id);
    if (index < 0)
        return;
    m_rows[index].stale = true;
    settleLater();
}

int ColumnView::topOf(const QString &id) const
{
    const int index = indexOf(id);
    return index < 0 ? 0 : m_rows.at(index).y - verticalScrollBar()->value();
}

void ColumnView::placeTop(const QString &id, int top)
{
    if (indexOf(id) < 0)
        return;
    m_pinnedId = id;
    m_pinnedTop = top;
    setFollowing(false);
    settle();
    setFollowing(verticalScrollBar()->value() >= verticalScrollBar()->maximum() - kEndTolerance);
    updateEndButton();
}

void ColumnView::scrollToEnd()
{
    setFollowing(true);
    settle();
}

int ColumnView::columnWidth() const
{
    return std::max(120, std::min(kColumnWidth, this->width() - 2 * kSidePadding));
}

int ColumnView::rowAtOrAfter(int y) const
{
    const auto found = std::partition_point(m_rows.begin(), m_rows.end(),
                                            [y](const Row &row) { return row.y + row.height <= y; });
    return found == m_rows.end() ? int(m_rows.size()) - 1 : int(found - m_rows.begin());
}

// The row that keeps its place: the first one in view, unless its height is a guess still; then the one below it.
int ColumnView::anchorRow() const
{
    if (m_rows.isEmpty())
        return -1;
    const int top = verticalScrollBar()->value();
    const int first = rowAtOrAfter(top);
    for (int i = first; i < m_rows.size() && m_rows.at(i).y < top + viewport()->height(); ++i) {
        if (m_rows.at(i).measuredWidth >= 0)
            return i;
    }
    return first;
}

void ColumnView::place()
{
    int y = kTopPadding;
    for (Row &row : m_rows) {
        row.y = y;
        y += row.height;
    }
    m_total = y + kBottomPadding;
}

// Makes and measures what is between top - margin and the view's end + margin; true if a height was not as thought.
bool ColumnView::measureVisible(int top, int margin, int atMost)
{
    const int width = columnWidth();
    const int bottom = top + viewport()->height() + margin;
    bool changed = false;
    for (int i = std::max(0, rowAtOrAfter(top - margin));
         i < m_rows.size() && m_rows.at(i).y < bottom && atMost > 0; ++i) {
        Row &row = m_rows[i];
        if (row.widget && row.measuredWidth == width && !row.stale)
            continue;
        if (!row.widget) {
            row.widget = m_factory(row.item.id, m_canvas);
            m_tabsUnordered = true;
        }
        --atMost;
        const int height = row.widget->heightForWidth(width);
        row.measuredWidth = width;
        row.stale = false;
        changed = changed || height != row.height;
        row.height = height;
        if (changed && margin == 0)
            break; // what is below it moves: look again
    }
    return changed;
}

void ColumnView::settleLater()
{
    if (!m_settleTimer.isActive())
        m_settleTimer.start();
}

void ColumnView::settle()
{
    if (m_settling)
        return;
    m_settling = true;
    m_settleTimer.stop();
    QScrollBar *bar = verticalScrollBar();
    int anchor = -1;
    int anchorTop = 0;
    if (!m_pinnedId.isEmpty()) {
        anchor = indexOf(m_pinnedId);
        anchorTop = m_pinnedTop;
        m_pinnedId.clear();
    } else if (!m_following && !m_rows.isEmpty()) {
        anchor = anchorRow();
        anchorTop = m_rows.at(anchor).y - bar->value();
    }
    int value = bar->value();
    // Each round measures at least one more row near the view, so this ends.
    for (int round = 0; round <= 2 * int(m_rows.size()) + 2; ++round) {
        place();
        const int maximum = std::max(0, m_total - viewport()->height());
        value = std::clamp(anchor >= 0   ? m_rows.at(anchor).y - anchorTop
                           : m_following ? maximum
                                         : bar->value(),
                           0, maximum);
        if (!measureVisible(value, 0, std::numeric_limits<int>::max()))
            break;
    }
    const int maximum = std::max(0, m_total - viewport()->height());
    bar->setPageStep(viewport()->height());
    bar->setRange(0, maximum);
    bar->setValue(value);
    applyGeometry();
    m_settling = false;
    updateEndButton();
    dropFarWidgets();
    m_idle.start();
    if (value < kNearTop && !m_rows.isEmpty())
        Q_EMIT nearTop();
}

void ColumnView::applyGeometry()
{
    const int width = columnWidth();
    const int value = verticalScrollBar()->value();
    // In the middle of the whole, scroll bar included: what stands below it is as well.
    m_canvas->setGeometry((this->width() - width) / 2 - viewport()->x(), -value, width,
                          std::max(m_total, viewport()->height()));
    for (Row &row : m_rows) {
        if (!row.widget)
            continue;
        const QRect place(0, row.y, width, row.height);
        if (row.widget->geometry() != place)
            row.widget->setGeometry(place);
        if (row.widget->isHidden())
            row.widget->show();
    }
    if (m_tabsUnordered)
        orderTabs();
}

// Rows a screen above and below are made in small portions while nothing else is to do, so that scrolling and the Tab
// key find them ready.
void ColumnView::buildAround()
{
    QElapsedTimer clock;
    clock.start();
    const int margin = viewport()->height();
    const int before = widgetCount();
    bool changed = false;
    int made = 0;
    do {
        changed = measureVisible(verticalScrollBar()->value(), margin, 1);
        const int now = widgetCount();
        if (now == before + made && !changed)
            break;
        made = now - before;
        if (changed) {
            settle(); // starts this again
            return;
        }
    } while (clock.elapsed() < kIdleBudgetMs);
    if (made > 0) {
        applyGeometry();
        m_idle.start();
    }
}

void ColumnView::dropWidget(Row &row)
{
    if (!row.widget)
        return;
    row.widget->hide();
    row.widget->deleteLater();
    row.widget = nullptr;
}

void ColumnView::dropFarWidgets()
{
    int over = widgetCount() - kMaxWidgets;
    if (over <= 0)
        return;
    const int middle = rowAtOrAfter(verticalScrollBar()->value() + viewport()->height() / 2);
    int first = 0;
    int last = int(m_rows.size()) - 1;
    const QWidget *focus = QApplication::focusWidget();
    while (over > 0 && first < last) {
        Row &row = middle - first > last - middle ? m_rows[first++] : m_rows[last--];
        if (!row.widget || (focus && row.widget->isAncestorOf(focus)))
            continue;
        dropWidget(row);
        --over;
    }
}

void ColumnView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    settle();
}

void ColumnView::scrollContentsBy(int, int)
{
    if (m_settling)
        return;
    QScrollBar *bar = verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum() - kEndTolerance;
    setFollowing(atEnd);
    // The row at the top keeps its place; what comes into view is made now.
    settle();
}

void ColumnView::setFollowing(bool following)
{
    if (following == m_following)
        return;
    m_following = following;
    Q_EMIT followingChanged(following);
}

void ColumnView::updateEndButton()
{
    const QScrollBar *bar = verticalScrollBar();
    m_endButton->setVisible(bar->maximum() - bar->value() > kEndButtonDistance);
    const QRect room = viewport()->geometry();
    m_endButton->move(room.center().x() - m_endButton->width() / 2,
                      room.bottom() - m_endButton->height() - 12);
    m_endButton->raise();
}

void ColumnView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Home)
        verticalScrollBar()->setValue(0);
    else if (event->key() == Qt::Key_End)
        scrollToEnd();
    else if (event->key() == Qt::Key_Space)
        verticalScrollBar()->triggerAction(event->modifiers() & Qt::ShiftModifier
                                               ? QScrollBar::SliderPageStepSub
                                               : QScrollBar::SliderPageStepAdd);
    else
        QAbstractScrollArea::keyPressEvent(event);
}

bool ColumnView::viewportEvent(QEvent *event)
{
    // A row that asks for another height (its layout changed) is measured again by itemChanged, not by a guess here.
    if (event->type() == QEvent::LayoutRequest)
        return true;
    return QAbstractScrollArea::viewportEvent(event);
}

void ColumnView::focusMoved(QWidget *, QWidget *) { }

bool ColumnView::focusNextPrevChild(bool next)
{
    // Only the Tab key brings something into view: a click, or a button that went away, must not move anything.
    const bool moved = QAbstractScrollArea::focusNextPrevChild(next);
    const QWidget *now = QApplication::focusWidget();
    if (moved && now && m_canvas->isAncestorOf(now))
        bringIntoView(now);
    return moved;
}

void ColumnView::bringIntoView(const QWidget *widget)
{
    constexpr int kSmall = 48; // what is higher may be cut
    const QRect room = viewport()->rect();
    const QRect place(widget->mapTo(viewport(), QPoint(0, 0)), widget->size());
    QScrollBar *bar = verticalScrollBar();
    if (place.bottom() < 0 || (place.top() < 0 && place.height() < kSmall))
        bar->setValue(bar->value() + place.top() - kScrollStep);
    else if (place.top() > room.bottom() || (place.bottom() > room.bottom() && place.height() < kSmall))
        bar->setValue(bar->value() + std::min(place.bottom() - room.bottom(), place.top()) + kScrollStep);
}

// Rows are made in any order; the Tab key goes through them from top to bottom.
void ColumnView::orderTabs()
{
    m_tabsUnordered = false;
    QWidget *last = this;
    for (const Row &row : m_rows) {
        if (!row.widget)
            continue;
        for (QWidget *child : row.widget->findChildren<QWidget *>()) {
            if (child->focusPolicy() & Qt::TabFocus) {
                setTabOrder(last, child);
                last = child;
            }
        }
    }
}

} // namespace CloneMemoria
