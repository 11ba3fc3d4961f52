#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// Electronic books, chapter by chapter in the order of reading: one document "Book" where it fits into one, else one a
/// chapter, "Book: Chapter". Books that are locked to a shop's programs are refused as encrypted; books with locked
/// fonts alone are not.
class EpubImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
