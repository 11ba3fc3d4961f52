#pragma once

#include "core/base/Error.h"
#include "core/base/ErrorText.h"
#include "core/domain/Document.h"
#include "core/domain/Passage.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace CloneMemoria {

class MemoryDateEdit;
class MemoryText;
class Notice;
class Theme;

/// One memory, to read; after Edit, or for a new one, a form of title, date and text. Stores nothing itself: it says
/// what was asked for and holds the text until someone says that it is safe.
class MemoryReader : public QWidget
{
    Q_OBJECT

public:
    MemoryReader(Theme &theme, QWidget *parent);

    /// Without its passages they can't be marked, and a chat is shown as plain text.
    void showDocument(const Document &document, const QList<Passage> &passages = {});
    void startEditing();
    void stopEditing(); ///< what was written is let go
    /// An empty form; `text` counts as written by the user already.
    void writeNew(const QString &title = {}, const QString &text = {});
    /// The form with a draft that could not be saved earlier.
    void resumeDraft(const Document &draft, const Document &original);

    bool isEditing() const { return m_editing; }
    bool hasUnsavedText() const;
    /// What is being edited, with the form's title, date and text; an empty id is a new memory.
    Document draft() const;
    const Document &document() const { return m_document; } ///< as it was given, before any edit

    void setSaving(bool saving);
    void showError(const Error &error);
    void showInfo(const QString &sentence);
    void clearNotice();

    void highlight(int start, int end);
    MemoryText *text() const { return m_text; }

Q_SIGNALS:
    void saveRequested();
    void cancelRequested();
    void deleteRequested();
    void editingChanged(bool editing);
    void actionRequested(CloneMemoria::NextStep step);

private:
    QWidget *makeHeader();
    QWidget *makeForm();
    void setEditing(bool editing);
    void fillForm(const Document &document);
    void refreshDetails();

    Document m_document;
    QList<Passage> m_passages;
    bool m_editing = false;
    bool m_formChanged = false;

    QWidget *m_header = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_details = nullptr;
    QToolButton *m_showPassages = nullptr;
    QToolButton *m_edit = nullptr;
    QToolButton *m_delete = nullptr;
    QWidget *m_form = nullptr;
    QLineEdit *m_titleEdit = nullptr;
    QCheckBox *m_dateKnown = nullptr;
    MemoryDateEdit *m_date = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_cancel = nullptr;
    Notice *m_notice = nullptr;
    MemoryText *m_text = nullptr;
};

} // namespace CloneMemoria
