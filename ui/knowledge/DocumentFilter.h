#pragma once

#include "core/domain/Document.h"

#include <QCollator>
#include <QSortFilterProxyModel>

#include <optional>

namespace CloneMemoria {

/// Which memories are shown and in which order. Every word of the search text must be in the title or in the name of
/// the file it came from, in any order, without regard to case.
class DocumentFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Order { Added, Date, Title };
    Q_ENUM(Order)

    explicit DocumentFilter(QObject *parent = nullptr);

    void setSearch(const QString &text);
    void setKind(std::optional<SourceType> kind); ///< nothing: all kinds
    /// Added: newest first. Date: earliest first, as a life goes, the undated last. Title: as the language sorts.
    void setOrder(Order order);
    Order order() const { return m_order; }
    bool isFiltering() const { return !m_words.isEmpty() || m_kind; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QStringList m_words;
    std::optional<SourceType> m_kind;
    Order m_order = Order::Added;
    QCollator m_collator;
};

} // namespace CloneMemoria
