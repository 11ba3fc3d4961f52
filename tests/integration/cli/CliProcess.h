#pragma once

#include "core/storage/Store.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace CloneMemoria {

struct CliResult
{
    int exitCode = -1;
    bool crashed = false;
    QByteArray out;
    QByteArray err;

    QJsonObject object() const;      ///< of standard output; empty where it isn't one
    QJsonArray array() const;        ///< the same for an array
    QJsonObject errorObject() const; ///< of standard error
};

/// The command line as a process, over a profile of its own, with nothing of the machine owner's environment that
/// could choose a provider, a key or a keychain.
class CliProcess
{
public:
    CliProcess();

    QString dataDir() const { return m_folder.filePath(QStringLiteral("profile")); }
    QString database() const { return dataDir() + QStringLiteral("/clonememoria.db"); }
    /// A file beside the profile.
    QString file(const QString &name, const QByteArray &content) const;
    QString path(const QString &name) const { return m_folder.filePath(name); }

    void set(const QString &variable, const QString &value) { m_environment.insert(variable, value); }

    CliResult run(const QStringList &arguments, const QByteArray &input = {}) const;
    /// Started, not waited for; standard input stays open.
    std::unique_ptr<QProcess> start(const QStringList &arguments) const;
    std::unique_ptr<QProcess> make(const QStringList &arguments) const; ///< not started yet
    static CliResult finish(QProcess &process, int milliseconds = 60'000);

    /// Makes a clone and gives its id; empty where that failed.
    QString createClone(const QStringList &nameAndFields) const;

    /// What is stored, read past the program.
    Result<std::unique_ptr<Store>> store() const;
    /// The last message of the newest conversation of that clone.
    Result<Message> lastMessage(const QString &cloneId) const;

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
};

} // namespace CloneMemoria
