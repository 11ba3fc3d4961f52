#pragma once

#include "core/base/ErrorText.h"
#include "ui/settings/ProviderAccess.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QPushButton;

namespace CloneMemoria {

class AutoApply;
class LlmProvider;
class Notice;
class ProviderRegistry;

/// The name of a model: typed, or chosen from the list that the provider gives. What goes wrong with that list is told
/// below it.
class ModelField : public QWidget
{
    Q_OBJECT

public:
    ModelField(ProviderRegistry &registry, ConfigSource config, QWidget *parent);
    ~ModelField() override;

    QString model() const;
    void setModel(const QString &model);      ///< not while the user is typing
    void setPlaceholder(const QString &text); ///< what counts while it is empty
    void setListable(bool listable);          ///< false where there is no list to load
    void loadModels();
    void forgetList(); ///< it was another provider's
    void flush();

Q_SIGNALS:
    void modelChanged(const QString &model); ///< by the user, when it is to be stored
    void actionRequested(CloneMemoria::NextStep step);

private:
    void showModels(const Result<QStringList> &models);

    ProviderRegistry &m_registry;
    ConfigSource m_config;
    QComboBox *m_combo = nullptr;
    QPushButton *m_load = nullptr;
    Notice *m_notice = nullptr;
    AutoApply *m_apply = nullptr;
    std::unique_ptr<LlmProvider> m_provider;
    QString m_stored;
    int m_request = 0;
};

} // namespace CloneMemoria
