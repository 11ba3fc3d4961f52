#include "ui/widgets/IconButton.h"

#include "ui/widgets/ThemedIcon.h"

namespace CloneMemoria {

IconButton::IconButton(const QString &icon, const QString &label, QWidget *parent, Theme::Role role)
    : QToolButton(parent)
    , m_role(role)
{
    setAutoRaise(true);
    setIconSize(QSize(18, 18));
    setFixedSize(32, 32);
    setFocusPolicy(Qt::StrongFocus);
    setMeaning(icon, label);
}

void IconButton::setMeaning(const QString &icon, const QString &label)
{
    setIcon(themedIcon(icon, m_role));
    setToolTip(label);
    setAccessibleName(label);
}

} // namespace CloneMemoria
