#include "ui/knowledge/ImportResultsModel.h"

#include "ui/knowledge/ImportWords.h"

#include <QDir>
#include <QFileInfo>
#include <QIcon>

#include <algorithm>

namespace CloneMemoria {

namespace {
// Sorted by what came of them, those that need reading come first.
int importUrgency(ImportedFile::State state)
{
    switch (state) {
    case ImportedFile::State::Failed:
        return 0;
    case ImportedFile::State::Skipped:
        return 1;
    case ImportedFile::State::Reading:
        return 2;
    case ImportedFile::State::Waiting:
        return 3;
    case ImportedFile::State::Done:
        return 4;
    case ImportedFile::State::Unchanged:
        break;
    }
    return 5;
}
} // namespace

void ImportResultsModel::setIconFactory(const std::function<QIcon(const ImportedFile &)> &factory)
{
    m_icons = factory;
}

void ImportResultsModel::setFiles(const QList<ImportedFile> &files)
{
    const qsizetype common = std::min(m_files.size(), files.size());
    const bool grows = files.size() >= m_files.size()
                       && std::equal(m_files.cbegin(), m_files.cend(), files.cbegin());
    if (!grows) {
        beginResetModel();
        m_files = files;
        endResetModel();
        return;
    }
    if (files.size() == common)
        return;
    beginInsertRows({}, int(common), int(files.size()) - 1);
    m_files = files;
    endInsertRows();
}

int ImportResultsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_files.size());
}

int ImportResultsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant ImportResultsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ImportedFile &file = m_files[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == FileColumn)
            return QFileInfo(file.path).fileName();
        return index.column() == StateColumn ? importedFileState(file) : importedFileText(file);
    case Qt::ToolTipRole:
        return index.column() == FileColumn ? QDir::toNativeSeparators(file.path) : importedFileText(file);
    case Qt::DecorationRole:
        return index.column() == FileColumn && m_icons ? QVariant(m_icons(file)) : QVariant();
    case DocumentRole:
        return file.documentId;
    case FailedRole:
        return file.state == ImportedFile::State::Failed;
    case SortRole:
        if (index.column() == FileColumn)
            return QFileInfo(file.path).fileName();
        return index.column() == StateColumn ? QVariant(importUrgency(file.state))
                                             : QVariant(file.added + file.updated);
    default:
        return {};
    }
}

QVariant ImportResultsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FileColumn:
        return tr("File");
    case StateColumn:
        return tr("What came of it");
    default:
        return tr("Memories");
    }
}

} // namespace CloneMemoria
