#pragma once

#include <QDateTime>
#include <QWidget>

class QLabel;

namespace CloneMemoria {

class MemoryDateEdit;

/// Stands where the reader is while several memories are chosen, and says what can be done with all of them.
class SelectionPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SelectionPanel(QWidget *parent);

    void setCount(int count);

Q_SIGNALS:
    void deleteRequested();
    void dateRequested(const QDateTime &happenedAt); ///< invalid: no date
    void saveRequested();
    void selectAllRequested();

private:
    QWidget *makeDateRow();

    QLabel *m_title = nullptr;
    MemoryDateEdit *m_date = nullptr;
};

} // namespace CloneMemoria
