#include "core/base/Uuid.h"

#include <QUuid>

namespace CloneMemoria {

QString newId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

} // namespace CloneMemoria
