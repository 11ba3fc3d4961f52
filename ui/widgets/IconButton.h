#pragma once

#include "ui/widgets/Theme.h"

#include <QToolButton>

namespace CloneMemoria {

/// A button that is only an icon: 18 px in a 32 px target, with a tooltip that is its accessible name as well.
class IconButton : public QToolButton
{
    Q_OBJECT

public:
    IconButton(const QString &icon, const QString &label, QWidget *parent = nullptr,
               Theme::Role role = Theme::Role::Ink);

    void setMeaning(const QString &icon, const QString &label); ///< what it does now

private:
    Theme::Role m_role;
};

} // namespace CloneMemoria
