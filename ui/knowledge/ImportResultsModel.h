#pragma once

#include "core/knowledge/ImportService.h"

#include <QAbstractTableModel>
#include <QList>

#include <functional>

class QIcon;

namespace CloneMemoria {

/// What became of each file of an import, a row a file. Main thread.
class ImportResultsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { FileColumn, StateColumn, DetailColumn, ColumnCount };
    enum Role { DocumentRole = Qt::UserRole + 1, FailedRole, SortRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setIconFactory(const std::function<QIcon(const ImportedFile &)> &factory);
    void setFiles(const QList<ImportedFile> &files); ///< those that are there already stay where they are

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<ImportedFile> m_files;
    std::function<QIcon(const ImportedFile &)> m_icons;
};

} // namespace CloneMemoria
