#include "ui/knowledge/DocumentFilter.h"

#include "ui/knowledge/DocumentModel.h"

#include <QDateTime>

#include <algorithm>

namespace CloneMemoria {

DocumentFilter::DocumentFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
    m_collator.setNumericMode(true);
    setDynamicSortFilter(true);
    sort(0);
}

void DocumentFilter::setSearch(const QString &text)
{
    const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    m_words = words;
    invalidateFilter();
}

void DocumentFilter::setKind(std::optional<SourceType> kind)
{
    if (kind == m_kind)
        return;
    m_kind = kind;
    invalidateFilter();
}

void DocumentFilter::setOrder(Order order)
{
    if (order == m_order)
        return;
    m_order = order;
    invalidate();
}

bool DocumentFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (m_kind && index.data(DocumentModel::KindRole).toInt() != int(*m_kind))
        return false;
    if (m_words.isEmpty())
        return true;
    const QString title = index.data(Qt::DisplayRole).toString();
    const QString source = index.data(DocumentModel::SourceRole).toString();
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString &word) {
        return title.contains(word, Qt::CaseInsensitive) || source.contains(word, Qt::CaseInsensitive);
    });
}

bool DocumentFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const auto time = [](const QModelIndex &index, int role) { return index.data(role).toDateTime(); };
    if (m_order == Order::Date) {
        const QDateTime a = time(left, DocumentModel::HappenedAtRole);
        const QDateTime b = time(right, DocumentModel::HappenedAtRole);
        if (a.isValid() != b.isValid())
            return a.isValid();
        if (a != b)
            return a < b;
    }
    if (m_order == Order::Added) {
        const QDateTime a = time(left, DocumentModel::CreatedAtRole);
        const QDateTime b = time(right, DocumentModel::CreatedAtRole);
        if (a != b)
            return a > b;
    }
    const int byTitle = m_collator.compare(left.data(Qt::DisplayRole).toString(),
                                           right.data(Qt::DisplayRole).toString());
    if (byTitle != 0)
        return byTitle < 0;
    return left.data(DocumentModel::IdRole).toString() < right.data(DocumentModel::IdRole).toString();
}

} // namespace CloneMemoria
