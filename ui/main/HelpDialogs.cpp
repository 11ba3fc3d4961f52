#include "ui/main/HelpDialogs.h"

#include "ui/widgets/TextRole.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QKeySequence>
#include <QLabel>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
struct Shortcut
{
    const char *keys; // portable text
    const char *meaning;
};

constexpr Shortcut kShortcuts[] = {
    {"Ctrl+N", QT_TRANSLATE_NOOP("HelpDialogs", "New clone")},
    {"Ctrl+T", QT_TRANSLATE_NOOP("HelpDialogs", "New conversation")},
    {"Ctrl+1", QT_TRANSLATE_NOOP("HelpDialogs", "Chat")},
    {"Ctrl+2", QT_TRANSLATE_NOOP("HelpDialogs", "Memories")},
    {"Ctrl+3", QT_TRANSLATE_NOOP("HelpDialogs", "About")},
    {"Ctrl+K", QT_TRANSLATE_NOOP("HelpDialogs", "Search people and conversations")},
    {"Ctrl+L", QT_TRANSLATE_NOOP("HelpDialogs", "Listen to the last answer")},
    {"Esc", QT_TRANSLATE_NOOP("HelpDialogs", "Stop the answer or the voice")},
    {"Return", QT_TRANSLATE_NOOP("HelpDialogs", "Send")},
    {"Shift+Return", QT_TRANSLATE_NOOP("HelpDialogs", "New line")},
    {"Ctrl+,", QT_TRANSLATE_NOOP("HelpDialogs", "Settings")},
    {"Ctrl+Q", QT_TRANSLATE_NOOP("HelpDialogs", "Quit")},
};

QString helpText(const char *text)
{
    return QCoreApplication::translate("HelpDialogs", text);
}

QDialog *makeDialog(QWidget *parent, const QString &title)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(16);
    return dialog;
}

void addCloseButton(QDialog *dialog)
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    dialog->layout()->addWidget(buttons);
}
} // namespace

void showShortcuts(QWidget *parent)
{
    QDialog *dialog = makeDialog(parent, helpText(QT_TRANSLATE_NOOP("HelpDialogs", "Keyboard shortcuts")));
    dialog->setObjectName(u"shortcutsDialog"_s);
    auto *title = new QLabel(dialog->windowTitle(), dialog);
    applyTextRole(title, TextRole::Title);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(32);
    grid->setVerticalSpacing(8);
    int row = 0;
    for (const Shortcut &shortcut : kShortcuts) {
        const QKeySequence keys(QLatin1StringView(shortcut.keys), QKeySequence::PortableText);
        auto *meaning = new QLabel(helpText(shortcut.meaning), dialog);
        auto *label = new QLabel(keys.toString(QKeySequence::NativeText), dialog);
        label->setProperty("tone", u"muted"_s);
        grid->addWidget(meaning, row, 0);
        grid->addWidget(label, row, 1);
        ++row;
    }
    auto *layout = static_cast<QVBoxLayout *>(dialog->layout());
    layout->addWidget(title);
    layout->addLayout(grid);
    addCloseButton(dialog);
    dialog->open();
}

void showAboutProgram(QWidget *parent)
{
    QDialog *dialog = makeDialog(parent, helpText(QT_TRANSLATE_NOOP("HelpDialogs", "About CloneMemoria")));
    dialog->setObjectName(u"aboutProgramDialog"_s);
    auto *title = new QLabel(u"CloneMemoria"_s, dialog);
    applyTextRole(title, TextRole::Title);
    auto *text = new QLabel(dialog);
    text->setWordWrap(true);
    text->setMinimumWidth(380);
    text->setText(
        helpText(
            QT_TRANSLATE_NOOP(
                "HelpDialogs",
                "Version %1\n\nKeep the memories of someone you love, and talk with them. Everything stays "
                "on this computer.\n\nFree software under the GNU General Public License, version 3 or "
                "later. It comes with no warranty. Icons: Lucide (ISC)."))
            .arg(QCoreApplication::applicationVersion()));
    auto *layout = static_cast<QVBoxLayout *>(dialog->layout());
    layout->addWidget(title);
    layout->addWidget(text);
    addCloseButton(dialog);
    dialog->open();
}

} // namespace CloneMemoria
