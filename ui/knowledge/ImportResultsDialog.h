#pragma once

#include "core/knowledge/ImportService.h"

#include <QDialog>

class QLabel;
class QModelIndex;
class QPushButton;
class QSortFilterProxyModel;
class QTreeView;

namespace CloneMemoria {

class ImportResultsModel;

/// Every file of an import and what became of it: sortable, to be copied, and the way to the memory.
class ImportResultsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ImportResultsDialog(QWidget *parent);

    void setFiles(const QList<ImportedFile> &files);

Q_SIGNALS:
    void documentRequested(const QString &documentId);

private:
    void copy() const; ///< what is chosen, or everything
    void showSentence();
    void showMemory(const QModelIndex &row);

    ImportResultsModel *m_model = nullptr;
    QSortFilterProxyModel *m_sorted = nullptr;
    QTreeView *m_view = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_sentence = nullptr;
    QPushButton *m_show = nullptr;
};

} // namespace CloneMemoria
