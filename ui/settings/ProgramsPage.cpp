#include "ui/settings/ProgramsPage.h"

#include "core/api/LocalApi.h"
#include "core/base/Futures.h"
#include "ui/settings/AutoApply.h"
#include "ui/settings/CopyField.h"
#include "ui/settings/FormCard.h"
#include "ui/widgets/Dialogs.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/ThemedIcon.h"

#include <QCheckBox>
#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kLowestPort = 1024; // those below belong to the system
constexpr int kHighestPort = 65535;

// A wheel that scrolls the page must not change a number that it passes.
class QuietSpinBox : public QSpinBox
{
public:
    using QSpinBox::QSpinBox;

protected:
    void wheelEvent(QWheelEvent *event) override { event->ignore(); }
};

QLabel *quietLine(QWidget *parent, const QString &name)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setProperty("tone", u"muted"_s);
    applyTextRole(label, TextRole::Detail);
    return label;
}

// As it stands in a JSON text that stands in single quotes.
QString quoted(QString text)
{
    return text.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1).replace(u'\'', "'\\''"_L1);
}

constexpr int kExampleLines = 5;

QString exampleFor(const QUrl &url, const QString &model)
{
    return u"curl %1/v1/chat/completions \\\n"
           "  -H \"Authorization: Bearer KEY\" \\\n"
           "  -H \"Content-Type: application/json\" \\\n"
           "  -d '{\"model\": \"%2\",\n"
           "       \"messages\": [{\"role\": \"user\", \"content\": \"%3\"}]}'"_s.arg(
               url.toString(QUrl::StripTrailingSlash), quoted(model),
               quoted(ProgramsPage::tr("How are you?")));
}
} // namespace

ProgramsPage::ProgramsPage(LocalApi &api, QWidget *parent)
    : SettingsPage(tr("Other programs"), u"plug"_s, parent)
    , m_api(api)
{
    auto *card = new FormCard(tr("Let other programs talk with the clones"), this);
    auto *row = new QWidget(card);
    m_enabled = new QCheckBox(tr("Programs on this computer may ask"), row);
    m_enabled->setObjectName(u"apiEnabled"_s);
    m_enabled->setMinimumHeight(32);
    m_state = quietLine(row, u"apiState"_s);
    auto *column = new QVBoxLayout(row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_enabled);
    column->addWidget(m_state);
    card->addRow(row, m_enabled->text() + u" api server openai"_s);
    m_port = new QuietSpinBox(card);
    m_port->setObjectName(u"apiPort"_s);
    m_port->setRange(kLowestPort, kHighestPort);
    m_port->setGroupSeparatorShown(false);
    m_port->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_port->setFocusPolicy(Qt::StrongFocus);
    m_port->setMinimumHeight(32);
    m_port->setMaximumWidth(120);
    card->addField(tr("Port"), m_port, tr("Change it only where another program has taken this one."));
    addCard(card);

    m_notice = new Notice(this);
    m_notice->setObjectName(u"apiNotice"_s);
    connect(m_notice, &Notice::actionRequested, this, [this] { m_api.setEnabled(true); });
    addWidget(m_notice);

    m_needed = new FormCard(tr("What a program needs to know"), this);
    m_address = new CopyField(tr("Address"), CopyField::Shown::Plain, m_needed);
    m_address->setObjectName(u"apiAddress"_s);
    m_needed->addField(tr("Address"), m_address,
                       tr("For programs that know OpenAI: each clone is a model there."));
    auto *keyBox = new QWidget(m_needed);
    m_key = new CopyField(tr("Key"), CopyField::Shown::Dots, keyBox);
    m_key->setObjectName(u"apiKey"_s);
    m_keyState = quietLine(keyBox, u"apiKeyState"_s);
    m_renew = new QPushButton(themedIcon(u"refresh-cw"_s), tr("Make a new key"), keyBox);
    m_renew->setObjectName(u"apiRenew"_s);
    auto *keyColumn = new QVBoxLayout(keyBox);
    keyColumn->setContentsMargins(0, 0, 0, 0);
    keyColumn->setSpacing(8);
    keyColumn->addWidget(m_key);
    keyColumn->addWidget(m_keyState);
    keyColumn->addWidget(m_renew, 0, Qt::AlignLeading);
    keyBox->setFocusProxy(m_key);
    m_needed->addField(tr("Key"), keyBox);
    auto *exampleBox = new QWidget(m_needed);
    m_example = new QPlainTextEdit(exampleBox);
    m_example->setObjectName(u"apiExample"_s);
    m_example->setReadOnly(true);
    m_example->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_example->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_example->setTabChangesFocus(true);
    m_copyExample = new QPushButton(themedIcon(u"copy"_s), tr("Copy the example"), exampleBox);
    m_copyExample->setObjectName(u"apiCopyExample"_s);
    auto *exampleColumn = new QVBoxLayout(exampleBox);
    exampleColumn->setContentsMargins(0, 0, 0, 0);
    exampleColumn->setSpacing(8);
    exampleColumn->addWidget(m_example);
    exampleColumn->addWidget(m_copyExample, 0, Qt::AlignLeading);
    exampleBox->setFocusProxy(m_example);
    m_needed->addField(tr("Example"), exampleBox, tr("For a terminal. Put the key where KEY stands."));
    addCard(m_needed);

    connect(m_enabled, &QCheckBox::toggled, &m_api, &LocalApi::setEnabled);
    m_portApply = new AutoApply(m_port, [this] { m_api.setPort(m_port->value()); });
    connect(m_port, &QSpinBox::valueChanged, m_portApply, &AutoApply::touch);
    connect(m_renew, &QPushButton::clicked, this, &ProgramsPage::askToRenew);
    connect(m_copyExample, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_example->toPlainText()); });
    connect(&m_api, &LocalApi::changed, this, &ProgramsPage::refresh);
    connect(m_enabled, &QCheckBox::toggled, this, &ProgramsPage::findModel);
    refresh();
}

