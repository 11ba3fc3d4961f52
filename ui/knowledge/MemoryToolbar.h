#pragma once

#include "core/storage/DocumentListing.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace CloneMemoria {

/// What stands above the memories: adding, searching, which kinds, in which order, trying a question; on a narrow page
/// the way back to the list.
class MemoryToolbar : public QWidget
{
    Q_OBJECT

public:
    explicit MemoryToolbar(QWidget *parent);

    void focusSearch();
    void typeSearch(const QString &text); ///< goes on with it in the field
    void clearFilters();
    void showTrash();
    void setBackVisible(bool visible);
    void setFiltersVisible(bool visible);

Q_SIGNALS:
    void writeRequested();
    void filesRequested();
    void folderRequested();
    void pasteRequested();
    void questionRequested();
    void backRequested();
    void searchChanged(const QString &text);
    void trashChosen(bool trash); ///< recently deleted memories, or those that are there
    void kindChanged(std::optional<CloneMemoria::SourceType> kind);
    void sortChanged(CloneMemoria::DocumentSort sort);

private:
    QToolButton *m_back = nullptr;
    QToolButton *m_add = nullptr;
    QLineEdit *m_search = nullptr;
    QComboBox *m_kind = nullptr;
    QComboBox *m_order = nullptr;
    QToolButton *m_question = nullptr;
};

} // namespace CloneMemoria
