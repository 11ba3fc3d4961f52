#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// One mail in a file of its own. A mail is a document: who wrote to whom and when, then the sender's own words.
/// Attachments are named and never opened. Errors as Importer::read; Unsupported "no-mail-reader" where the module that
/// reads mails is missing.
class EmlImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

/// A mailbox: many mails one after the other, each after a line that begins with "From ". In bounded memory.
class MboxImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
