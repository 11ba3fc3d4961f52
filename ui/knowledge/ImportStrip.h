#pragma once

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;
class QTimer;

namespace CloneMemoria {

class ImportDesk;

/// The strip at the bottom of the memories: how far the imports of the clone that is shown are, and when they are over
/// what came of them. Goes by itself where nothing needs reading, else when it is closed.
class ImportStrip : public QFrame
{
    Q_OBJECT

public:
    ImportStrip(ImportDesk &desk, QWidget *parent);

    void showClone(const QString &cloneId);
    /// Files are looked at before their import begins.
    void setPreparing(bool preparing);
    QString text() const;

Q_SIGNALS:
    void resultsRequested(const QString &cloneId);

private:
    void refresh();
    void showRunning();
    void showResults();

    ImportDesk &m_desk;
    QString m_cloneId;
    bool m_preparing = false;
    QLabel *m_text = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_pause = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_results = nullptr;
    QPushButton *m_close = nullptr;
    QTimer *m_allWell = nullptr; ///< takes the strip away where nothing needs reading
};

} // namespace CloneMemoria
