#pragma once

#include "core/domain/Citation.h"

#include <QList>
#include <QWidget>

class QPushButton;

namespace CloneMemoria {

/// The memories behind an answer, one chip a document: "1 · Letter, June 1957". The one that is open is checked.
class CitationChips : public QWidget
{
    Q_OBJECT

public:
    explicit CitationChips(QWidget *parent = nullptr);

    void setCitations(const QList<Citation> &citations);
    void setOpenDocument(const QString &documentId); ///< empty: none
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

    /// "Letter, June 1957"; the title alone where the date isn't known or is in it already.
    static QString label(const Citation &citation);

Q_SIGNALS:
    void chosen(const CloneMemoria::Citation &citation); ///< the best passage of that document

private:
    QList<Citation> m_shown;
    QList<QPushButton *> m_buttons;
};

} // namespace CloneMemoria
