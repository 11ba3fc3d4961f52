#include "app/cli/Command.h"

#include "app/cli/Output.h"
#include "app/cli/TextLines.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

Command::Command(Invocation invocation, Output &output)
    : m_invocation(std::move(invocation))
    , m_output(output)
{ }

Command::~Command() = default;

void Command::run(Profile &)
{
    qFatal("a command that does nothing on a profile");
}

void Command::runOnFiles(const Paths &)
{
    qFatal("a command that does nothing on files");
}

void Command::done(ExitCode code)
{
    Q_EMIT finished(code);
}

void Command::failWith(const Error &error, ExitCode code)
{
    m_output.error(error);
    // What they are is no secret to a person, and no part of the sentence either.
    if (error.code == "not-a-clone"_L1 && !error.detail.isEmpty())
        m_output.note(u"Did you mean “%1”?"_s.arg(error.detail));
    else if (error.code == "ambiguous"_L1)
        m_output.note(u"They are "_s + error.detail);
    else if (error.code == "not-a-document"_L1)
        m_output.note(u"“clonememoria-cli memory list CLONE” has the ids."_s);
    else if (error.code == "unknown-provider"_L1)
        m_output.note(u"“clonememoria-cli providers list” has their ids."_s);
    done(code);
}

void Command::withClone(Profile &profile, const QString &idOrName, std::function<void(const Clone &)> next)
{
    await(profile.storage().read([idOrName](Store &store) { return findClone(store, idOrName); }),
          std::move(next));
}

Result<Clone> findClone(Store &store, const QString &idOrName)
{
    if (Result<Clone> clone = store.clones.get(idOrName); clone || clone.error().kind != ErrorKind::NotFound)
        return clone;
    CM_TRY_ASSIGN(named, store.clones.findByName(idOrName.simplified()));
    const QString shown = idOrName.left(200);
    if (named.isEmpty()) {
        CM_TRY_ASSIGN(all, store.clones.list());
        QStringList names;
        for (const CloneSummary &each : std::as_const(all))
            names.append(each.clone.name);
        return fail(ErrorKind::NotFound, nearest(shown, names), u"not-a-clone"_s, shown);
    }
    if (named.size() > 1) {
        QStringList ids;
        for (const Clone &clone : named)
            ids.append(clone.id);
        return fail(ErrorKind::InvalidInput, ids.join(u", "), u"ambiguous"_s, shown);
    }
    return named.constFirst();
}

Result<int> numberOption(const Invocation &invocation, const QString &name, int fallback, int lowest,
                         int highest)
{
    if (!invocation.has(name))
        return fallback;
    bool isNumber = false;
    const int number = invocation.value(name).toInt(&isNumber);
    if (!isNumber || number < lowest || number > highest)
        return wrongUse(u"--%1 takes a whole number from %2 to %3."_s.arg(name).arg(lowest).arg(highest));
    return number;
}

} // namespace CloneMemoria::Cli
