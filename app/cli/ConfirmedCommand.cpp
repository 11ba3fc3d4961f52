#include "app/cli/ConfirmedCommand.h"

#include "app/cli/LineReader.h"
#include "app/cli/Output.h"

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

ConfirmedCommand::ConfirmedCommand(Invocation invocation, Output &output, Consent consent)
    : Command(std::move(invocation), output)
    , m_consent(std::move(consent))
{ }

Result<void> ConfirmedCommand::prepare()
{
    if (!m_invocation.has(m_consent.option) && !inputIsTerminal())
        return wrongUse(
            u"Without a terminal to ask on, %1 needs --%2."_s.arg(m_consent.action, m_consent.option));
    return {};
}

void ConfirmedCommand::confirm(const QString &question, std::function<void()> next)
{
    if (m_invocation.has(m_consent.option)) {
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
            m_output.note(m_consent.refused);
            done(ExitFailed);
        }
    });
    connect(answers, &LineReader::ended, this, [this] { done(ExitFailed); });
    answers->start();
}

} // namespace CloneMemoria::Cli
