#include "core/profile/Profile.h"
#include "core/profile/Settings.h"
#include "tests/ui/screenshots/ScreenshotTour.h"
#include "ui/main/MainWindow.h"
#include "ui/widgets/Theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTextStream>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"CloneMemoria"_s);
    QCoreApplication::setApplicationVersion(QLatin1StringView(CLONEMEMORIA_VERSION));

    QCommandLineParser parser;
    const QCommandLineOption themeOption(u"theme"_s, u"light or dark"_s, u"theme"_s, u"light"_s);
    const QCommandLineOption suffixOption(u"suffix"_s, u"end of the file names"_s, u"suffix"_s, u"shot"_s);
    const QCommandLineOption dataDir(u"data-dir"_s, u"the profile"_s, u"folder"_s);
    parser.addOptions({themeOption, suffixOption, dataDir});
    parser.addPositionalArgument(u"folder"_s, u"where the pictures go"_s);
    parser.process(application);
    if (parser.positionalArguments().size() != 1 || parser.value(dataDir).isEmpty())
        parser.showHelp(2);

    ProfileOptions options(Paths(parser.value(dataDir)), Environment::ofProcess());
    options.secrets = SecretStore::Backend::ThisRunOnly;
    options.exclusive = true;
    Result<std::unique_ptr<Profile>> profile = Profile::open(std::move(options));
    if (!profile) {
        QTextStream(stderr) << profile.error().detail << Qt::endl;
        return 1;
    }
    Theme theme(application);
    theme.setMode(parser.value(themeOption) == "dark"_L1 ? Theme::Mode::Dark : Theme::Mode::Light);
    MainWindow window(**profile, theme);
    window.show();

    ScreenshotTour tour(**profile, theme, window, parser.positionalArguments().constFirst(),
                        parser.value(suffixOption));
    QObject::connect(&tour, &ScreenshotTour::finished, &application,
                     [](bool complete) { QCoreApplication::exit(complete ? 0 : 1); });
    tour.start();
    return QApplication::exec();
}
