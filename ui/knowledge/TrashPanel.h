#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace CloneMemoria {

/// Stands where the reader is while recently deleted memories are shown: bringing back what is chosen, or parting with
/// it for good.
class TrashPanel : public QWidget
{
    Q_OBJECT

public:
    explicit TrashPanel(QWidget *parent);

    /// What is chosen: `title` of the only one, else their number; 0: nothing.
    void setChosen(int count, const QString &title);

Q_SIGNALS:
    void restoreRequested();
    void purgeRequested();

private:
    QLabel *m_title = nullptr;
    QLabel *m_sentence = nullptr;
    QPushButton *m_restore = nullptr;
    QPushButton *m_purge = nullptr;
};

} // namespace CloneMemoria
