#pragma once

#include "core/base/ErrorText.h"
#include "core/speech/SpeechService.h"
#include "ui/settings/ProviderAccess.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace CloneMemoria {

class AutoApply;
class Notice;
class ProviderRegistry;

/// The voice of a speech provider: typed, or chosen from its list; Listen speaks a short sentence with it.
class VoiceField : public QWidget
{
    Q_OBJECT

public:
    /// Speaks through `speech`: `speak` is asked to start it under the id listenId().
    VoiceField(ProviderRegistry &registry, ConfigSource config, SpeechService &speech, QWidget *parent);
    ~VoiceField() override;

    QString voice() const; ///< its id
    void setVoice(const QString &voice);
    void setPlaceholder(const QString &text);
    void loadVoices();
    void forgetList();
    void flush();
    QString listenId() const { return m_listenId; }
    void setListenAction(const std::function<void()> &speak) { m_speak = speak; }
    static QString sampleSentence();

Q_SIGNALS:
    void voiceChanged(const QString &voice); ///< by the user, when it is to be stored
    void actionRequested(CloneMemoria::NextStep step);

private:
    void showVoices(const Result<QList<Voice>> &voices);
    void listen();

    ProviderRegistry &m_registry;
    ConfigSource m_config;
    SpeechService &m_speech;
    std::function<void()> m_speak;
    QString m_listenId;
    QComboBox *m_combo = nullptr;
    QPushButton *m_load = nullptr;
    QPushButton *m_listen = nullptr;
    Notice *m_notice = nullptr;
    AutoApply *m_apply = nullptr;
    std::unique_ptr<SpeechProvider> m_provider;
    QString m_stored;
    int m_request = 0;
    bool m_retryListens = false; ///< what "Try again" is about
};

} // namespace CloneMemoria
