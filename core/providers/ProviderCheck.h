#pragma once

#include "core/providers/ProviderRegistry.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <array>

namespace CloneMemoria {

enum class CheckStep { Reach, Key, Model, Answer };
enum class CheckState { Waiting, Running, Ok, Failed, Skipped };

struct CheckedStep
{
    CheckState state = CheckState::Waiting;
    qint64 ms = -1;             ///< how long it took; -1 where it took nothing of its own
    std::optional<Error> error; ///< of a failed one
};

struct CheckReport
{
    std::array<CheckedStep, 4> steps; ///< by CheckStep
    qint64 firstTokenMs = -1;         ///< LLM
    qint64 totalMs = -1;              ///< of the answer
    QString answer;                   ///< LLM: its words
    qsizetype dimensions = 0;         ///< embedding
    SpeechAudio sound;                ///< speech

    const CheckedStep &step(CheckStep which) const { return steps[std::size_t(which)]; }
    /// It answered, and nothing failed on the way. A step that does not apply is skipped, and no failure.
    bool isOk() const;
};

/// Tries a provider out, as it is configured: is it reachable, does it take the key, has it the model, does it answer?
/// The last step asks for a word, a vector or a sentence aloud, and costs what that costs. Stores nothing. Each step is
/// bounded in time, and cancel() ends all at once. Main thread; the registry must outlive it.
class ProviderCheck : public QObject
{
    Q_OBJECT

public:
    struct Limits
    {
        int reachMs = 15'000;
        int answerMs = 60'000;
        int localAnswerMs = 180'000; ///< a server on this computer may load its model first
    };

    ProviderCheck(const ProviderRegistry &registry, ProviderConfig config, Limits limits, QObject *parent);
    ProviderCheck(const ProviderRegistry &registry, ProviderConfig config, QObject *parent);
    ~ProviderCheck() override;

    void start(); ///< once
    void cancel();
    const CheckReport &report() const { return m_report; }

Q_SIGNALS:
    void progressed(); ///< report() has changed
    void finished(); ///< once, from the event loop; also after cancel(), with Cancelled in the step it ended

private:
    void list();
    void onListed(const Result<QStringList> &models);
    void ask();
    void askLlm();
    void onAnswered(const Result<void> &result);
    void begin(CheckStep step, int limitMs);
    void set(CheckStep step, CheckState state, const std::optional<Error> &error = {});
    void finish();
    bool usesNetwork() const;
    void letGo();

    const ProviderRegistry &m_registry;
    ProviderConfig m_config;
    Limits m_limits;
    CheckReport m_report;
    CheckStep m_now = CheckStep::Reach;
    bool m_listed = false; ///< the model is in the list
    bool m_done = false;
    QElapsedTimer m_clock;
    QTimer m_deadline;
    std::unique_ptr<LlmProvider> m_llm;
    std::unique_ptr<Embedder> m_embedder;
    std::unique_ptr<SpeechProvider> m_speech;
    std::unique_ptr<QObject> m_work; ///< parent and receiver of the step that runs: goes before the providers
};

} // namespace CloneMemoria
