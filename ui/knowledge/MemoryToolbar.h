#pragma once

#include "core/domain/Document.h"
#include "ui/knowledge/DocumentFilter.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace CloneMemoria {

/// What stands above the memories: adding, searching, which kinds, in which order; on a narrow page the way back to
/// the list.
class MemoryToolbar : public QWidget
{
    Q_OBJECT

public:
    explicit MemoryToolbar(QWidget *parent);

    void focusSearch();
    void clearFilters();
    void setBackVisible(bool visible);
    void setFiltersVisible(bool visible);

Q_SIGNALS:
    void writeRequested();
    void filesRequested();
    void pasteRequested();
    void backRequested();
    void searchChanged(const QString &text);
    void kindChanged(std::optional<CloneMemoria::SourceType> kind);
    void orderChanged(CloneMemoria::DocumentFilter::Order order);

private:
    QToolButton *m_back = nullptr;
    QToolButton *m_add = nullptr;
    QLineEdit *m_search = nullptr;
    QComboBox *m_kind = nullptr;
    QComboBox *m_order = nullptr;
};

} // namespace CloneMemoria
