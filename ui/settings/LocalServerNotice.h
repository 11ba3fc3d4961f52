#pragma once

#include "core/base/Result.h"
#include "core/providers/LocalServers.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace CloneMemoria {

class Profile;

/// A quiet line that says which model server runs on this computer and offers to use it; hidden where there is none, or
/// where it is in use already. It looks when it is told to by look(), and then once only until the next call.
class LocalServerNotice : public QWidget
{
    Q_OBJECT

public:
    LocalServerNotice(ProviderKind kind, Profile &profile, QWidget *parent);

    void look();

Q_SIGNALS:
    /// It is the profile's provider now; with more models than one, or none, one has to be chosen still.
    void used(bool modelChosen);
    void failed(const CloneMemoria::Error &error); ///< it could not be stored

private:
    void offer(const QList<LocalServer> &servers);
    void use();
    void store(const QFuture<Result<void>> &stored);

    ProviderKind m_kind;
    Profile &m_profile;
    LocalServers m_servers;
    LocalServer m_offered;
    QLabel *m_text = nullptr;
    QPushButton *m_use = nullptr;
    int m_request = 0;
};

} // namespace CloneMemoria
