#include "ui/settings/LocalServerNotice.h"

#include "core/base/Futures.h"
#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

LocalServerNotice::LocalServerNotice(ProviderKind kind, Profile &profile, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_profile(profile)
    , m_text(new QLabel(this))
    , m_use(new QPushButton(tr("Use it"), this))
{
    setObjectName(u"localServer"_s);
    m_text->setObjectName(u"localServerText"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setProperty("tone", u"muted"_s);
    m_use->setObjectName(u"localServerUse"_s);
    m_use->setAutoDefault(false);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(m_text, 1);
    row->addWidget(m_use);
    hide();
    connect(m_use, &QPushButton::clicked, this, &LocalServerNotice::use);
}

void LocalServerNotice::look()
{
    whenReady(this, m_servers.find(m_profile.providerSettings().localConfigs(m_kind)),
              [this, request = ++m_request](const Result<QList<LocalServer>> &servers) {
                  if (request == m_request && servers)
                      offer(*servers);
              });
}

void LocalServerNotice::offer(const QList<LocalServer> &servers)
{
    const QString current = m_profile.providerSettings().choice(m_kind).providerId;
    hide();
    for (const LocalServer &server : servers) {
        if (server.presetId == current)
            return; // one that runs here is in use: there is nothing better to offer
    }
    if (servers.isEmpty())
        return;
    m_offered = servers.constFirst();
    const QString text = m_kind == ProviderKind::Speech || m_offered.models.isEmpty()
                             ? tr("%1 is running on this computer.").arg(m_offered.name)
                             : tr("%1 is running on this computer, with %Ln models.", nullptr,
                                  int(m_offered.models.size()))
                                   .arg(m_offered.name);
    m_text->setText(text);
    m_use->setAccessibleName(tr("Use %1").arg(m_offered.name));
    show();
}

void LocalServerNotice::use()
{
    ProviderSettings &settings = m_profile.providerSettings();
    hide();
    // The model first: whoever hears of the new provider finds it complete.
    const bool known = !settings.model(m_kind, m_offered.presetId).isEmpty();
    const bool single = m_offered.models.size() == 1;
    if (m_kind == ProviderKind::Llm && single && !known)
        store(settings.setModel(m_kind, m_offered.presetId, m_offered.models.constFirst()));
    store(settings.setProfileProvider(m_kind, m_offered.presetId));
    Q_EMIT used(single || known || m_kind == ProviderKind::Speech);
}

void LocalServerNotice::store(const QFuture<Result<void>> &stored)
{
    whenReady(this, stored, [this](const Result<void> &result) {
        if (!result)
            Q_EMIT failed(result.error());
    });
}

} // namespace CloneMemoria
