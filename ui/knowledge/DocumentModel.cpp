#include "ui/knowledge/DocumentModel.h"

#include "core/base/Futures.h"

#include <QCoreApplication>
#include <QIcon>
#include <QLocale>
#include <QRegularExpression>
#include <QTimer>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kRowsKnown = 4000; // of the rows seen lately; the window shows some dozens
constexpr int kNeighbours = 32;  // fetched along on both sides: scrolling comes there next
constexpr int kRowsAtOnce = 256;
constexpr int kMostWanted = 512; // what was asked for before the last of these has been scrolled past
constexpr int kMostMoves = 32;   // beyond it, views are faster with a reset

// The rows of `ids` that are not in `others`, as runs.
struct RowRun
{
    qsizetype first;
    qsizetype last;
};

QList<RowRun> runsOutside(const QList<QUuid> &ids, const QSet<QUuid> &others)
{
    QList<RowRun> runs;
    for (qsizetype row = 0; row < ids.size(); ++row) {
        if (others.contains(ids[row]))
            continue;
        if (!runs.isEmpty() && runs.last().last == row - 1)
            runs.last().last = row;
        else
            runs.append({row, row});
    }
    return runs;
}

QString uuidText(const QUuid &id)
{
    return id.toString(QUuid::WithoutBraces);
}
} // namespace

QString documentKindName(SourceType type)
{
    switch (type) {
    case SourceType::Manual:
        return QCoreApplication::translate("DocumentModel", "Written");
    case SourceType::File:
        return QCoreApplication::translate("DocumentModel", "File");
    case SourceType::ChatExport:
        return QCoreApplication::translate("DocumentModel", "Chat");
    case SourceType::Conversation:
        return QCoreApplication::translate("DocumentModel", "Conversation");
    }
    return {};
}

QString documentKindIconName(SourceType type)
{
    switch (type) {
    case SourceType::Manual:
        return u"notebook-pen"_s;
    case SourceType::File:
        return u"file-text"_s;
    case SourceType::ChatExport:
        return u"messages-square"_s;
    case SourceType::Conversation:
        return u"message-circle"_s;
    }
    return {};
}

QString documentDateText(const QDateTime &happenedAt)
{
    if (!happenedAt.isValid())
        return {};
    // The weekday says little about a day long ago, and takes the room of the rest.
    static const QRegularExpression weekday(u"\\s*[,،]?\\s*dddd\\s*[,،]?\\s*"_s);
    const QLocale locale;
    QString format = locale.dateFormat(QLocale::LongFormat);
    format.replace(weekday, u" "_s);
    return locale.toString(happenedAt.toUTC().date(), format.trimmed());
}

QString documentSizeText(int characters)
{
    return QCoreApplication::translate("DocumentModel", "%Ln characters", "size of a memory", characters);
}

QString documentPassagesText(int passages)
{
    return QCoreApplication::translate("DocumentModel", "%Ln passages", "of a memory", passages);
}

DocumentModel::DocumentModel(Fetch fetch, QObject *parent)
    : QAbstractListModel(parent)
    , m_fetch(std::move(fetch))
    , m_known(kRowsKnown)
    , m_fetchTimer(new QTimer(this))
{
    // What a view asks for in one go is fetched in one go.
    m_fetchTimer->setSingleShot(true);
    m_fetchTimer->setInterval(0);
    connect(m_fetchTimer, &QTimer::timeout, this, &DocumentModel::fetchWanted);
}

void DocumentModel::setIconFactory(const std::function<QIcon(const QString &)> &factory)
{
    m_icons = factory;
}

void DocumentModel::setOrder(const QList<QUuid> &ids)
{
    const qsizetype shorter = std::min(m_order.size(), ids.size());
    qsizetype front = 0;
    while (front < shorter && m_order[front] == ids[front])
        ++front;
    qsizetype back = 0;
    while (back < shorter - front && m_order[m_order.size() - 1 - back] == ids[ids.size() - 1 - back])
        ++back;
    const qsizetype before = m_order.size() - front - back;
    const qsizetype after = ids.size() - front - back;
    if (before == 0 && after == 0)
        return;
    m_wanted.clear(); // their numbers may be others now; a view asks again
    if (before == 0) {
        beginInsertRows({}, int(front), int(front + after - 1));
        m_order = ids;
        endInsertRows();
    } else if (after == 0) {
        beginRemoveRows({}, int(front), int(front + before - 1));
        m_order = ids;
        endRemoveRows();
    } else {
        rearrange(ids);
    }
}

