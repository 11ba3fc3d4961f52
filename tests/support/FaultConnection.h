#pragma once

#include "tests/support/FaultServer.h"

#include <QObject>
#include <QSslSocket>
#include <QTimer>

namespace CloneMemoria {

/// One connection of a FaultServer: reads requests, plays their scripts one after the other. Deletes itself when the
/// client is gone.
class FaultConnection final : public QObject
{
    Q_OBJECT

public:
    FaultConnection(FaultServer &server, qintptr descriptor, int number, QObject *parent);
    ~FaultConnection() override;

private:
    void onBytes();
    bool readRequest();
    void play();
    void flood(const QByteArray &bytes);
    void reset();
    void onDisconnected();

    FaultServer &m_server;
    QSslSocket m_socket; ///< in clear where the server has no TLS
    QTimer m_timer;
    QByteArray m_input;
    QList<FaultScript::Step> m_steps;
    int m_number;
    qsizetype m_trickled = 0;
    QByteArray m_flood;
    bool m_playing = false;
    bool m_ended = false;
};

} // namespace CloneMemoria
