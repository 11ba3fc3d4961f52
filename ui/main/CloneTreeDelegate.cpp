#include "ui/main/CloneTreeDelegate.h"

#include "ui/main/CloneTreeModel.h"
#include "ui/widgets/Avatar.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QGuiApplication>
#include <QLocale>
#include <QPainter>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kRowMargin = 8;  // around a row's rounded background
constexpr int kRowPadding = 8; // inside of it
constexpr int kAvatarSize = 36;
constexpr int kRadius = 6;
constexpr int kPinSize = 14;

QFont withSize(QFont font, double factor, QFont::Weight weight)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(qRound(font.pixelSize() * factor));
    font.setWeight(weight);
    return font;
}
} // namespace

QString shortWhen(const QDateTime &time, const QDateTime &now)
{
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    const qint64 days = local.date().daysTo(now.toLocalTime().date());
    const QLocale locale;
    if (days <= 0)
        return locale.toString(local.time(), QLocale::ShortFormat);
    if (days == 1)
        return QCoreApplication::translate("CloneTreeDelegate", "Yesterday");
    if (days < 7)
        return locale.standaloneDayName(local.date().dayOfWeek(), QLocale::LongFormat);
    return locale.toString(local.date(), QLocale::ShortFormat);
}

CloneTreeDelegate::CloneTreeDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{ }

QSize CloneTreeDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int line = QFontMetrics(option.font).height();
    const bool clone = index.data(CloneTreeModel::IsCloneRole).toBool();
    return {option.rect.width(), clone ? qMax(56, 2 * line + 24) : qMax(32, line + 14)};
}

void CloneTreeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    // The whole width of the view, whatever the tree's indentation.
    QRect row = option.rect;
    if (option.widget) {
        row.setLeft(0);
        row.setRight(option.widget->width());
    }
    const QRect area = row.adjusted(kRowMargin, 1, -kRowMargin, -1);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
        QColor back = m_theme.color(Theme::Role::Bubble);
        if (!selected)
            back.setAlphaF(0.5F);
        painter->setPen(Qt::NoPen);
        painter->setBrush(back);
        painter->drawRoundedRect(area, kRadius, kRadius);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)
        && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        painter->setPen(QPen(m_theme.color(Theme::Role::Accent), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(area.adjusted(1, 1, -1, -1), kRadius, kRadius);
    }
    if (index.data(CloneTreeModel::IsCloneRole).toBool())
        paintClone(painter, option, index, area);
    else
        paintConversation(painter, option, index, area);
    painter->restore();
}

void CloneTreeDelegate::paintClone(QPainter *painter, const QStyleOptionViewItem &option,
                                   const QModelIndex &index, const QRect &area) const
{
    const auto placed = [&](const QRect &rect) { return QStyle::visualRect(option.direction, area, rect); };
    const QRect inner = area.adjusted(kRowPadding, 0, -kRowPadding, 0);
    const QRect avatar(inner.left(), inner.center().y() - kAvatarSize / 2, kAvatarSize, kAvatarSize);
    const QString name = index.data(Qt::DisplayRole).toString();
    paintAvatar(*painter, placed(avatar), name, index.data(CloneTreeModel::AvatarRole).toString(),
                QGuiApplication::palette()); // a style sheet changes the view's own

    const QFont nameFont = withSize(option.font, 1.0, QFont::DemiBold);
    const QFont detailFont = withSize(option.font, 0.92, QFont::Normal);
    const QFontMetrics nameMetrics(nameFont);
    const QFontMetrics detailMetrics(detailFont);
    const int textLeft = avatar.right() + 12;
    const int textHeight = nameMetrics.height() + 2 + detailMetrics.height();
    const int top = inner.center().y() - textHeight / 2;

    const QString when = shortWhen(index.data(CloneTreeModel::LastActivityRole).toDateTime(),
                                   QDateTime::currentDateTime());
    const int whenWidth = detailMetrics.horizontalAdvance(when);
    const QRect whenRect(inner.right() - whenWidth, top, whenWidth + 1, nameMetrics.height());
    const QRect nameRect(textLeft, top, whenRect.left() - 8 - textLeft, nameMetrics.height());
    const QRect wordsRect(textLeft, nameRect.bottom() + 3, inner.right() - textLeft, detailMetrics.height());
    const Qt::Alignment leading = QStyle::visualAlignment(option.direction, Qt::AlignLeft) | Qt::AlignVCenter;

    painter->setFont(nameFont);
    painter->setPen(m_theme.color(Theme::Role::Ink));
    painter->drawText(placed(nameRect), int(leading),
                      nameMetrics.elidedText(name, Qt::ElideRight, nameRect.width()));
    painter->setFont(detailFont);
    // Muted text does not stand on the dark bubble: a selected row is written in ink.
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->setPen(m_theme.color(selected ? Theme::Role::Ink : Theme::Role::Muted));
    painter->drawText(placed(whenRect), int(leading), when);
    const QString words = index.data(CloneTreeModel::LastWordsRole).toString().simplified();
    painter->drawText(placed(wordsRect), int(leading),
                      detailMetrics.elidedText(words, Qt::ElideRight, wordsRect.width()));
}

void CloneTreeDelegate::paintConversation(QPainter *painter, const QStyleOptionViewItem &option,
                                          const QModelIndex &index, const QRect &area) const
{
    const auto placed = [&](const QRect &rect) { return QStyle::visualRect(option.direction, area, rect); };
    QRect textRect = area.adjusted(kRowPadding + kAvatarSize + 12, 0, -kRowPadding, 0);
    if (index.data(CloneTreeModel::PinnedRole).toBool()) {
        const QRect pin(textRect.right() - kPinSize, textRect.center().y() - kPinSize / 2, kPinSize,
                        kPinSize);
        themedIcon(u"pin"_s).paint(painter, placed(pin));
        textRect.setRight(pin.left() - 4);
    }
    const QFont font = withSize(option.font, 1.0, QFont::Normal);
    painter->setFont(font);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->setPen(m_theme.color(selected ? Theme::Role::Ink : Theme::Role::Muted));
    const Qt::Alignment leading = QStyle::visualAlignment(option.direction, Qt::AlignLeft) | Qt::AlignVCenter;
    painter->drawText(placed(textRect), int(leading),
                      QFontMetrics(font).elidedText(index.data(Qt::DisplayRole).toString().simplified(),
                                                    Qt::ElideRight, textRect.width()));
}

} // namespace CloneMemoria
