#include "core/base/Result.h"
#include "ui/widgets/Avatar.h"
#include "ui/widgets/Dialogs.h"
#include "ui/widgets/ElidedLabel.h"
#include "ui/widgets/FlowLayout.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"
#include "ui/widgets/UndoBar.h"

#include <QApplication>
#include <QBuffer>
#include <QDir>
#include <QLabel>
#include <QMessageBox>
#include <QPainter>
#include <QPixmapCache>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
double luminance(const QColor &color)
{
    const auto linear = [](double part) {
        return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

// The colours that an icon drew with: of its most opaque pixels.
QColor strokeColor(const QIcon &icon)
{
    const QImage image = icon.pixmap(QSize(32, 32)).toImage();
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y).alpha() == 255)
                return image.pixelColor(x, y);
        }
    }
    return {};
}
} // namespace

class WidgetsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = new Theme(*qApp); }
    void cleanupTestCase() { delete m_theme; }
    void init()
    {
        m_theme->setMode(Theme::Mode::Light);
        m_theme->setTextScale(100);
        dialogs() = systemDialogs();
    }

    void textIsReadableInBothThemes_data()
    {
        QTest::addColumn<Theme::Mode>("mode");
        QTest::newRow("light") << Theme::Mode::Light;
        QTest::newRow("dark") << Theme::Mode::Dark;
    }
    void textIsReadableInBothThemes()
    {
        QFETCH(Theme::Mode, mode);
        m_theme->setMode(mode);
        using Role = Theme::Role;
        for (const Role ground : {Role::Paper, Role::Surface, Role::Sunken}) {
            for (const Role ink : {Role::Ink, Role::Muted, Role::Accent, Role::Danger})
                QVERIFY2(contrast(m_theme->color(ink), m_theme->color(ground)) >= 4.5,
                         qPrintable(m_theme->color(ink).name() + m_theme->color(ground).name()));
        }
        QVERIFY(contrast(m_theme->color(Role::Ink), m_theme->color(Role::Bubble)) >= 4.5);
        QVERIFY(contrast(m_theme->color(Role::OnAccent), m_theme->color(Role::Accent)) >= 4.5);
        QVERIFY(!qApp->styleSheet().contains(u'@'));
        QCOMPARE(QApplication::palette().color(Theme::paletteRole(Role::Danger)),
                 m_theme->color(Role::Danger));
    }

    void avatarLettersAreReadable()
    {
        for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            m_theme->setMode(mode);
            for (const QString &name :
                 {u"Ada"_s, u"Bert Kahl"_s, u"中村"_s, u"Zoë"_s, u"M"_s, u"أحمد علي"_s}) {
                QImage image(64, 64, QImage::Format_ARGB32);
                image.fill(Qt::transparent);
                QPainter painter(&image);
                paintAvatar(painter, QRectF(0, 0, 64, 64), name, {}, QApplication::palette());
                painter.end();
                QCOMPARE(image.pixelColor(0, 0).alpha(), 0);
                QVERIFY(contrast(image.pixelColor(32, 4), m_theme->color(Theme::Role::Ink)) >= 4.5);
            }
        }
    }

    void initials_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("initials");
        QTest::newRow("one word") << u"ada"_s << u"A"_s;
        QTest::newRow("two words") << u"Ada Lovelace"_s << u"AL"_s;
        QTest::newRow("many words") << u"  Maria del  Carmen Ruiz "_s << u"MR"_s;
        QTest::newRow("nickname in brackets") << u"Anna (Oma)"_s << u"A"_s;
        QTest::newRow("accent as two code points") << u"e\u0301lise"_s << u"E\u0301"_s;
        QTest::newRow("han") << u"中村 春子"_s << u"中"_s;
        QTest::newRow("arabic joins its letters") << u"أحمد علي"_s << u"أ"_s;
        QTest::newRow("emoji alone") << u"🌻"_s << u"🌻"_s;
        QTest::newRow("empty") << QString() << QString();
    }
    void initials()
    {
        QFETCH(QString, name);
        QTEST(initialsOf(name), "initials");
    }

    void avatarShowsThePictureAndSurvivesABrokenOne()
    {
        QImage red(10, 20, QImage::Format_RGB32);
        red.fill(Qt::red);
        QByteArray png;
        QBuffer buffer(&png);
        QVERIFY(buffer.open(QIODevice::WriteOnly));
        QVERIFY(red.save(&buffer, "PNG"));
        Avatar avatar(40);
        avatar.setPerson(u"Ada"_s, QString::fromLatin1(png.toBase64()));
        QCOMPARE(avatar.grab().toImage().pixelColor(20, 20), QColor(Qt::red));
        avatar.setPerson(u"Ada"_s, u"bm90IGEgcGljdHVyZQ=="_s);
        QVERIFY(avatar.grab().toImage().pixelColor(20, 5) != QColor(Qt::red));
    }

    // A picture from elsewhere: some kilobytes that would become more than half a gigabyte.
    void avatarDecodesNoHugePicture()
    {
        QImage huge(12'000, 12'000, QImage::Format_Mono);
        huge.fill(0);
        QByteArray png;
        QBuffer buffer(&png);
        QVERIFY(buffer.open(QIODevice::WriteOnly));
        QVERIFY(huge.save(&buffer, "PNG"));
        QVERIFY(png.size() < 100'000);
        Avatar avatar(40);
        avatar.setPerson(u"Ada"_s, QString::fromLatin1(png.toBase64()));
        const QImage shown = avatar.grab().toImage();
        avatar.setPerson(u"Ada"_s, {});
        QCOMPARE(shown, avatar.grab().toImage());
    }

    void iconsFollowTheTheme()
    {
        const QIcon icon = themedIcon(u"x"_s);
        const QIcon danger = themedIcon(u"x"_s, Theme::Role::Danger);
        QCOMPARE(strokeColor(icon), m_theme->color(Theme::Role::Ink));
        QCOMPARE(strokeColor(danger), m_theme->color(Theme::Role::Danger));
        m_theme->setMode(Theme::Mode::Dark);
        QCOMPARE(strokeColor(icon), m_theme->color(Theme::Role::Ink));
    }
    void everyIconCanBeDrawn()
    {
        const QStringList names = QDir(u":/icons"_s).entryList({u"*.svg"_s});
        QVERIFY(names.size() > 20);
        for (const QString &name : names)
            QVERIFY2(strokeColor(themedIcon(name.chopped(4))).isValid(), qPrintable(name));
    }
    void anUnknownIconIsEmpty()
    {
        QTest::ignoreMessage(QtWarningMsg, "There is no icon called no-such-icon");
        QVERIFY(themedIcon(u"no-such-icon"_s).isNull());
    }
    void iconsAreDrawnForTheScreensPixels()
    {
        QCOMPARE(themedIcon(u"x"_s).pixmap(QSize(18, 18), 2.0).size(), QSize(36, 36));
    }

    void textRolesFollowTheTextSize()
    {
        QLabel title;
        applyTextRole(&title, TextRole::Title);
        const double before = title.font().pointSizeF();
        QVERIFY(before > QApplication::font().pointSizeF());
        m_theme->setTextScale(200);
        QCOMPARE(title.font().pointSizeF(), before * 2);
        applyTextRole(&title, TextRole::Detail);
        QVERIFY(title.font().pointSizeF() < QApplication::font().pointSizeF());
    }

    void aNoticeTellsWhatToDo()
    {
        Notice notice;
        QVERIFY(notice.isHidden());
        QSignalSpy asked(&notice, &Notice::actionRequested);
        notice.setError(fail(ErrorKind::Auth, u"401 from the server"_s, {}, u"OpenAI"_s).value());
        QVERIFY(!notice.isHidden());
        QVERIFY(notice.sentence().contains("OpenAI"_L1));
        auto *button = notice.findChild<QPushButton *>(u"noticeFirstButton"_s);
        QCOMPARE(button->text(), u"Open Settings"_s);
        button->click();
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().first().value<NextStep>(), NextStep::OpenProviderSettings);

        auto *details = notice.findChild<QPlainTextEdit *>(u"noticeDetails"_s);
        QVERIFY(details->isHidden());
        notice.findChild<QPushButton *>(u"noticeDetailsButton"_s)->click();
        QVERIFY(!details->isHidden());
        QCOMPARE(details->toPlainText(), u"401 from the server"_s);
        notice.clear();
        QVERIFY(notice.isHidden());
    }

    void aNoticeHasNoButtonThatDoesNothing()
    {
        const Error error{.kind = ErrorKind::Storage, .code = u"database-busy"_s};
        Notice notice;
        notice.show();
        notice.setError(error);
        QVERIFY(!notice.findChild<QPushButton *>(u"noticeFirstButton"_s)->isVisible());
        connect(&notice, &Notice::actionRequested, &notice, [] {});
        notice.setError(error);
        QVERIFY(notice.findChild<QPushButton *>(u"noticeFirstButton"_s)->isVisible());
    }
    void aNoticeShowsNoMarkup()
    {
        Notice notice;
        notice.showMessage(Notice::Kind::Info, u"<b>1 < 2</b>"_s);
        QCOMPARE(notice.findChild<QLabel *>(u"noticeSentence"_s)->textFormat(), Qt::PlainText);
    }

    void undoWorksOnceAndGoesAway()
    {
        // In a window where neither pointer nor keyboard is on it: they would hold the time.
        QWidget window;
        window.resize(600, 400);
        QPushButton other(&window);
        UndoBar bar(&window);
        bar.move(300, 300);
        window.show();
        other.setFocus();
        bar.setDuration(150);
        int undone = 0;
        bar.offer(u"Deleted"_s, [&undone] { ++undone; });
        QVERIFY(!bar.isHidden());
        bar.findChild<QPushButton *>(u"undoButton"_s)->click();
        QCOMPARE(undone, 1);
        QVERIFY(bar.isHidden());
        QSignalSpy closed(&bar, &UndoBar::closed);
        bar.offer(u"Deleted again"_s, [&undone] { ++undone; });
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(undone, 1);
    }

    void undoWaitsWhileTheKeyboardIsOnIt()
    {
        QWidget window;
        auto *bar = new UndoBar(&window);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        bar->setDuration(200);
        bar->offer(u"Deleted"_s, [] {});
        auto *button = bar->findChild<QPushButton *>(u"undoButton"_s);
        button->setFocus();
        QTRY_VERIFY(button->hasFocus());
        QTest::qWait(400);
        QVERIFY(!bar->isHidden());
    }

    void elidedLabelFitsAnyWidth()
    {
        ElidedLabel label(u"A very long name of somebody, with\nmore in a second line"_s);
        QVERIFY(label.minimumSizeHint().width() < 40);
        QVERIFY(label.sizeHint().width() > 200);
        QVERIFY(label.sizeHint().height() < 2 * label.fontMetrics().height());
        label.resize(60, 20);
        QVERIFY(!label.grab().isNull());
    }

    void flowLayoutBreaksRowsInBothDirections()
    {
        QWidget box;
        auto *flow = new FlowLayout(&box, 8);
        QList<QWidget *> pieces;
        for (int i = 0; i < 3; ++i) {
            auto *piece = new QWidget(&box);
            piece->setFixedSize(100, 20);
            flow->addWidget(piece);
            pieces += piece;
        }
        QCOMPARE(flow->heightForWidth(400), 20);
        QCOMPARE(flow->heightForWidth(220), 48);
        flow->setGeometry(QRect(0, 0, 220, 48));
        QCOMPARE(pieces.at(1)->pos(), QPoint(108, 0));
        QCOMPARE(pieces.at(2)->pos(), QPoint(0, 28));
        box.setLayoutDirection(Qt::RightToLeft);
        flow->setGeometry(QRect(0, 0, 220, 48));
        QCOMPARE(pieces.at(0)->pos(), QPoint(120, 0));
        QCOMPARE(pieces.at(2)->pos(), QPoint(120, 28));
    }

    void aQuestionAnswersOnlyAYes()
    {
        QWidget parent;
        parent.show();
        bool yes = false;
        const auto ask = [&] {
            dialogs().ask(&parent, {.title = u"Delete it?"_s, .text = u"It goes."_s, .button = u"Delete"_s},
                          [&yes] { yes = true; });
        };
        ask();
        auto *box = parent.findChild<QMessageBox *>();
        QVERIFY(box);
        QTest::keyClick(box, Qt::Key_Escape);
        QTRY_VERIFY(!parent.findChild<QMessageBox *>());
        QVERIFY(!yes);
        ask();
        box = parent.findChild<QMessageBox *>();
        QVERIFY(box->defaultButton() != box->findChild<QPushButton *>(u"questionYes"_s));
        box->findChild<QPushButton *>(u"questionYes"_s)->click();
        QVERIFY(yes);
    }

    void fileNamesAreSafe()
    {
        QCOMPARE(safeFileName(u"a/b: c?"_s, u"wav"_s), u"a-b- c-.wav"_s);
        QCOMPARE(safeFileName(u"../.."_s, u"wav"_s).startsWith(u'.'), false);
        QCOMPARE(safeFileName({}, u"wav"_s), u"CloneMemoria.wav"_s);
        QVERIFY(safeFileName(QString(500, u'x'), u"wav"_s).size() < 100);
    }

private:
    Theme *m_theme = nullptr;
};

QTEST_MAIN(WidgetsTest)
#include "WidgetsTest.moc"
