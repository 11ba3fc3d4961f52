#pragma once

#include <QColor>
#include <QFont>
#include <QHash>
#include <QObject>
#include <QPalette>

class QApplication;

namespace CloneMemoria {

/// The colours and the text size of the whole program: a QPalette and one style sheet, both filled from
/// resources/styles, so that no colour is written in C++. Follows the system's light or dark unless told otherwise; a
/// high-contrast system setting wins over our colours. One per program, made before the first window. GUI thread.
class Theme : public QObject
{
    Q_OBJECT

public:
    enum class Mode { System, Light, Dark };
    Q_ENUM(Mode)

    /// What a colour is for. Every role has a place in the application's QPalette, see paletteRole().
    enum class Role { Paper, Surface, Sunken, Ink, Muted, Accent, OnAccent, Bubble, Danger, Line };

    explicit Theme(QApplication &application);
    ~Theme() override;

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    int textScale() const { return m_textScale; }
    void setTextScale(int percent); ///< of the system's own text size, 50 to 300

    bool isDark() const { return m_dark; }
    bool isHighContrast() const { return m_highContrast; }
    QColor color(Role role) const { return m_colors.value(role); }

    /// Where `role` stands in the palette, for painters that have a palette and no Theme.
    static QPalette::ColorRole paletteRole(Role role);

Q_SIGNALS:
    void changed(); ///< after palette, style sheet and font are set

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();
    bool systemIsDark() const;
    void readSystemPalette();
    void useColors(bool dark);
    void useSystemColors();
    QPalette palette() const;
    QString styleSheet() const;

    QApplication &m_application;
    Mode m_mode = Mode::System;
    int m_textScale = 100;
    bool m_dark = false;
    bool m_highContrast = false;
    bool m_applying = false;
    QPalette m_systemPalette;
    QFont m_systemFont;
    QHash<Role, QColor> m_colors;
};

inline size_t qHash(Theme::Role role, size_t seed = 0)
{
    return ::qHash(int(role), seed);
}

} // namespace CloneMemoria
