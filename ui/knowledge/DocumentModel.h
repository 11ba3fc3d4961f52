#pragma once

#include "core/base/Result.h"
#include "core/domain/Document.h"

#include <QAbstractListModel>
#include <QCache>
#include <QFuture>
#include <QList>
#include <QSet>
#include <QUuid>

#include <functional>

class QTimer;

namespace CloneMemoria {

QString documentKindName(SourceType type);     ///< "Written", "File", … translated
QString documentKindIconName(SourceType type); ///< name for themedIcon()
/// "3 May 1961"; empty for an invalid time. Dates are told as they were written down, without a time zone.
QString documentDateText(const QDateTime &happenedAt);
QString documentSizeText(int characters);   ///< "1,240 characters"
QString documentPassagesText(int passages); ///< "12 passages"

/// The memories of one clone as rows: in memory is the order of their ids, and of the rows that were seen lately what
/// they show. A row that is asked for and isn't there is empty, is fetched with its neighbours, and changes. So the
/// model answers at once, however many there are. Main thread.
class DocumentModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        KindRole,   ///< int of SourceType; invalid where the row isn't there yet
        SourceRole, ///< where it came from
        DetailRole, ///< the second line of a row
        StateRole,  ///< what is still to be done with it, in words; empty: nothing
    };

    /// Fetches rows by their ids, in any order; unknown ones are left out.
    using Fetch = std::function<QFuture<Result<QList<DocumentSummary>>>(const QStringList &ids)>;

    explicit DocumentModel(Fetch fetch, QObject *parent = nullptr);

    /// Makes the icon of a row; without one rows have none.
    void setIconFactory(const std::function<QIcon(const QString &)> &factory);

    /// Moves as few rows as it can, so that selection and scroll position stay while an import adds to them; where that
    /// would be many moves, it is a reset.
    void setOrder(const QList<QUuid> &ids);
    void clear();
    /// What is known of rows may be old: they are fetched again when they are asked for, and shown as they were until
    /// then.
    void refresh();
    /// Files that are being imported: what came of them says so.
    void setFilesBeingRead(const QStringList &paths);

    QString idAt(int row) const;
    int rowOf(const QString &id) const;       ///< -1 where it isn't there
    QString titleOf(const QString &id) const; ///< empty where it isn't known yet

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void failed(const CloneMemoria::Error &error);

private:
    struct Known
    {
        DocumentSummary summary;
        int generation = 0;
    };

    void rearrange(const QList<QUuid> &ids);
    void reset(const QList<QUuid> &ids);
    void want(int row) const;
    void fetchWanted();
    void take(const QList<QUuid> &asked, const Result<QList<DocumentSummary>> &rows);
    QString stateOf(const DocumentSummary &document) const;

    Fetch m_fetch;
    std::function<QIcon(const QString &)> m_icons;
    QList<QUuid> m_order;
    QCache<QUuid, Known> m_known;
    int m_generation = 0;
    QSet<QString> m_beingRead;

    mutable QList<int> m_wanted; ///< rows that were asked for, the latest last
    QTimer *m_fetchTimer = nullptr;
    bool m_fetching = false;
};

} // namespace CloneMemoria