void DocumentModel::rearrange(const QList<QUuid> &ids)
{
    const QSet<QUuid> wanted(ids.cbegin(), ids.cend());
    const QSet<QUuid> had(m_order.cbegin(), m_order.cend());
    const QList<RowRun> gone = runsOutside(m_order, wanted);
    const QList<RowRun> come = runsOutside(ids, had);
    if (gone.size() + come.size() > kMostMoves)
        return reset(ids);

    for (auto run = gone.crbegin(); run != gone.crend(); ++run) {
        beginRemoveRows({}, int(run->first), int(run->last));
        m_order.remove(run->first, run->last - run->first + 1);
        endRemoveRows();
    }
    QList<QUuid> stayed;
    stayed.reserve(m_order.size());
    for (const QUuid &id : ids) {
        if (had.contains(id))
            stayed.append(id);
    }
    if (stayed != m_order) {
        Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
        const QModelIndexList from = persistentIndexList();
        QHash<QUuid, int> places;
        for (const QModelIndex &index : from)
            places.insert(m_order[index.row()], -1);
        for (qsizetype row = 0; row < stayed.size() && !places.isEmpty(); ++row) {
            if (const auto place = places.find(stayed[row]); place != places.end())
                *place = int(row);
        }
        QModelIndexList to;
        for (const QModelIndex &index : from)
            to.append(createIndex(places.value(m_order[index.row()]), 0));
        m_order = stayed;
        changePersistentIndexList(from, to);
        Q_EMIT layoutChanged({}, VerticalSortHint);
    }
    for (const RowRun &run : come) {
        beginInsertRows({}, int(run.first), int(run.last));
        m_order.insert(run.first, run.last - run.first + 1, QUuid());
        std::copy(ids.cbegin() + run.first, ids.cbegin() + run.last + 1, m_order.begin() + run.first);
        endInsertRows();
    }
}

void DocumentModel::reset(const QList<QUuid> &ids)
{
    beginResetModel();
    m_order = ids;
    endResetModel();
}

void DocumentModel::clear()
{
    setOrder({});
    m_known.clear();
}

void DocumentModel::refresh()
{
    ++m_generation;
    if (!m_order.isEmpty())
        Q_EMIT dataChanged(index(0), index(int(m_order.size()) - 1));
}

void DocumentModel::setFilesBeingRead(const QStringList &paths)
{
    const QSet<QString> reading(paths.cbegin(), paths.cend());
    if (reading == m_beingRead)
        return;
    m_beingRead = reading;
    if (!m_order.isEmpty())
        Q_EMIT dataChanged(index(0), index(int(m_order.size()) - 1), {StateRole, Qt::AccessibleTextRole});
}

QString DocumentModel::idAt(int row) const
{
    return row >= 0 && row < m_order.size() ? uuidText(m_order[row]) : QString();
}

int DocumentModel::rowOf(const QString &id) const
{
    const QUuid wanted = QUuid::fromString(id);
    return wanted.isNull() ? -1 : int(m_order.indexOf(wanted));
}

QString DocumentModel::titleOf(const QString &id) const
{
    const Known *known = m_known.object(QUuid::fromString(id));
    return known ? known->summary.title : QString();
}

void DocumentModel::want(int row) const
{
    m_wanted.append(row);
    if (m_wanted.size() > 2 * kMostWanted)
        m_wanted.remove(0, m_wanted.size() - kMostWanted);
    if (!m_fetching && !m_fetchTimer->isActive())
        m_fetchTimer->start();
}

