#include "ui/settings/PresetCombo.h"

#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"

#include <QAbstractItemView>
#include <QCoreApplication>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QWheelEvent>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kPresetPadding = 6;
enum PresetItemRole { PresetIdRole = Qt::UserRole, PresetNoteRole, PresetLocalRole };

class PresetDelegate : public QStyledItemDelegate
{
public:
    PresetDelegate(Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) { }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QFontMetrics name(option.font);
        const QFontMetrics note(textRoleFont(TextRole::Detail));
        const QString words = index.data(PresetNoteRole).toString();
        const int height = name.height() + (words.isEmpty() ? 0 : note.height() + 2) + 2 * kPresetPadding;
        return {std::max(name.horizontalAdvance(index.data().toString()), note.horizontalAdvance(words)) + 32,
                std::max(height, 32)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        if (selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(m_theme.color(Theme::Role::Sunken));
            painter->drawRoundedRect(option.rect.adjusted(4, 1, -4, -1), 6, 6);
        }
        const QString note = index.data(PresetNoteRole).toString();
        const QRect inside = option.rect.adjusted(12, kPresetPadding, -12, -kPresetPadding);
        const Qt::Alignment side = QStyle::visualAlignment(option.direction, Qt::AlignLeft);
        painter->setFont(option.font);
        painter->setPen(m_theme.color(Theme::Role::Ink));
        painter->drawText(inside,
                          int(side | (note.isEmpty() ? Qt::AlignVCenter : Qt::AlignTop)) | Qt::TextSingleLine,
                          index.data().toString());
        if (!note.isEmpty()) {
            const QFont quiet = textRoleFont(TextRole::Detail);
            painter->setFont(quiet);
            painter->setPen(m_theme.color(Theme::Role::Muted));
            painter->drawText(inside, int(side | Qt::AlignBottom) | Qt::TextSingleLine,
                              QFontMetrics(quiet).elidedText(note, Qt::ElideRight, inside.width()));
        }
        painter->restore();
    }

private:
    Theme &m_theme;
};
} // namespace

QString presetNote(const Preset &preset)
{
    const QString note = QCoreApplication::translate("Presets", qUtf8Printable(preset.note));
    if (!preset.local || preset.protocol == "dummy"_L1 || preset.protocol == "builtin"_L1)
        return note;
    return note.isEmpty() ? PresetCombo::tr("On this computer")
                          : PresetCombo::tr("On this computer · %1").arg(note);
}

PresetCombo::PresetCombo(Theme &theme, QWidget *parent) : QComboBox(parent)
{
    setMinimumHeight(32);
    setMinimumContentsLength(12);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMaxVisibleItems(14);
    setItemDelegate(new PresetDelegate(theme, this));
    connect(this, &QComboBox::activated, this, [this] { Q_EMIT presetChosen(presetId()); });
}

void PresetCombo::setPresets(const QList<Preset> &presets, const QString &inheritedText)
{
    const QString id = presetId();
    clear();
    m_inherits = !inheritedText.isEmpty();
    if (m_inherits)
        addItem(inheritedText, QString());
    for (const Preset &preset : presets) {
        addItem(preset.name, preset.id);
        const QString note = presetNote(preset);
        setItemData(count() - 1, note, PresetNoteRole);
        setItemData(count() - 1, tr("%1. %2").arg(preset.name, note), Qt::AccessibleTextRole);
    }
    setPresetId(id);
}

void PresetCombo::setInheritedText(const QString &text)
{
    if (m_inherits)
        setItemText(0, text);
}

QString PresetCombo::presetId() const
{
    return currentData(PresetIdRole).toString();
}

void PresetCombo::setPresetId(const QString &id)
{
    int row = findData(id, PresetIdRole);
    if (row < 0 && !id.isEmpty()) {
        addItem(id, id);
        setItemData(count() - 1, tr("This provider is not known to this version."), PresetNoteRole);
        row = count() - 1;
    }
    setCurrentIndex(row);
}

void PresetCombo::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // scrolling the page must not change what is set on it
}

} // namespace CloneMemoria
