#pragma once

#include "core/domain/Citation.h"
#include "core/domain/Document.h"

#include <QFrame>
#include <QList>

class QLabel;
class QPushButton;
class QTextEdit;

namespace CloneMemoria {

class Notice;
class StorageThread;

/// A memory beside the conversation: the document an answer came from, its passages highlighted, the first one in
/// view. Where the document is gone, the passage as it was copied into the answer. Also all that was remembered for an
/// answer, one below the other.
class CitationReader : public QFrame
{
    Q_OBJECT

public:
    explicit CitationReader(StorageThread &storage, QWidget *parent = nullptr);

    /// `all`: every citation of the answer; those of the same document are highlighted too.
    void showCitation(const Citation &citation, const QList<Citation> &all);
    void showRemembered(const QList<Citation> &citations);
    QSize sizeHint() const override;
    QString documentId() const { return m_citation.documentId; } ///< empty while it shows no single document

Q_SIGNALS:
    void closeRequested();
    void openRequested(const QString &documentId, int start, int end);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showDocument(const Document &document);
    void showCopy(); ///< of the passage, where its document is gone
    void setBody(const QString &text);
    void highlight();
    void setHeading(const QString &title, const QString &detail);

    StorageThread &m_storage;
    int m_generation = 0; ///< answers of the storage for an earlier citation are not looked at
    Citation m_citation;
    QList<Citation> m_all;
    struct Range
    {
        int start;
        int length;
    };
    QList<Range> m_ranges; ///< in the text that is shown

    QLabel *m_title;
    QLabel *m_detail;
    Notice *m_notice;
    QTextEdit *m_text;
    QPushButton *m_open;
};

} // namespace CloneMemoria
