#include "core/base/Environment.h"
#include "core/base/ErrorText.h"
#include "core/base/Logging.h"
#include "core/base/Paths.h"
#include "core/base/SignalWatcher.h"
#include "core/knowledge/ImportService.h"
#include "core/profile/Profile.h"
#include "core/profile/Settings.h"
#include "ui/main/MainWindow.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QMessageBox>
#include <QNetworkProxyFactory>
#include <QTimer>
#include <QTranslator>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kAfterFirstPaintMs = 300;

void followSettings(Theme &theme, const Settings &settings)
{
    const QString mode = settings.value(QString::fromUtf16(SettingsKey::theme));
    theme.setMode(mode == "light"_L1  ? Theme::Mode::Light
                  : mode == "dark"_L1 ? Theme::Mode::Dark
                                      : Theme::Mode::System);
    bool isNumber = false;
    const int textSize = settings.value(QString::fromUtf16(SettingsKey::textSize)).toInt(&isNumber);
    theme.setTextScale(isNumber ? qBound(80, textSize, 200) : 100);
}
} // namespace

int main(int argc, char *argv[])
{
    // Qt Multimedia's GStreamer backend waits for ever where its plugins are not installed; the FFmpeg one comes whole.
    if (!qEnvironmentVariableIsSet("QT_MEDIA_BACKEND"))
        qputenv("QT_MEDIA_BACKEND", "ffmpeg");
    QApplication application(argc, argv);
    // No organization: the data folder is …/CloneMemoria on every system.
    QCoreApplication::setApplicationName(u"CloneMemoria"_s);
    QCoreApplication::setApplicationVersion(QLatin1StringView(CLONEMEMORIA_VERSION));
    QGuiApplication::setDesktopFileName(u"org.clonememoria.CloneMemoria"_s);

    QNetworkProxyFactory::setUseSystemConfiguration(true);
    QTranslator plurals;
    if (plurals.load(u":/translations/clonememoria_en.qm"_s))
        QCoreApplication::installTranslator(&plurals);
    else
        qCWarning(lcApp) << "the English plurals are missing from the program";

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "Keep the memories of someone you love, and talk with them."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption dataDir(u"data-dir"_s,
                                     QCoreApplication::translate("main", "Keep everything in this folder."),
                                     u"folder"_s);
    parser.addOption(dataDir);
    parser.process(application);

    const Environment environment = Environment::ofProcess();
    setUpLogging(environment.value(u"LOG_LEVEL"_s));
    Theme theme(application);

    ProfileOptions options(Paths::resolve(parser.value(dataDir), environment), environment);
    options.exclusive = true;
    Result<std::unique_ptr<Profile>> profile = Profile::open(std::move(options));
    if (!profile) {
        const Error &error = profile.error();
        qCCritical(lcApp).noquote() << toString(error.kind) << error.code << error.detail;
        QMessageBox box(QMessageBox::Warning, u"CloneMemoria"_s, describe(error).sentence,
                        QMessageBox::Close);
        box.setDetailedText(error.detail);
        box.exec();
        return 1;
    }

    Settings &settings = (*profile)->settings();
    followSettings(theme, settings);
    QObject::connect(&settings, &Settings::changed, &theme, [&](const QString &key) {
        if (key.startsWith("ui."_L1))
            followSettings(theme, settings);
    });

    // The end of a session, or Ctrl+C where it was started: closed as by hand, with everything stored.
    SignalWatcher signalWatcher;
    QObject::connect(&signalWatcher, &SignalWatcher::interrupted, &application, &QApplication::quit);
    QObject::connect(&signalWatcher, &SignalWatcher::terminated, &application, &QApplication::quit);

    MainWindow window(**profile, theme);
    window.show();
    // What was being imported when the program ended goes on, once the window is there.
    QTimer::singleShot(kAfterFirstPaintMs, &window, [&] { (*profile)->imports().resumeInterrupted(); });
    return QApplication::exec();
}
