#pragma once

#include <QDateTime>
#include <QString>

namespace CloneMemoria {

/// Whose rows they are. A profile has one user today; every repository is bound to one (see storage/).
struct User
{
    QString id;
    QString displayName;
    QDateTime createdAt;
    QDateTime updatedAt;

    bool operator==(const User &) const = default;
};

} // namespace CloneMemoria
