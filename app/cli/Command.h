#pragma once

#include "core/base/Futures.h"
#include "core/base/Result.h"
#include "core/domain/Clone.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QStringList>

#include <functional>

namespace CloneMemoria {
class Paths;
class Profile;
class Store;
} // namespace CloneMemoria

namespace CloneMemoria::Cli {

class Output;

enum ExitCode { ExitDone = 0, ExitFailed = 1, ExitWrongUse = 2 };

/// A command's own arguments and options, as they were written.
struct Invocation
{
    QStringList arguments;
    QHash<QString, QString> options; ///< by long name; a switch has an empty value

    bool has(const QString &name) const { return options.contains(name); }
    QString value(const QString &name) const { return options.value(name); }
};

/// One command at work on Qt's event loop: prepare() before anything is opened, then run() or runOnFiles(), then
/// `finished` once.
class Command : public QObject
{
    Q_OBJECT

public:
    Command(Invocation invocation, Output &output);
    ~Command() override;

    /// Looks at the words, reads standard input where they say so. Errors: InvalidInput is wrong use; the rest failure.
    virtual Result<void> prepare() { return {}; }
    /// Whether it works on an open profile; if not, on the profile's files, whatever is in them.
    virtual bool opensProfile() const { return true; }
    virtual void run(Profile &profile);
    virtual void runOnFiles(const Paths &paths);

    /// Whether Ctrl+C is the command's own matter; if not, it ends the program as the system does it.
    virtual bool takesInterrupts() const { return false; }
    virtual void interrupt() { }
    /// The system asks such a command to end. What is under way is stored when the profile closes.
    virtual void terminate() { done(ExitFailed); }

    /// Whether long work is for who reads it alone, and is over when its reader goes, as "head" does.
    virtual bool endsWithItsReader() const { return false; }

Q_SIGNALS:
    void finished(int exitCode);

protected:
    void done(ExitCode code = ExitDone);
    void failWith(const Error &error, ExitCode code = ExitFailed);

    /// Goes on with the value, or ends the command with the error.
    template <typename T, typename Next>
    void await(QFuture<Result<T>> future, Next next)
    {
        whenReady(this, future, [this, next = std::move(next)](const Result<T> &result) mutable {
            if (!result)
                failWith(result.error());
            else if constexpr (std::is_void_v<T>)
                next();
            else
                next(*result);
        });
    }

    /// Goes on with the clone of that id or name.
    void withClone(Profile &profile, const QString &idOrName, std::function<void(const Clone &)> next);

    Invocation m_invocation;
    Output &m_output;
};

/// The clone of that id, else the only one of that name (whatever its case). Errors: NotFound "not-a-clone", with a name
/// that may have been meant as its detail; InvalidInput "ambiguous", with the ids; Storage.
Result<Clone> findClone(Store &store, const QString &idOrName);

/// A wrong use of the command line in its own words.
inline Failure wrongUse(const QString &sentence)
{
    return fail(ErrorKind::InvalidInput, sentence, QStringLiteral("wrong-use"));
}

/// The number behind an option, or `fallback` where it isn't given. Errors: wrong use.
Result<int> numberOption(const Invocation &invocation, const QString &name, int fallback, int lowest,
                         int highest);

} // namespace CloneMemoria::Cli
