#include "ui/widgets/Theme.h"

#include "ui/widgets/TextRole.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStyleFactory>
#include <QStyleHints>

#include <array>
#include <cmath>

// A static library's resources are not linked in unless somebody names them; outside of any namespace, as Qt asks.
void initUiWidgetsResources()
{
    Q_INIT_RESOURCE(ui_widgets);
}

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
struct RoleName
{
    Theme::Role role;
    QLatin1StringView name; // in the colour files and the style sheet
    QPalette::ColorRole place;
};

constexpr std::array<RoleName, 10> kRoleNames{{
    {Theme::Role::Paper, "paper"_L1, QPalette::Window},
    {Theme::Role::Surface, "surface"_L1, QPalette::Base},
    {Theme::Role::Sunken, "sunken"_L1, QPalette::AlternateBase},
    {Theme::Role::Ink, "ink"_L1, QPalette::WindowText},
    {Theme::Role::Muted, "muted"_L1, QPalette::PlaceholderText},
    {Theme::Role::Accent, "accent"_L1, QPalette::Highlight},
    {Theme::Role::OnAccent, "onAccent"_L1, QPalette::HighlightedText},
    {Theme::Role::Bubble, "bubble"_L1, QPalette::Midlight},
    {Theme::Role::Danger, "danger"_L1, QPalette::BrightText},
    {Theme::Role::Line, "line"_L1, QPalette::Mid},
}};

double themeLuminance(const QColor &color)
{
    const auto linear = [](double part) {
        return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double themeContrast(const QColor &one, const QColor &other)
{
    const double a = themeLuminance(one);
    const double b = themeLuminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QByteArray themeResource(const QString &name)
{
    QFile file(u":/styles/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("The program was built without %s",
               qUtf8Printable(name)); // a build fault: there is no window without it
    return file.readAll();
}
} // namespace

Theme::Theme(QApplication &application)
    : m_application(application)
    , m_systemPalette(QApplication::palette())
    , m_systemFont(QApplication::font())
{
    initUiWidgetsResources();
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    application.installEventFilter(this);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &Theme::apply);
#endif
    apply();
}

Theme::~Theme() = default;

void Theme::setMode(Mode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    apply();
}

void Theme::setTextScale(int percent)
{
    percent = std::clamp(percent, 50, 300);
    if (percent == m_textScale)
        return;
    m_textScale = percent;
    apply();
}

QPalette::ColorRole Theme::paletteRole(Role role)
{
    for (const RoleName &known : kRoleNames) {
        if (known.role == role)
            return known.place;
    }
    return QPalette::WindowText;
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    // The system's theme changed. Many windows get the event: one round of work is enough, and setting our palette
    // must not start another.
    if (event->type() == QEvent::ThemeChange && !m_applying) {
        m_applying = true;
        QMetaObject::invokeMethod(
            this,
            [this] {
                readSystemPalette();
                apply();
                m_applying = false;
            },
            Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

void Theme::readSystemPalette()
{
    QApplication::setPalette(QPalette());
    m_systemPalette = QApplication::palette();
}

bool Theme::systemIsDark() const
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const Qt::ColorScheme scheme = QGuiApplication::styleHints()->colorScheme();
    if (scheme != Qt::ColorScheme::Unknown)
        return scheme == Qt::ColorScheme::Dark;
#endif
    return themeLuminance(m_systemPalette.color(QPalette::Window))
           < themeLuminance(m_systemPalette.color(QPalette::WindowText));
}

void Theme::apply()
{
    // No portable question asks for it before Qt 6.10. High-contrast themes draw pure black on white or the reverse,
    // fields and windows alike; no ordinary theme does.
    const QColor window = m_systemPalette.color(QPalette::Window);
    m_highContrast = m_mode == Mode::System && window == m_systemPalette.color(QPalette::Base)
                     && themeContrast(window, m_systemPalette.color(QPalette::WindowText)) > 20.9;
    if (m_highContrast)
        useSystemColors();
    else
        useColors(m_mode == Mode::System ? systemIsDark() : m_mode == Mode::Dark);

    QFont font = m_systemFont;
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * m_textScale / 100);
    else
        font.setPixelSize(std::max(1, font.pixelSize() * m_textScale / 100));
    const bool resized = font != QApplication::font();
    if (resized) {
        QApplication::setFont(font);
        refreshTextRoles();
    }
    QApplication::setPalette(palette());
    const QString sheet = styleSheet();
    // A new font reaches widgets that a style sheet has polished only with the sheet.
    if (resized || m_application.styleSheet() != sheet)
        m_application.setStyleSheet(sheet);
    Q_EMIT changed();
}

void Theme::useColors(bool dark)
{
    m_dark = dark;
    const QByteArray file = themeResource(dark ? u"dark.json"_s : u"light.json"_s);
    const QJsonObject colors = QJsonDocument::fromJson(file).object();
    for (const RoleName &known : kRoleNames)
        m_colors.insert(known.role, QColor(colors.value(known.name).toString()));
}

void Theme::useSystemColors()
{
    m_dark = systemIsDark();
    const auto system = [this](QPalette::ColorRole role) { return m_systemPalette.color(role); };
    const QColor ink = system(QPalette::WindowText);
    const QColor paper = system(QPalette::Window);
    m_colors = {{Role::Paper, paper},
                {Role::Surface, paper},
                {Role::Sunken, paper},
                {Role::Ink, ink},
                {Role::Muted, ink},
                {Role::Accent, system(QPalette::Highlight)},
                {Role::OnAccent, system(QPalette::HighlightedText)},
                {Role::Bubble, paper},
                {Role::Danger, ink},
                {Role::Line, ink}};
}

QPalette Theme::palette() const
{
    QPalette palette(color(Role::Surface), color(Role::Paper));
    for (const RoleName &known : kRoleNames)
        palette.setColor(known.place, color(known.role));
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, color(Role::Ink));
    for (const QPalette::ColorRole role : {QPalette::Button, QPalette::Light, QPalette::ToolTipBase})
        palette.setColor(role, color(Role::Surface));
    for (const QPalette::ColorRole role : {QPalette::Link, QPalette::LinkVisited})
        palette.setColor(role, color(Role::Accent));
    palette.setColor(QPalette::Dark, color(Role::Muted));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, color(Role::Muted));
    return palette;
}

QString Theme::styleSheet() const
{
    QString sheet = QString::fromUtf8(themeResource(u"clonememoria.qss"_s));
    for (const RoleName &known : kRoleNames)
        sheet.replace('@'_L1 + known.name + '@'_L1, color(known.role).name());
    sheet.replace("@scheme@"_L1, m_dark ? "dark"_L1 : "light"_L1);
    return sheet;
}

} // namespace CloneMemoria
