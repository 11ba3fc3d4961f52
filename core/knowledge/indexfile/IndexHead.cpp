#include "core/knowledge/indexfile/IndexHead.h"

#include <QCryptographicHash>

#include <cstring>

namespace CloneMemoria {

std::array<std::byte, 32> hashOfKind(const QStringList &texts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &text : texts) {
        hash.addData(text.toUtf8());
        hash.addData(QByteArrayView("\0", 1));
    }
    const QByteArray digest = hash.result();
    std::array<std::byte, 32> bytes{};
    std::memcpy(bytes.data(), digest.constData(), bytes.size());
    return bytes;
}

} // namespace CloneMemoria
