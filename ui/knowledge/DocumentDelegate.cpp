#include "ui/knowledge/DocumentDelegate.h"

#include "ui/knowledge/DocumentModel.h"
#include "ui/widgets/Theme.h"

#include <QIcon>
#include <QPainter>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
const QString kBetween = u" · "_s;

// As many of the parts as there is room for, the first ones first: a whole one less reads better than half a word.
QString fittingParts(QString parts, const QFontMetrics &metrics, int width)
{
    for (qsizetype last = parts.lastIndexOf(kBetween); last > 0 && metrics.horizontalAdvance(parts) > width;
         last = parts.lastIndexOf(kBetween))
        parts.truncate(last);
    return metrics.elidedText(parts, Qt::ElideRight, width);
}

constexpr int kRowPadding = 8;
constexpr int kRowInset = 12;
constexpr int kRowIcon = 18;
constexpr int kRowRadius = 6;
constexpr int kLineGap = 2;
constexpr double kDetailScale = 12.0 / 13.0;

QFont rowDetailFont(const QFont &font)
{
    QFont detail = font;
    if (font.pixelSize() > 0)
        detail.setPixelSize(std::max(1, int(font.pixelSize() * kDetailScale)));
    else
        detail.setPointSizeF(font.pointSizeF() * kDetailScale);
    return detail;
}
} // namespace

DocumentDelegate::DocumentDelegate(Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{ }

void DocumentDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect box = option.rect.adjusted(8, 1, -8, -1);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(selected ? Theme::Role::Bubble : Theme::Role::Sunken));
        painter->drawRoundedRect(box, kRowRadius, kRowRadius);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)
        && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        painter->setPen(QPen(m_theme.color(Theme::Role::Accent), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(box.adjusted(1, 1, -1, -1), kRowRadius, kRowRadius);
    }

    const QFont detailFont = rowDetailFont(option.font);
    const QFontMetrics titleMetrics(option.font);
    const QFontMetrics detailMetrics(detailFont);
    const int wordsHeight = titleMetrics.height() + kLineGap + detailMetrics.height();
    const int top = box.top() + (box.height() - wordsHeight) / 2;
    const QRect iconRect(box.left() + kRowInset, box.top() + (box.height() - kRowIcon) / 2, kRowIcon,
                         kRowIcon);
    const int left = kRowInset + kRowIcon + kRowInset;
    const QRect titleRect(box.left() + left, top, box.width() - left - kRowInset, titleMetrics.height());
    const QRect detailRect(titleRect.left(), titleRect.bottom() + 1 + kLineGap, titleRect.width(),
                           detailMetrics.height());
    const auto visual = [&](const QRect &rect) {
        return QStyle::visualRect(option.direction, option.rect, rect);
    };

    if (!index.data(DocumentModel::KindRole).isValid()) { // on its way
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(Theme::Role::Line));
        const QRect bar(titleRect.left(), titleRect.top() + kLineGap, titleRect.width() / 2,
                        titleRect.height() - 2 * kLineGap);
        painter->drawRoundedRect(visual(bar), kRowRadius / 2, kRowRadius / 2);
        painter->restore();
        return;
    }
    index.data(Qt::DecorationRole).value<QIcon>().paint(painter, visual(iconRect));
    const Qt::Alignment align = QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignVCenter);
    painter->setFont(option.font);
    painter->setPen(m_theme.color(Theme::Role::Ink));
    painter->drawText(visual(titleRect), int(align) | Qt::TextSingleLine,
                      titleMetrics.elidedText(index.data(Qt::DisplayRole).toString().simplified(),
                                              Qt::ElideRight, titleRect.width()));
    painter->setFont(detailFont);
    // Muted words don't have enough contrast on the dark bubble.
    painter->setPen(m_theme.color(selected ? Theme::Role::Ink : Theme::Role::Muted));
    const QString state = index.data(DocumentModel::StateRole).toString();
    const QString details = index.data(DocumentModel::DetailRole).toString();
    painter->drawText(visual(detailRect), int(align) | Qt::TextSingleLine,
                      fittingParts(state.isEmpty() ? details : state + kBetween + details, detailMetrics,
                                   detailRect.width()));
    painter->restore();
}

QSize DocumentDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const int words = QFontMetrics(option.font).height() + kLineGap
                      + QFontMetrics(rowDetailFont(option.font)).height();
    return {200, words + 2 * kRowPadding + 2};
}

} // namespace CloneMemoria
