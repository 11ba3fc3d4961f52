#include "app/cli/FileCommand.h"

#include <QFileInfo>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

Consent replacingConsent()
{
    return {u"force"_s, u"replacing a file"_s, u"Nothing was written."_s};
}

Result<void> FileCommand::checkTarget(const QString &file) const
{
    if (file.isEmpty() || file == "-"_L1)
        return wrongUse(u"FILE takes the name of a file."_s);
    if (QFileInfo::exists(file) && !m_invocation.has(u"force"_s) && !inputIsTerminal())
        return fail(ErrorKind::Storage, u"--force is not given"_s, u"file-exists"_s, file);
    return {};
}

void FileCommand::replacing(const QString &file, std::function<void()> next)
{
    if (QFileInfo::exists(file))
        confirm(u"%1 is there already. Replace it?"_s.arg(file), std::move(next));
    else
        next();
}

QString amount(qint64 number, const QString &one, const QString &many)
{
    return number == 1 ? u"1 "_s + one : QString::number(number) + u' ' + many;
}

} // namespace CloneMemoria::Cli
