#include "ui/settings/KeyField.h"

#include "core/base/Futures.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

KeyField::KeyField(ProviderSettings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_edit(new QLineEdit(this))
    , m_save(new QPushButton(tr("Save"), this))
    , m_remove(new QPushButton(tr("Remove"), this))
    , m_stateText(new QLabel(this))
    , m_notice(new Notice(this))
{
    setObjectName(u"keyField"_s);
    m_edit->setObjectName(u"keyEdit"_s);
    m_edit->setAccessibleName(tr("Key"));
    m_edit->setEchoMode(QLineEdit::Password);
    m_edit->setMinimumHeight(32);
    m_save->setObjectName(u"keySave"_s);
    m_save->setEnabled(false);
    m_remove->setObjectName(u"keyRemove"_s);
    m_remove->setProperty("kind", u"danger"_s);
    m_stateText->setObjectName(u"keyState"_s);
    m_stateText->setWordWrap(true);
    m_stateText->setOpenExternalLinks(true);
    m_stateText->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_stateText->setProperty("tone", u"muted"_s);
    applyTextRole(m_stateText, TextRole::Detail);
    m_notice->setObjectName(u"keyNotice"_s);
    m_notice->setDismissable(true);
    setFocusProxy(m_edit);

    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_edit, 1);
    row->addWidget(m_save);
    row->addWidget(m_remove);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_stateText);
    column->addWidget(m_notice);

    connect(m_edit, &QLineEdit::textChanged, this,
            [this](const QString &text) { m_save->setEnabled(!text.trimmed().isEmpty()); });
    connect(m_edit, &QLineEdit::returnPressed, this, &KeyField::saveKey);
    connect(m_save, &QPushButton::clicked, this, &KeyField::saveKey);
    connect(m_remove, &QPushButton::clicked, this, &KeyField::removeKey);
    connect(&m_settings, &ProviderSettings::changed, this, &KeyField::refresh);
}

void KeyField::setPreset(ProviderKind kind, const Preset &preset)
{
    m_kind = kind;
    m_preset = preset;
    m_edit->clear(); // a half-typed key belongs to no other provider
    m_notice->clear();
    refresh();
}

void KeyField::refresh()
{
    if (m_preset.id.isEmpty())
        return;
    const int request = ++m_request;
    whenReady(this, m_settings.keyState(m_kind, m_preset.id), [this, request](KeyState state) {
        if (request == m_request)
            showState(state);
    });
}

void KeyField::showState(KeyState state)
{
    m_state = state;
    QString text;
    switch (state) {
    case KeyState::NotNeeded:
        text = tr("Only if the server asks for one.");
        break;
    case KeyState::Missing:
        text = tr("No key yet.");
        break;
    case KeyState::Stored:
        text = tr("A key is kept in this computer's keychain.");
        break;
    case KeyState::FromEnvironment:
        text = tr("The key comes from the environment variable %1. One saved here would count instead.")
                   .arg(m_settings.keyVariable(m_kind, m_preset.id));
        break;
    case KeyState::ThisRunOnly:
        text = tr("A key is kept until the program is closed.");
        if (!m_why.isEmpty())
            text += u' ' + m_why;
        break;
    }
    const bool mine = state == KeyState::Stored || state == KeyState::ThisRunOnly;
    if (!m_preset.keyPage.isEmpty() && state == KeyState::Missing) {
        text += u" <a href=\"%1\">%2</a>"_s.arg(m_preset.keyPage.toHtmlEscaped(),
                                                tr("Get one from %1").arg(m_preset.name).toHtmlEscaped());
    }
    m_stateText->setText(text);
    m_edit->setPlaceholderText(mine ? tr("Enter another key to replace it") : tr("Paste the key here"));
    m_remove->setVisible(mine);
}

void KeyField::saveKey()
{
    const QString key = m_edit->text().trimmed();
    if (key.isEmpty())
        return;
    m_notice->clear();
    m_save->setEnabled(false);
    whenReady(this, m_settings.setKey(m_preset.secret, key),
              [this](const Result<void> &result) { done(result); });
}

void KeyField::removeKey()
{
    m_notice->clear();
    whenReady(this, m_settings.setKey(m_preset.secret, {}),
              [this](const Result<void> &result) { done(result); });
}

void KeyField::done(const Result<void> &result)
{
    m_why.clear();
    m_edit->clear();
    if (!result) {
        // "No keychain" is said as it is: the key counts for this run all the same.
        const bool kept = result.error().kind == ErrorKind::Unsupported;
        if (kept)
            m_why = result.error().code == "keychain-locked"_L1 ? tr("The keychain is locked, or it refused.")
                                                                : tr("This computer has no keychain.");
        if (kept)
            m_notice->showMessage(Notice::Kind::Info, describe(result.error()).sentence, {},
                                  result.error().detail);
        else
            m_notice->setError(result.error());
    }
    refresh();
}

} // namespace CloneMemoria
