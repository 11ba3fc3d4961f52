#include "core/providers/ProviderCheck.h"

#include "core/base/Futures.h"

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kAnswerTokens = 200; // a model that thinks first needs some before it says a word

// Ollama leaves ":latest" out, Gemini puts "models/" before.
bool isListed(const QStringList &models, const QString &model)
{
    return std::any_of(models.begin(), models.end(), [&](const QString &each) {
        return each == model || each == model + ":latest"_L1 || each.endsWith(u'/' + model);
    });
}

Result<void> outcome(const auto &result)
{
    return result ? Result<void>() : Result<void>(fail(result.error()));
}
} // namespace

bool CheckReport::isOk() const
{
    return step(CheckStep::Answer).state == CheckState::Ok
           && std::none_of(steps.begin(), steps.end(),
                           [](const CheckedStep &each) { return each.state == CheckState::Failed; });
}

ProviderCheck::ProviderCheck(const ProviderRegistry &registry, ProviderConfig config, Limits limits,
                             QObject *parent)
    : QObject(parent)
    , m_registry(registry)
    , m_config(std::move(config))
    , m_limits(limits)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        letGo();
        set(m_now, CheckState::Failed,
            Error{.kind = ErrorKind::Timeout,
                  .detail = u"No answer within %1 ms"_s.arg(m_deadline.interval()),
                  .subject = m_config.preset.name});
        finish();
    });
}

ProviderCheck::ProviderCheck(const ProviderRegistry &registry, ProviderConfig config, QObject *parent)
    : ProviderCheck(registry, std::move(config), Limits{}, parent)
{ }

ProviderCheck::~ProviderCheck()
{
    letGo();
}

void ProviderCheck::start()
{
    begin(CheckStep::Reach, m_limits.reachMs);
    QMetaObject::invokeMethod(
        m_work.get(), [this] { list(); }, Qt::QueuedConnection);
}

void ProviderCheck::cancel()
{
    if (m_done)
        return;
    letGo();
    set(m_now, CheckState::Failed, Error{.kind = ErrorKind::Cancelled, .subject = m_config.preset.name});
    m_done = true;
    QMetaObject::invokeMethod(
        this, [this] { Q_EMIT finished(); }, Qt::QueuedConnection);
}

bool ProviderCheck::usesNetwork() const
{
    const QString &protocol = m_config.preset.protocol;
    return !m_config.baseUrl.isEmpty()
           || (protocol != "dummy"_L1 && protocol != "system"_L1 && protocol != "builtin"_L1);
}

void ProviderCheck::list()
{
    if (!usesNetwork()) {
        for (const CheckStep step : {CheckStep::Reach, CheckStep::Key, CheckStep::Model})
            set(step, CheckState::Skipped);
        ask();
        return;
    }
    const auto listed = [this](const Result<QStringList> &models) { onListed(models); };
    if (m_config.preset.protocol == "openai"_L1) {
        whenReady(m_work.get(), m_registry.models(m_config, m_work.get()), listed);
        return;
    }
    switch (m_config.preset.kind) {
    case ProviderKind::Llm: {
        auto made = m_registry.makeLlm(m_config);
        if (!made)
            return onListed(fail(made.error()));
        m_llm = std::move(*made);
        whenReady(m_work.get(), m_llm->models(), listed);
        return;
    }
    case ProviderKind::Speech: {
        auto made = m_registry.makeSpeech(m_config);
        if (!made)
            return onListed(fail(made.error()));
        m_speech = std::move(*made);
        whenReady(m_work.get(), m_speech->voices(), [listed](const Result<QList<Voice>> &voices) {
            listed(voices ? Result<QStringList>(QStringList()) : fail(voices.error()));
        });
        return;
    }
    case ProviderKind::Embedding:
        break;
    }
    for (const CheckStep step : {CheckStep::Reach, CheckStep::Key, CheckStep::Model})
        set(step, CheckState::Skipped);
    ask();
}

// One question answers three: a refusal has been reached, and a list has taken the key.
void ProviderCheck::onListed(const Result<QStringList> &models)
{
    const bool hasKey = !m_config.apiKey.isEmpty();
    if (!models) {
        const Error &error = models.error();
        const bool unsent = error.code == "no-key"_L1;
        const bool refused = error.kind == ErrorKind::Auth;
        // No list is no failure: the answer tells the rest. A server that is unwell will not answer either.
        const bool goesOn = error.httpStatus >= 400 && error.httpStatus < 500 && !refused;
        if (refused || goesOn)
            set(CheckStep::Reach, unsent ? CheckState::Skipped : CheckState::Ok);
        else
            set(CheckStep::Reach, CheckState::Failed, error);
        if (refused)
            set(CheckStep::Key, CheckState::Failed, error);
        if (!goesOn)
            return finish();
        set(CheckStep::Key, CheckState::Skipped);
    } else {
        set(CheckStep::Reach, CheckState::Ok);
        set(CheckStep::Key, hasKey ? CheckState::Ok : CheckState::Skipped);
    }
    if (m_config.model.isEmpty() && m_config.preset.kind != ProviderKind::Speech) {
        set(CheckStep::Model, CheckState::Failed,
            Error{.kind = ErrorKind::NotFound,
                  .detail = u"No model is chosen"_s,
                  .code = u"no-model"_s,
                  .subject = m_config.preset.name});
        return finish();
    }
    // A list may leave out names that the server takes all the same: the answer decides about those.
    m_listed = models && isListed(*models, m_config.model);
    set(CheckStep::Model, m_listed ? CheckState::Ok : CheckState::Skipped);
    ask();
}

