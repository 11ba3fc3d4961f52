#pragma once

#include <QDateTime>
#include <QString>

namespace CloneMemoria {

/// Where a passage of a text is: in UTF-16 code units, and what is known of it.
struct PassageMark
{
    int start = 0;
    int end = 0;
    QString speaker = {};
    QDateTime happenedAt = {};

    bool operator==(const PassageMark &) const = default;
};

} // namespace CloneMemoria
