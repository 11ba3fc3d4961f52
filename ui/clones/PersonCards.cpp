#include "ui/clones/PersonCards.h"

#include "core/base/ErrorText.h"
#include "core/base/Futures.h"
#include "ui/clones/AvatarImage.h"
#include "ui/clones/CloneSaver.h"
#include "ui/clones/GrowingTextEdit.h"
#include "ui/clones/LanguageCombo.h"
#include "ui/widgets/Avatar.h"
#include "ui/widgets/Dialogs.h"
#include "ui/widgets/Notice.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kLongestName = 200;
constexpr int kAboutAvatar = 72;
} // namespace

Result<QString> checkedCloneName(const QString &text)
{
    const QString name = text.simplified();
    if (name.isEmpty())
        return fail(ErrorKind::InvalidInput, {}, u"name-empty"_s);
    if (name.size() > kLongestName)
        return fail(ErrorKind::InvalidInput, {}, u"name-too-long"_s);
    return name;
}

WhoCard::WhoCard(CloneSaver &saver, QWidget *parent) : FormCard(tr("Who this is"), parent), m_saver(saver)
{
    addRow(makePicture(), tr("Picture"));

    auto *nameBox = new QWidget(this);
    m_name = new QLineEdit(nameBox);
    m_name->setObjectName(u"nameEdit"_s);
    m_name->setAccessibleName(tr("Name"));
    m_name->setMinimumHeight(32);
    m_nameNotice = new Notice(nameBox);
    m_nameNotice->setObjectName(u"nameNotice"_s);
    auto *nameColumn = new QVBoxLayout(nameBox);
    nameColumn->setContentsMargins(0, 0, 0, 0);
    nameColumn->setSpacing(4);
    nameColumn->addWidget(m_name);
    nameColumn->addWidget(m_nameNotice);
    nameBox->setFocusProxy(m_name);
    addField(tr("Name"), nameBox);
    connect(m_name, &QLineEdit::textEdited, this, &WhoCard::nameEdited);

    m_relation = new QLineEdit(this);
    m_relation->setObjectName(u"relationEdit"_s);
    m_relation->setMinimumHeight(32);
    m_relation->setPlaceholderText(tr("My grandmother"));
    addField(tr("Who they are to you"), m_relation);
    connect(m_relation, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_saver.change(u"relation"_s,
                       [relation = text.trimmed()](Clone &clone) { clone.relation = relation; });
    });

    m_language = new LanguageCombo(this);
    m_language->setObjectName(u"languageCombo"_s);
    addField(tr("Language"), m_language, tr("In which they answer, unless you write in another one."));
    connect(m_language, &QComboBox::activated, this, [this] {
        m_saver.change(u"language"_s,
                       [language = m_language->language()](Clone &clone) { clone.language = language; });
        m_saver.flush();
    });
    for (QLineEdit *edit : {m_name, m_relation})
        connect(edit, &QLineEdit::editingFinished, &m_saver, &CloneSaver::flush);
}

QWidget *WhoCard::makePicture()
{
    auto *box = new QWidget(this);
    m_avatar = new Avatar(kAboutAvatar, box);
    m_avatar->setObjectName(u"aboutAvatar"_s);
    auto *choose = new QPushButton(tr("Choose a picture …"), box);
    choose->setObjectName(u"choosePicture"_s);
    m_removePicture = new QPushButton(tr("Remove"), box);
    m_removePicture->setObjectName(u"removePicture"_s);
    m_removePicture->setAccessibleName(tr("Remove the picture"));
    m_removePicture->setProperty("kind", u"quiet"_s);
    m_pictureNotice = new Notice(box);
    m_pictureNotice->setObjectName(u"pictureNotice"_s);
    m_pictureNotice->setDismissable(true);
    connect(choose, &QPushButton::clicked, this, &WhoCard::choosePicture);
    connect(m_removePicture, &QPushButton::clicked, this, [this] { storePicture({}); });

    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_avatar);
    row->addWidget(choose);
    row->addWidget(m_removePicture);
    row->addStretch(1);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_pictureNotice);
    return box;
}

