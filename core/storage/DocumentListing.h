#pragma once

#include "core/domain/Document.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace CloneMemoria {

/// Added: newest first. Date: earliest first, as a life goes, the undated last. Title: as the language sorts, numbers by
/// their value. Size: longest first.
enum class DocumentSort { Added, Date, Title, Size };

/// A word that is looked for in a list of documents.
struct ListedWord
{
    QString text; ///< as it was typed: found in titles and file names, without regard to case
    QStringList
        terms; ///< as TextAnalyzer makes them: found in the passages; empty: titles alone are looked at

    bool operator==(const ListedWord &) const = default;
};

/// Which documents of a clone, in which order. Each of the words must be found, wherever it is.
struct DocumentListing
{
    QString cloneId;
    DocumentSort sort = DocumentSort::Added;
    std::optional<SourceType> kind = {}; ///< nothing: all kinds
    QList<ListedWord> words = {};
    bool trashed = false; ///< those in the trash instead of the others

    bool operator==(const DocumentListing &) const = default;
};

} // namespace CloneMemoria
