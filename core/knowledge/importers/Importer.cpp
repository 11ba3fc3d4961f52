#include "core/knowledge/importers/Importer.h"

namespace CloneMemoria {

// Here, so that their tables are made once.
DraftSink::~DraftSink() = default;
Importer::~Importer() = default;

} // namespace CloneMemoria
