#include "ui/settings/ModelTest.h"

#include "core/base/Futures.h"
#include "core/providers/ProviderRegistry.h"
#include "ui/widgets/Notice.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kShownCharacters = 90;
constexpr int kTestTokens = 200; // models that think first need some before they say a word
} // namespace

ModelTest::ModelTest(ProviderRegistry &registry, ConfigSource config, QWidget *parent)
    : QWidget(parent)
    , m_registry(registry)
    , m_config(std::move(config))
    , m_button(new QPushButton(tr("Test"), this))
    , m_result(new QLabel(this))
    , m_notice(new Notice(this))
{
    m_button->setObjectName(u"modelTest"_s);
    m_button->setToolTip(tr("Ask it one short question"));
    m_result->setObjectName(u"modelTestResult"_s);
    m_result->setTextFormat(Qt::PlainText);
    m_result->setWordWrap(true);
    m_result->setProperty("tone", u"muted"_s);
    m_notice->setObjectName(u"modelTestNotice"_s);
    m_notice->setDismissable(true);

    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_button, 0, Qt::AlignTop);
    row->addWidget(m_result, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_notice);

    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_running)
            stop();
        else
            start();
    });
    connect(m_notice, &Notice::actionRequested, this, [this](NextStep step) {
        if (step == NextStep::Retry)
            start();
        else
            Q_EMIT actionRequested(step);
    });
}

ModelTest::~ModelTest()
{
    delete m_reply.data(); // before the provider that made it
}

void ModelTest::start()
{
    reset();
    m_running = true;
    m_button->setText(tr("Stop"));
    m_result->setText(tr("Asking …"));
    m_clock.start();
    whenReady(this, m_config(), [this, request = m_request](const Result<ProviderConfig> &config) {
        if (request == m_request)
            ask(config);
    });
}

void ModelTest::stop()
{
    if (m_reply)
        m_reply->abort();
    else
        reset();
}

void ModelTest::reset()
{
    ++m_request;
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
        m_reply.clear();
    }
    m_running = false;
    m_words.clear();
    m_result->clear();
    m_notice->clear();
    m_button->setText(tr("Test"));
}

void ModelTest::ask(const Result<ProviderConfig> &config)
{
    if (!config) {
        finish(Failure(config.error()));
        return;
    }
    auto provider = m_registry.makeLlm(*config);
    if (!provider) {
        finish(Failure(provider.error()));
        return;
    }
    m_provider = std::move(*provider);
    ChatRequest request;
    request.question = tr("Good morning! Please answer in one short sentence.");
    request.parts = {{ChatRole::User, request.question}};
    request.maxTokens = kTestTokens;
    m_reply = m_provider->chat(request, this);
    connect(m_reply, &LlmReply::delta, this, [this](const QString &text) {
        m_words += text;
        m_result->setText(u"“%1”"_s.arg(m_words.simplified().left(kShownCharacters)));
    });
    connect(m_reply, &LlmReply::finished, this, &ModelTest::finish);
}

void ModelTest::finish(const Result<Completion> &result)
{
    if (m_reply)
        m_reply->deleteLater();
    m_reply.clear();
    m_running = false;
    m_button->setText(tr("Test"));
    if (!result) {
        m_result->clear();
        if (result.error().kind != ErrorKind::Cancelled)
            m_notice->setError(result.error());
        Q_EMIT ended(false);
        return;
    }
    const QString words = result->text.simplified();
    const QString shown = words.size() > kShownCharacters ? words.left(kShownCharacters) + u" …"_s : words;
    const QString seconds = QLocale().toString(double(m_clock.elapsed()) / 1000, 'f', 1);
    m_result->setText(words.isEmpty() ? tr("It answers, after %1 s.").arg(seconds)
                                      : tr("“%1” · %2 s").arg(shown, seconds));
    Q_EMIT ended(true);
}

} // namespace CloneMemoria
