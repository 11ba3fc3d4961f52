#include "core/knowledge/importers/gmime/MboxCutter.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

Result<void> eachMail(QFile &file, const std::function<Result<void>(qint64 start, qint64 end)> &take)
{
    constexpr qint64 kBlock = 256
                              * 1024; // a longer line comes in pieces, of which only the first begins a line
    constexpr qint64 kNone = -1;
    qint64 mailStart = kNone;
    qint64 lineStart = 0;
    bool isAfterEmpty = true;
    bool isLineStart = true;
    QByteArray buffer(kBlock, Qt::Uninitialized); // one for all lines: there are millions of them
    while (true) {
        const qint64 size = file.readLine(buffer.data(), kBlock);
        if (file.error() != QFileDevice::NoError)
            return fail(ErrorKind::InvalidInput, file.errorString(), u"file-unreadable"_s);
        if (size <= 0)
            break;
        const QByteArrayView line(buffer.constData(), size);
        const qint64 lineEnd = lineStart + line.size();
        if (isLineStart && isAfterEmpty && line.startsWith("From ")) {
            if (mailStart != kNone)
                CM_TRY(take(mailStart, lineStart));
            mailStart = lineEnd;
        }
        isAfterEmpty = isLineStart && (line == "\n" || line == "\r\n");
        isLineStart = line.endsWith('\n');
        lineStart = lineEnd;
    }
    return mailStart == kNone ? Result<void>() : take(mailStart, lineStart);
}

} // namespace CloneMemoria
