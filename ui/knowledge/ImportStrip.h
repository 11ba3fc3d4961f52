#pragma once

#include <QFrame>

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;
class QTimer;

namespace CloneMemoria
{

class ImportQueue;

/// The strip at the bottom of the memories: how far an import is, and when it is over what came of it, with each file
/// that could not be added and why. Stays until it is closed if something needs reading, else goes by itself.
class ImportStrip : public QFrame
{
    Q_OBJECT

public:
    ImportStrip(ImportQueue &queue, QWidget *parent);

    QString summary() const;
    QStringList problemTexts() const; ///< one line a file: its name and the sentence

private:
    void refresh();
    void finish();

    ImportQueue &m_queue;
    QLabel *m_text = nullptr;
    QProgressBar *m_progress = nullptr;
    QListWidget *m_problems = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_close = nullptr;
    QTimer *m_allWell = nullptr; ///< takes the strip away where nothing needs reading
};

} // namespace CloneMemoria
