#pragma once

#include <QDateEdit>

namespace CloneMemoria {

/// A date field for when a memory happened: from the year 1000 on, years in full.
class MemoryDateEdit : public QDateEdit
{
    Q_OBJECT

public:
    explicit MemoryDateEdit(QWidget *parent);

    /// As memories keep it: the beginning of the day, without a time zone.
    QDateTime happenedAt() const;
};

} // namespace CloneMemoria
