#include "app/cli/Input.h"

#include <QFile>

#include <cstdio>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

Result<QByteArray> readInput(qint64 most)
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return fail(ErrorKind::Storage, input.errorString(), u"file-unreadable"_s, u"Standard input"_s);
    QByteArray bytes;
    while (bytes.size() <= most) { // a pipe hands over what is in it, which need not be all
        const QByteArray more = input.read(qMin<qint64>(most + 1 - bytes.size(), 1024 * 1024));
        if (more.isEmpty())
            break;
        bytes += more;
    }
    if (input.error() != QFileDevice::NoError)
        return fail(ErrorKind::Storage, input.errorString(), u"file-unreadable"_s, u"Standard input"_s);
    return bytes;
}

Result<QByteArray> readInputFile(const QString &name, qint64 most)
{
    if (name == "-"_L1)
        return readInput(most);
    QFile file(name);
    if (!file.exists())
        return fail(ErrorKind::NotFound, u"no such file"_s, u"file-missing"_s, name);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Storage, file.errorString(), u"file-unreadable"_s, name);
    const QByteArray bytes = file.read(most + 1);
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorKind::Storage, file.errorString(), u"file-unreadable"_s, name);
    return bytes;
}

QString spokenText(const QByteArray &bytes)
{
    QString text = QString::fromUtf8(bytes);
    text.remove(QChar(QChar::Null));
    return text;
}

Result<QString> textArgument(const QString &argument, int most)
{
    if (argument != "-"_L1)
        return argument;
    CM_TRY_ASSIGN(bytes, readInput(4LL * most)); // no character takes more bytes than that
    QString text = spokenText(bytes);
    while (text.endsWith(u'\n') || text.endsWith(u'\r')) // the shell's, not the speaker's
        text.chop(1);
    return text;
}

} // namespace CloneMemoria::Cli
