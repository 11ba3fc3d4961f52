#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <QTcpServer>

#include <functional>

namespace CloneMemoria {

class MainWindow;
class Profile;
class Theme;

/// Walks through every window and dialog of the real program, as a user would come to them, and takes a picture of the
/// screen at each stop: the window manager's frame is in it.
class ScreenshotTour : public QObject
{
    Q_OBJECT

public:
    /// Pictures go to `folder`/NN-name-`suffix`.png.
    ScreenshotTour(Profile &profile, Theme &theme, MainWindow &window, QString folder, QString suffix);

    void start();

Q_SIGNALS:
    void finished(bool complete);

private:
    struct Stop
    {
        QString name;
        std::function<void()> go;
        std::function<bool()> arrived; ///< asked ten times a second, for a minute at most; empty: at once
    };

    void plan();
    void planFirstRun();
    void planChat();
    void planMemories();
    void planAbout();
    void planSettings();
    void planDialogs();
    void showBrokenAnswer();
    void showChat();
    void planSmall();

    void next();
    void await();
    void take();

    template <typename Widget>
    Widget *find(const char *objectName) const;
    void press(const char *objectName);
    void scrollSettings(double part);
    void closeDialogs();

    Profile &m_profile;
    Theme &m_theme;
    MainWindow &m_window;
    QString m_folder;
    QString m_suffix;
    QTcpServer m_taken; ///< a port that the local API can't have
    QList<Stop> m_stops;
    int m_at = -1;
    int m_waited = 0; ///< tenths of a second
};

} // namespace CloneMemoria
