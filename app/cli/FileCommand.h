#pragma once

#include "app/cli/ConfirmedCommand.h"
#include "app/cli/Output.h"

#include <QFutureWatcher>

namespace CloneMemoria::Cli {

/// A command that writes or reads a file of its own for a while: it tells how far it is, and Ctrl+C ends it, whereupon
/// what was begun is taken back.
class FileCommand : public ConfirmedCommand
{
public:
    using ConfirmedCommand::ConfirmedCommand;

    bool takesInterrupts() const override { return true; }
    void interrupt() override
    {
        if (m_cancel)
            m_cancel();
        else // a question is on the screen
            done(ExitFailed);
    }

protected:
    /// Goes on with what the service's work gives, or ends the command with its error. Its future tells how far it is.
    /// Interrupted in its last moment it still says that it is done, since it is.
    template <typename Service, typename T, typename Next>
    void work(Service &service, QFuture<Result<T>> future, const QString &doing, Next next)
    {
        auto *watcher = new QFutureWatcher<Result<T>>(this);
        connect(watcher, &QFutureWatcherBase::progressValueChanged, this, [this, watcher, doing](int value) {
            m_output.progress(
                QStringLiteral("%1, %2 %").arg(doing).arg(100 * value / watcher->progressMaximum()));
        });
        watcher->setFuture(future);
        m_cancel = [&service] { service.cancel(); };
        await(std::move(future), [this, next = std::move(next)](const T &value) mutable {
            m_cancel = {};
            next(value);
        });
    }

    /// For what is done in a moment, and is told as done.
    void ignoreInterrupts()
    {
        m_cancel = [] {};
    }

    /// Whether the file may be written, as far as can be told before anything is opened: it isn't there, or --force is
    /// given, or a person can be asked. Errors: wrong use, Storage "file-exists".
    Result<void> checkTarget(const QString &file) const;
    /// Asks where the file is there, then goes on.
    void replacing(const QString &file, std::function<void()> next);

private:
    std::function<void()> m_cancel;
};

/// What writing over a file needs.
Consent replacingConsent();
QString amount(qint64 number, const QString &one, const QString &many);

} // namespace CloneMemoria::Cli