void DocumentModel::fetchWanted()
{
    if (m_fetching || m_wanted.isEmpty() || !m_fetch)
        return;
    // The latest first: they are what is seen now.
    QSet<int> rows;
    for (auto wanted = m_wanted.crbegin(); wanted != m_wanted.crend() && rows.size() < kRowsAtOnce;
         ++wanted) {
        const int first = std::max(0, *wanted - kNeighbours);
        const int last = std::min(int(m_order.size()) - 1, *wanted + kNeighbours);
        for (int row = first; row <= last; ++row) {
            const Known *known = m_known.object(m_order[row]);
            if (!known || known->generation != m_generation)
                rows.insert(row);
        }
    }
    m_wanted.clear();
    if (rows.isEmpty())
        return;
    QList<QUuid> asked;
    QStringList ids;
    for (const int row : std::as_const(rows)) {
        asked.append(m_order[row]);
        ids.append(uuidText(m_order[row]));
    }
    m_fetching = true;
    whenReady(this, m_fetch(ids),
              [this, asked, generation = m_generation](const Result<QList<DocumentSummary>> &found) {
                  m_fetching = false;
                  if (found) {
                      // One that is gone is known to be nothing: it must not be asked for again and again.
                      for (const QUuid &id : asked)
                          m_known.insert(id, new Known{{}, generation});
                      for (const DocumentSummary &row : *found)
                          m_known.insert(QUuid::fromString(row.id), new Known{row, generation});
                  }
                  take(asked, found);
              });
}

void DocumentModel::take(const QList<QUuid> &asked, const Result<QList<DocumentSummary>> &rows)
{
    if (!rows) {
        if (rows.error().kind != ErrorKind::Cancelled)
            Q_EMIT failed(rows.error());
        m_wanted.clear(); // asking again at once would fail for ever
        return;
    }
    const QSet<QUuid> changed(asked.cbegin(), asked.cend());
    int first = -1;
    int last = -1;
    for (int row = 0; row < int(m_order.size()); ++row) {
        if (!changed.contains(m_order[row]))
            continue;
        first = first < 0 ? row : first;
        last = row;
    }
    if (first >= 0)
        Q_EMIT dataChanged(index(first), index(last));
    if (!m_wanted.isEmpty())
        m_fetchTimer->start();
}

int DocumentModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_order.size());
}

QString DocumentModel::stateOf(const DocumentSummary &document) const
{
    if (m_beingRead.contains(document.sourceUri))
        return tr("being read");
    return document.awaitsVectors ? tr("not yet found by meaning") : QString();
}

QVariant DocumentModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const QUuid &id = m_order[index.row()];
    if (role == IdRole)
        return uuidText(id);
    const bool shows = role == Qt::DisplayRole || role == Qt::DecorationRole || role == Qt::ToolTipRole
                       || role == Qt::AccessibleTextRole || (role >= KindRole && role <= StateRole);
    if (!shows)
        return {};
    const Known *known = m_known.object(id);
    if (!known || known->generation != m_generation)
        want(index.row());
    if (!known)
        return {};
    const DocumentSummary &document = known->summary;
    if (document.id.isEmpty())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return document.title;
    case Qt::DecorationRole:
        return m_icons ? QVariant(m_icons(documentKindIconName(document.sourceType))) : QVariant();
    case Qt::ToolTipRole:
        return document.sourceUri.isEmpty() ? document.title
                                            : tr("%1\nFrom %2").arg(document.title, document.sourceUri);
    case Qt::AccessibleTextRole: {
        QStringList parts{document.title, documentKindName(document.sourceType),
                          data(index, DetailRole).toString(), stateOf(document)};
        parts.removeAll(QString());
        return parts.join(u", "_s);
    }
    case KindRole:
        return int(document.sourceType);
    case SourceRole:
        return document.sourceUri;
    case StateRole:
        return stateOf(document);
    default: {
        QStringList parts{documentDateText(document.happenedAt)};
        if (document.passages > 1)
            parts << documentPassagesText(document.passages);
        parts << documentSizeText(document.characters);
        parts.removeAll(QString());
        return parts.join(u" · "_s);
    }
    }
}

QHash<int, QByteArray> DocumentModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    names.insert(IdRole, "documentId");
    names.insert(KindRole, "kind");
    names.insert(SourceRole, "source");
    names.insert(DetailRole, "detail");
    names.insert(StateRole, "state");
    return names;
}

} // namespace CloneMemoria
