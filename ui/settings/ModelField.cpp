#include "ui/settings/ModelField.h"

#include "core/base/Futures.h"
#include "core/providers/ProviderRegistry.h"
#include "ui/settings/AutoApply.h"
#include "ui/settings/QuietCombo.h"
#include "ui/widgets/Notice.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

ModelField::ModelField(ProviderRegistry &registry, ConfigSource config, QWidget *parent)
    : QWidget(parent)
    , m_registry(registry)
    , m_config(std::move(config))
    , m_combo(new QuietCombo(this))
    , m_load(new QPushButton(tr("Load list"), this))
    , m_notice(new Notice(this))
{
    m_combo->setObjectName(u"modelCombo"_s);
    m_combo->setAccessibleName(tr("Model"));
    m_combo->setEditable(true);
    m_combo->setInsertPolicy(QComboBox::NoInsert);
    m_load->setObjectName(u"modelLoad"_s);
    m_load->setToolTip(tr("Ask the provider which models it has"));
    m_notice->setObjectName(u"modelNotice"_s);
    m_notice->setDismissable(true);
    setFocusProxy(m_combo);

    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_combo, 1);
    row->addWidget(m_load);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_notice);

    m_apply = new AutoApply(m_combo, [this] {
        if (model() == m_stored)
            return;
        m_stored = model();
        Q_EMIT modelChanged(m_stored);
    });
    connect(m_combo->lineEdit(), &QLineEdit::textEdited, m_apply, &AutoApply::touch);
    connect(m_combo, &QComboBox::activated, this, [this] {
        m_apply->touch();
        m_apply->flush();
    });
    connect(m_load, &QPushButton::clicked, this, &ModelField::loadModels);
    connect(m_notice, &Notice::actionRequested, this, [this](NextStep step) {
        if (step == NextStep::Retry)
            loadModels();
        else
            Q_EMIT actionRequested(step);
    });
}

ModelField::~ModelField() = default;

QString ModelField::model() const
{
    return m_combo->currentText().trimmed();
}

void ModelField::setModel(const QString &model)
{
    m_stored = model;
    if (!m_apply->isWaiting() && m_combo->currentText() != model)
        m_combo->setEditText(model);
}

void ModelField::setPlaceholder(const QString &text)
{
    m_combo->lineEdit()->setPlaceholderText(text);
}

void ModelField::setListable(bool listable)
{
    m_load->setVisible(listable);
}

void ModelField::forgetList()
{
    ++m_request;
    const QString text = m_combo->currentText();
    m_combo->clear();
    m_combo->setEditText(text);
    m_load->setEnabled(true);
    m_notice->clear();
}

void ModelField::flush()
{
    m_apply->flush();
}

void ModelField::loadModels()
{
    flush();
    m_notice->clear();
    m_load->setEnabled(false);
    const int request = ++m_request;
    whenReady(this, m_config(), [this, request](const Result<ProviderConfig> &config) {
        if (request != m_request)
            return;
        if (!config) {
            showModels(Failure(config.error()));
            return;
        }
        ProviderConfig asked = *config;
        if (asked.model.isEmpty())
            asked.model =
                u"?"_s; // none is chosen yet: that is what the list is for, it names no model to the server
        auto provider = m_registry.makeLlm(asked);
        if (!provider) {
            showModels(Failure(provider.error()));
            return;
        }
        // Kept until the next question: it must not go while it is telling its answer.
        m_provider = std::move(*provider);
        whenReady(this, m_provider->models(), [this, request](const Result<QStringList> &models) {
            if (request == m_request)
                showModels(models);
        });
    });
}

void ModelField::showModels(const Result<QStringList> &models)
{
    m_load->setEnabled(true);
    if (!models) {
        m_notice->setError(models.error());
        return;
    }
    if (models->isEmpty()) {
        m_notice->showMessage(Notice::Kind::Info, tr("The provider answers, but has no models yet."));
        return;
    }
    const QString text = m_combo->currentText();
    m_combo->clear();
    m_combo->addItems(*models);
    m_combo->setEditText(text);
    if (m_combo->isVisible())
        m_combo->showPopup();
}

} // namespace CloneMemoria
