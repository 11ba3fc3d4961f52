#include "ui/clones/NewCloneDialog.h"

#include "core/base/Futures.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"
#include "ui/clones/GrowingTextEdit.h"
#include "ui/clones/LanguageCombo.h"
#include "ui/clones/PersonCards.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
void addNewCloneField(QVBoxLayout *column, const QString &label, QWidget *field)
{
    auto *caption = new QLabel(label, field->parentWidget());
    caption->setTextFormat(Qt::PlainText);
    caption->setBuddy(field);
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(label);
    auto *pair = new QVBoxLayout;
    pair->setSpacing(4);
    pair->addWidget(caption);
    pair->addWidget(field);
    column->addLayout(pair);
}
} // namespace

NewCloneDialog::NewCloneDialog(Profile &profile, QWidget *parent) : QDialog(parent), m_profile(profile)
{
    setObjectName(u"newCloneDialog"_s);
    setWindowTitle(tr("New clone"));
    resize(480, 640);

    auto *fields = new QWidget(this);
    m_name = new QLineEdit(fields);
    m_name->setObjectName(u"newCloneName"_s);
    m_name->setMinimumHeight(32);
    m_nameNotice = new Notice(fields);
    m_nameNotice->setObjectName(u"newCloneNameNotice"_s);
    m_relation = new QLineEdit(fields);
    m_relation->setObjectName(u"newCloneRelation"_s);
    m_relation->setMinimumHeight(32);
    m_relation->setPlaceholderText(tr("My grandmother"));
    m_description = new GrowingTextEdit(3, 8, fields);
    m_description->setObjectName(u"newCloneDescription"_s);
    m_description->setPlaceholderText(tr("Where and when they lived, what they did, whom they loved."));
    m_style = new GrowingTextEdit(2, 6, fields);
    m_style->setObjectName(u"newCloneStyle"_s);
    m_style->setPlaceholderText(tr("Favourite words and sayings, long or short sentences."));
    m_language = new LanguageCombo(fields);
    m_language->setObjectName(u"newCloneLanguage"_s);
    m_language->setLanguage(LanguageCombo::systemLanguage());

    auto *heading = new QLabel(tr("Who is it?"), fields);
    applyTextRole(heading, TextRole::Title);
    auto *sentence = new QLabel(
        tr("A name is enough to begin with. Everything else can be added and changed later."), fields);
    sentence->setWordWrap(true);
    sentence->setProperty("tone", u"muted"_s);
    auto *column = new QVBoxLayout(fields);
    column->setContentsMargins(24, 24, 24, 8);
    column->setSpacing(16);
    column->addWidget(heading);
    column->addWidget(sentence);
    addNewCloneField(column, tr("Name"), m_name);
    column->addWidget(m_nameNotice);
    addNewCloneField(column, tr("Who they are to you"), m_relation);
    addNewCloneField(column, tr("A few words about them"), m_description);
    addNewCloneField(column, tr("Their way of speaking, if you like"), m_style);
    addNewCloneField(column, tr("Language"), m_language);
    column->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(fields);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    fields->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);

    m_notice = new Notice(this);
    m_notice->setObjectName(u"newCloneNotice"_s);
    m_create = new QPushButton(tr("Create"), this);
    m_create->setObjectName(u"newCloneCreate"_s);
    m_create->setProperty("kind", u"primary"_s);
    m_create->setDefault(true); // Enter creates
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"newCloneCancel"_s);
    cancel->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_create);
    auto *bottom = new QVBoxLayout;
    bottom->setContentsMargins(24, 8, 24, 16);
    bottom->setSpacing(8);
    bottom->addWidget(m_notice);
    bottom->addLayout(buttons);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(scroll, 1);
    outer->addLayout(bottom);

    connect(m_create, &QPushButton::clicked, this, &NewCloneDialog::create);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textEdited, m_nameNotice, &Notice::clear);
    connect(m_notice, &Notice::actionRequested, this, &NewCloneDialog::create);
    auto *anywhere = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    connect(anywhere, &QShortcut::activated, this, &NewCloneDialog::create);
    m_name->setFocus();
}

void NewCloneDialog::create()
{
    if (!m_create->isEnabled())
        return;
    const Result<QString> name = checkedCloneName(m_name->text());
    if (!name) {
        m_nameNotice->setError(name.error());
        m_name->setFocus();
        return;
    }
    Clone draft;
    draft.name = *name;
    draft.relation = m_relation->text().trimmed();
    draft.description = m_description->toPlainText().trimmed();
    draft.speakingStyle = m_style->toPlainText().trimmed();
    draft.language = m_language->language();
    m_notice->clear();
    m_create->setEnabled(false);
    whenReady(this, m_profile.storage().write([draft](Store &store) { return store.clones.create(draft); }),
              [this](const Result<Clone> &stored) {
                  m_create->setEnabled(true);
                  if (!stored) {
                      m_notice->setError(stored.error());
                      return;
                  }
                  m_clone = *stored;
                  accept();
              });
}

} // namespace CloneMemoria