void ProviderCheck::ask()
{
    begin(CheckStep::Answer, m_config.preset.local ? m_limits.localAnswerMs : m_limits.answerMs);
    switch (m_config.preset.kind) {
    case ProviderKind::Llm:
        return askLlm();
    case ProviderKind::Embedding: {
        auto made = m_registry.makeEmbedder(m_config);
        if (!made)
            return onAnswered(fail(made.error()));
        m_embedder = std::move(*made);
        whenReady(m_work.get(), m_embedder->embed({u"A letter from the seaside."_s}),
                  [this](const Result<QList<Vector>> &vectors) {
                      if (vectors && !vectors->isEmpty())
                          m_report.dimensions = vectors->first().size();
                      onAnswered(outcome(vectors));
                  });
        return;
    }
    case ProviderKind::Speech: {
        auto made = m_registry.makeSpeech(m_config);
        if (!made)
            return onAnswered(fail(made.error()));
        m_speech = std::move(*made);
        SpeechRequest request;
        request.text = u"Good morning."_s;
        request.voice = m_config.voice;
        request.language = u"en"_s;
        whenReady(m_work.get(), m_speech->synthesize(request), [this](const Result<SpeechAudio> &audio) {
            if (audio)
                m_report.sound = *audio;
            onAnswered(outcome(audio));
        });
        return;
    }
    }
}

void ProviderCheck::askLlm()
{
    auto made = m_registry.makeLlm(m_config);
    if (!made)
        return onAnswered(fail(made.error()));
    m_llm = std::move(*made);
    ChatRequest request;
    request.question = u"Please say hello in one word."_s;
    request.parts = {{ChatRole::User, request.question}};
    request.maxTokens = kAnswerTokens;
    LlmReply *reply = m_llm->chat(request, m_work.get());
    connect(reply, &LlmReply::delta, m_work.get(), [this](const QString &text) {
        if (m_report.firstTokenMs < 0)
            m_report.firstTokenMs = m_clock.elapsed();
        m_report.answer += text;
    });
    connect(reply, &LlmReply::finished, m_work.get(),
            [this](const Result<Completion> &result) { onAnswered(outcome(result)); });
}

void ProviderCheck::onAnswered(const Result<void> &result)
{
    m_report.totalMs = m_clock.elapsed();
    if (result) {
        set(CheckStep::Answer, CheckState::Ok);
        if (m_report.step(CheckStep::Key).state == CheckState::Skipped && !m_config.apiKey.isEmpty())
            set(CheckStep::Key, CheckState::Ok);
    } else if (result.error().kind == ErrorKind::Auth) { // some show their list to anybody
        set(CheckStep::Key, CheckState::Failed, result.error());
        set(CheckStep::Answer, CheckState::Skipped);
    } else if (result.error().kind == ErrorKind::NotFound && !m_listed) {
        set(CheckStep::Model, CheckState::Failed, result.error());
        set(CheckStep::Answer, CheckState::Skipped);
    } else {
        set(CheckStep::Answer, CheckState::Failed, result.error());
    }
    finish();
}

void ProviderCheck::begin(CheckStep step, int limitMs)
{
    // The step before may be what is calling: what it leaves behind goes from the event loop.
    if (m_work)
        m_work.release()->deleteLater();
    m_work = std::make_unique<QObject>();
    m_now = step;
    m_clock.start();
    m_deadline.start(limitMs);
    set(step, CheckState::Running);
}

void ProviderCheck::set(CheckStep step, CheckState state, const std::optional<Error> &error)
{
    CheckedStep &changed = m_report.steps[std::size_t(step)];
    const bool ended = state == CheckState::Ok || state == CheckState::Failed;
    if (step == m_now && changed.state == CheckState::Running && ended)
        changed.ms = m_clock.elapsed();
    changed.state = state;
    changed.error = error;
    Q_EMIT progressed();
}

void ProviderCheck::finish()
{
    if (m_done)
        return;
    m_done = true;
    m_deadline.stop();
    for (CheckedStep &step : m_report.steps) {
        if (step.state == CheckState::Waiting)
            step.state = CheckState::Skipped;
    }
    Q_EMIT finished();
}

void ProviderCheck::letGo()
{
    m_deadline.stop();
    m_work.reset();
    m_llm.reset();
    m_embedder.reset();
    m_speech.reset();
    for (CheckedStep &step : m_report.steps) {
        if (step.state == CheckState::Waiting)
            step.state = CheckState::Skipped;
    }
}

} // namespace CloneMemoria