void ProgramsPage::showEvent(QShowEvent *event)
{
    SettingsPage::showEvent(event);
    if (m_api.isEnabled()) {
        m_api.loadToken();
        findModel();
    }
}

void ProgramsPage::findModel()
{
    whenReady(this, m_api.models(), [this](const Result<QStringList> &models) {
        m_model = models ? models->value(0) : QString();
        refresh();
    });
}

void ProgramsPage::refresh()
{
    {
        const QSignalBlocker enabledQuiet(m_enabled);
        m_enabled->setChecked(m_api.isEnabled());
    }
    if (!m_portApply->isWaiting()) {
        const QSignalBlocker portQuiet(m_port);
        m_port->setValue(m_api.port());
    }
    m_state->setText(stateText());

    const bool running = m_api.state() == LocalApi::State::Running;
    const Secret &key = m_api.token();
    // What there is to know of a server that could not start is that; one that moves is there again at once.
    m_needed->setVisible(m_api.isEnabled() && m_api.state() != LocalApi::State::Failed);
    m_address->setText(running ? m_api.url().toString(QUrl::StripTrailingSlash) + u"/v1"_s : QString());
    m_key->setText(key.value);
    m_keyState->setVisible(key.origin == SecretOrigin::ThisRun || key.origin == SecretOrigin::Environment);
    m_keyState->setText(key.origin == SecretOrigin::ThisRun
                            ? tr("There is no keychain here: the key is another one after each start.")
                            : tr("It comes from CLONEMEMORIA_API_TOKEN in the environment."));
    m_renew->setEnabled(!key.value.isEmpty() && key.origin != SecretOrigin::Environment);
    m_example->setPlainText(running ? exampleFor(m_api.url(), m_model.isEmpty() ? tr("Name") : m_model)
                                    : QString());
    m_example->setFixedHeight(m_example->fontMetrics().lineSpacing() * kExampleLines + 40);
    m_copyExample->setEnabled(running);

    if (m_api.error())
        m_notice->setError(*m_api.error());
    else
        m_notice->clear();
}

QString ProgramsPage::stateText() const
{
    switch (m_api.state()) {
    case LocalApi::State::Off:
        return tr("Off. Nothing of the clones can be had from outside this window.");
    case LocalApi::State::Starting:
        return tr("Starting …");
    case LocalApi::State::Running:
        return tr("On, for this computer alone. Every program needs the key.");
    case LocalApi::State::Failed:
        break;
    }
    return tr("It could not start.");
}

void ProgramsPage::askToRenew()
{
    dialogs().ask(this,
                  {tr("Make a new key?"), tr("Programs that have the old one can't ask any more."),
                   tr("Make a new key"), true},
                  [this] { m_api.renewToken(); });
}

} // namespace CloneMemoria
