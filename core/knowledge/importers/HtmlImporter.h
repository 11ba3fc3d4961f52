#pragma once

#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

/// Web pages, streamed (see readHtml). The title is that of the page, else its first heading, else the file's name.
class HtmlImporter final : public Importer
{
public:
    QString format() const override;
    Fit fit(const FileProbe &probe) const override;
    Result<void> read(const FileProbe &probe, DraftSink &sink) const override;
};

} // namespace CloneMemoria
