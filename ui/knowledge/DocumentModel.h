#pragma once

#include "core/domain/Document.h"

#include <QAbstractListModel>
#include <QList>

#include <functional>

namespace CloneMemoria {

QString documentKindName(SourceType type);     ///< "Written", "File", … translated
QString documentKindIconName(SourceType type); ///< name for themedIcon()
/// "3 May 1961"; empty for an invalid time. Dates are told as they were written down, without a time zone.
QString documentDateText(const QDateTime &happenedAt);
QString documentSizeText(int characters); ///< "1,240 characters"

/// The memories of one clone as rows. Setting a new list moves as few rows as possible, so that selection and scroll
/// position stay while an import adds to it.
class DocumentModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        KindRole,       ///< int of SourceType
        HappenedAtRole, ///< QDateTime, invalid where it isn't known
        CreatedAtRole,
        SourceRole,
        DetailRole, ///< the second line of a row
    };

    using QAbstractListModel::QAbstractListModel;

    /// Makes the icon of a row; without one rows have none.
    void setIconFactory(const std::function<QIcon(const QString &)> &factory);

    void setDocuments(const QList<DocumentSummary> &documents);
    void clear();
    const QList<DocumentSummary> &documents() const { return m_documents; }
    int rowOf(const QString &id) const; ///< -1 where it isn't there

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QList<DocumentSummary> m_documents;
    std::function<QIcon(const QString &)> m_icons;
};

} // namespace CloneMemoria