void WhoCard::showClone(const Clone &clone)
{
    const bool other = clone.id != m_clone.id;
    m_clone = clone;
    m_avatar->setPerson(clone.name, clone.avatar);
    m_removePicture->setVisible(!clone.avatar.isEmpty());
    if (other) {
        m_nameRefused = false;
        m_nameNotice->clear();
        m_pictureNotice->clear();
    }
    // What is stored again must not move the cursor of who goes on writing.
    if (other || (!m_name->hasFocus() && !m_nameRefused))
        m_name->setText(clone.name);
    if (other || !m_relation->hasFocus())
        m_relation->setText(clone.relation);
    m_language->setLanguage(clone.language);
}

void WhoCard::nameEdited()
{
    const Result<QString> name = checkedCloneName(m_name->text());
    m_nameRefused = !name;
    if (!name) {
        m_saver.drop(u"name"_s);
        m_nameNotice->setError(name.error());
        return;
    }
    m_nameNotice->clear();
    m_saver.change(u"name"_s, [text = *name](Clone &clone) { clone.name = text; });
}

void WhoCard::choosePicture()
{
    dialogs().openFiles(this, tr("Choose a picture"),
                        tr("Pictures (*.png *.jpg *.jpeg *.webp *.gif *.bmp *.tif *.tiff)"),
                        [this](const QStringList &paths) {
                            if (!paths.isEmpty())
                                setPicture(paths.first());
                        });
}

void WhoCard::setPicture(const QString &path)
{
    m_pictureNotice->clear();
    whenReady(this, loadAvatar(path), [this, id = m_clone.id](const Result<QString> &png) {
        if (id != m_clone.id)
            return;
        if (png)
            storePicture(*png);
        else
            m_pictureNotice->setError(png.error());
    });
}

void WhoCard::storePicture(const QString &png)
{
    m_saver.change(u"avatar"_s, [png](Clone &clone) { clone.avatar = png; });
    m_saver.flush();
}

MannerCard::MannerCard(CloneSaver &saver, QWidget *parent)
    : FormCard(tr("How they speak"), parent)
    , m_saver(saver)
{
    addText(u"description"_s, &Clone::description, tr("A few words about them"),
            tr("Where and when they lived, what they did, whom they loved."));
    addText(u"personality"_s, &Clone::personality, tr("Their nature"),
            tr("Patient? Quick to laugh? Stubborn about small things?"));
    addText(u"speakingStyle"_s, &Clone::speakingStyle, tr("Their way of speaking"),
            tr("Favourite words and sayings, long or short sentences."));
    addText(u"greeting"_s, &Clone::greeting, tr("How they greet you"),
            tr("The first words of every new conversation."));
    m_remember = new QCheckBox(tr("Remember what we talk about"), this);
    m_remember->setObjectName(u"rememberCheck"_s);
    addField({}, m_remember,
             tr("Every exchange becomes a memory. You find them under Memories, and can remove them there."));
    connect(m_remember, &QCheckBox::toggled, this, [this](bool on) {
        if (m_showing)
            return;
        m_saver.change(u"rememberConversations"_s, [on](Clone &clone) { clone.rememberConversations = on; });
        m_saver.flush();
    });
}

void MannerCard::addText(const QString &name, QString Clone::*field, const QString &label,
                         const QString &hint)
{
    auto *edit = new GrowingTextEdit(2, 12, this);
    edit->setObjectName(name + u"Edit"_s);
    addField(label, edit, hint);
    m_texts.append({field, edit});
    connect(edit, &GrowingTextEdit::editingFinished, &m_saver, &CloneSaver::flush);
    connect(edit, &QPlainTextEdit::textChanged, this, [this, edit, name, field] {
        if (m_showing)
            return;
        m_saver.change(name,
                       [field, text = edit->toPlainText().trimmed()](Clone &clone) { clone.*field = text; });
    });
}

void MannerCard::showClone(const Clone &clone)
{
    const bool other = clone.id != m_cloneId;
    m_cloneId = clone.id;
    m_showing = true;
    for (const Text &text : m_texts) {
        if ((!other && text.edit->hasFocus()) || text.edit->toPlainText() == clone.*text.field)
            continue;
        text.edit->setPlainText(clone.*text.field);
    }
    m_remember->setChecked(clone.rememberConversations);
    m_showing = false;
}

} // namespace CloneMemoria
