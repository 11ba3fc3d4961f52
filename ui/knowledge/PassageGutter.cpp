#include "ui/knowledge/PassageGutter.h"

#include "ui/knowledge/DocumentModel.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kBarWidth = 3;
constexpr int kLaneStep = 5;
constexpr int kLanes = 2;
constexpr int kGutterGap = 8; // between bars and text
constexpr int kNumberGap = 4;
} // namespace

PassageGutter::PassageGutter(Theme &theme, Place place, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_place(std::move(place))
{
    setObjectName(u"passageGutter"_s);
    setMouseTracking(true);
    setFont(textRoleFont(TextRole::Detail));
    hide();
}

void PassageGutter::setPassages(const QList<PassageMark> &passages)
{
    m_passages = passages;
    m_pointed = -1;
    setAccessibleName(tr("%Ln passages", nullptr, int(passages.size())));
    update();
}

int PassageGutter::widthWanted() const
{
    const QString widest = QLocale().toString(std::max<qsizetype>(m_passages.size(), 10));
    return fontMetrics().horizontalAdvance(widest) + kNumberGap + kLanes * kLaneStep + kGutterGap;
}

QList<PassageGutter::Bar> PassageGutter::barsInSight() const
{
    QList<Bar> bars;
    if (m_passages.isEmpty())
        return bars;
    const int from = m_place.positionAt(0);
    const int to = m_place.positionAt(height());
    // Passages begin one after another and end so, too.
    auto first = std::lower_bound(m_passages.cbegin(), m_passages.cend(), from,
                                  [](const PassageMark &mark, int position) { return mark.end < position; });
    for (auto mark = first; mark != m_passages.cend() && mark->start <= to; ++mark) {
        const bool begins = mark->start >= from;
        const int top = begins ? m_place.rectAt(mark->start).top() : 0;
        const int bottom = mark->end <= to ? m_place.rectAt(mark->end).bottom() : height();
        bars.append({int(mark - m_passages.cbegin()), top, bottom, begins});
    }
    return bars;
}

QList<int> PassageGutter::passagesAt(int y) const
{
    QList<int> found;
    const QList<Bar> bars = barsInSight();
    for (const Bar &bar : bars) {
        if (y >= bar.top && y <= bar.bottom)
            found.append(bar.index);
    }
    return found;
}

QString PassageGutter::describePassage(int index) const
{
    if (index < 0 || index >= m_passages.size())
        return {};
    const PassageMark &mark = m_passages[index];
    QStringList parts{tr("Passage %L1 of %L2").arg(index + 1).arg(m_passages.size()),
                      documentDateText(mark.happenedAt)};
    if (!mark.speaker.isEmpty())
        parts << tr("said by %1").arg(mark.speaker);
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

void PassageGutter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const QList<Bar> bars = barsInSight();
    for (const Bar &bar : bars) {
        const bool pointed = bar.index == m_pointed;
        const int fromText = kGutterGap + (kLanes - bar.index % kLanes) * kLaneStep;
        const QRect place(mirrored ? fromText - kBarWidth : width() - fromText, bar.top + 1, kBarWidth,
                          std::max(kBarWidth, bar.bottom - bar.top - 1));
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(pointed ? Theme::Role::Accent : Theme::Role::Muted));
        painter.setOpacity(pointed ? 1.0 : 0.45);
        painter.drawRoundedRect(place, kBarWidth / 2.0, kBarWidth / 2.0);
        painter.setOpacity(1.0);
        if (!bar.begins)
            continue;
        painter.setPen(m_theme.color(pointed ? Theme::Role::Accent : Theme::Role::Muted));
        const int room = width() - kGutterGap - kLanes * kLaneStep - kNumberGap;
        const QRect number(mirrored ? width() - room : 0, bar.top, room, fontMetrics().height());
        painter.drawText(number, Qt::AlignVCenter | (mirrored ? Qt::AlignLeft : Qt::AlignRight),
                         QLocale().toString(bar.index + 1));
    }
}

void PassageGutter::mouseMoveEvent(QMouseEvent *event)
{
    const QList<int> at = passagesAt(int(event->position().y()));
    pointAt(at.isEmpty() ? -1 : at.last());
}

void PassageGutter::leaveEvent(QEvent *)
{
    pointAt(-1);
}

void PassageGutter::pointAt(int index)
{
    if (index == m_pointed)
        return;
    m_pointed = index;
    update();
    Q_EMIT pointedAt(index);
}

bool PassageGutter::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        QStringList lines;
        const QList<int> at = passagesAt(help->pos().y());
        for (const int index : at)
            lines << describePassage(index);
        QToolTip::showText(help->globalPos(), lines.join(u'\n'), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace CloneMemoria
