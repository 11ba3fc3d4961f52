#pragma once

#include "core/base/ErrorText.h"
#include "core/providers/llm/LlmProvider.h"
#include "ui/settings/ProviderAccess.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QWidget>

#include <memory>

class QLabel;
class QPushButton;

namespace CloneMemoria {

class Notice;
class ProviderRegistry;

/// "Test": asks the model one short question and shows the first words of the answer, or what went wrong.
class ModelTest : public QWidget
{
    Q_OBJECT

public:
    ModelTest(ProviderRegistry &registry, ConfigSource config, QWidget *parent);
    ~ModelTest() override;

    void start();
    void stop();
    void reset(); ///< what was found out is about another provider
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void ended(bool ok);
    void actionRequested(CloneMemoria::NextStep step);

private:
    void ask(const Result<ProviderConfig> &config);
    void finish(const Result<Completion> &result);

    ProviderRegistry &m_registry;
    ConfigSource m_config;
    QPushButton *m_button = nullptr;
    QLabel *m_result = nullptr;
    Notice *m_notice = nullptr;
    std::unique_ptr<LlmProvider> m_provider;
    QPointer<LlmReply> m_reply;
    QString m_words;
    QElapsedTimer m_clock;
    int m_request = 0;
    bool m_running = false;
};

} // namespace CloneMemoria
