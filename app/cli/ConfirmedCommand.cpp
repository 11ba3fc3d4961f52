#include "app/cli/ConfirmedCommand.h"

#include "app/cli/LineReader.h"
#include "app/cli/Output.h"

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

Result<void> ConfirmedCommand::prepare()
{
    if (!m_invocation.has(u"yes"_s) && !inputIsTerminal())
        return wrongUse(u"Without a terminal to ask on, deleting needs --yes."_s);
    return {};
}

void ConfirmedCommand::confirm(const QString &question, std::function<void()> next)
{
    if (m_invocation.has(u"yes"_s)) {
        next();
        return;
    }
    m_output.write(question + u" [y/N] "_s);
    auto *answers = new LineReader(this);
    connect(answers, &LineReader::line, this, [this, answers, next = std::move(next)](const QString &answer) {
        answers->disconnect(this);
        const QString said = answer.trimmed().toLower();
        if (said == "y"_L1 || said == "yes"_L1) {
            next();
        } else {
            m_output.note(u"Nothing was deleted."_s);
            done(ExitFailed);
        }
    });
    connect(answers, &LineReader::ended, this, [this] { done(ExitFailed); });
    answers->start();
}

} // namespace CloneMemoria::Cli
