#include "ui/widgets/Dialogs.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
void askInBox(QWidget *parent, const Dialogs::Question &question, const std::function<void()> &yes)
{
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(question.title);
    box->setTextFormat(Qt::PlainText);
    box->setText(question.title);
    box->setInformativeText(question.text);
    QPushButton *cancel = box->addButton(QMessageBox::Cancel);
    QPushButton *go = box->addButton(question.button, question.destructive ? QMessageBox::DestructiveRole
                                                                           : QMessageBox::AcceptRole);
    go->setProperty("kind", question.destructive ? u"danger"_s : u"primary"_s);
    go->setObjectName(u"questionYes"_s);
    box->setDefaultButton(question.destructive ? cancel : go); // Enter must not take anything away
    box->setEscapeButton(cancel);
    QObject::connect(box, &QMessageBox::buttonClicked, box, [go, yes](QAbstractButton *pressed) {
        if (pressed == go)
            yes();
    });
    box->open();
}

QFileDialog *fileDialog(QWidget *parent, const QString &title)
{
    auto *dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

void openFilesInDialog(QWidget *parent, const QString &title, const QString &filter,
                       const std::function<void(QStringList)> &chosen)
{
    QFileDialog *dialog = fileDialog(parent, title);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilter(filter);
    QObject::connect(dialog, &QFileDialog::filesSelected, dialog, chosen);
    dialog->open();
}

void openFolderInDialog(QWidget *parent, const QString &title, const std::function<void(QString)> &chosen)
{
    QFileDialog *dialog = fileDialog(parent, title);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, dialog, chosen);
    dialog->open();
}

void saveFileInDialog(QWidget *parent, const QString &title, const QString &suggestion, const QString &filter,
                      const std::function<void(QString)> &chosen)
{
    QFileDialog *dialog = fileDialog(parent, title);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setNameFilter(filter);
    dialog->setDefaultSuffix(QFileInfo(suggestion).suffix());
    if (!QFileInfo(suggestion).isAbsolute())
        dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->selectFile(suggestion);
    QObject::connect(dialog, &QFileDialog::fileSelected, dialog, chosen);
    dialog->open();
}
} // namespace

Dialogs systemDialogs()
{
    return {.ask = askInBox,
            .openFiles = openFilesInDialog,
            .openFolder = openFolderInDialog,
            .saveFile = saveFileInDialog};
}

Dialogs &dialogs()
{
    static Dialogs inUse = systemDialogs();
    return inUse;
}

QString safeFileName(const QString &title, const QString &suffix)
{
    QString name;
    for (const QChar letter : title.simplified().left(80)) {
        const bool refused = letter.unicode() < 0x20 || QStringView(u"<>:\"/\\|?*").contains(letter);
        name += refused ? QChar(u'-') : letter;
    }
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    name = name.trimmed();
    if (!name.isEmpty() && name.back().isHighSurrogate())
        name.chop(1);
    return (name.isEmpty() ? u"CloneMemoria"_s : name) + u'.' + suffix;
}

} // namespace CloneMemoria
