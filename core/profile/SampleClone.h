#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"
#include "core/knowledge/importers/DocumentDraft.h"

#include <QFuture>
#include <QList>

namespace CloneMemoria {

class Profile;

/// The fictional person that is shipped with the program, as read from its resources.
struct SampleClone
{
    Clone clone;
    QList<DocumentDraft> documents;
};

/// Errors: InvalidInput naming what is wrong in the manifest.
Result<SampleClone> readSampleClone();

/// The sample clone with all its memories in this profile: the one that is there, else newly made. If a memory can't be
/// stored the clone is taken away again and its error told: never half a sample.
QFuture<Result<Clone>> installSampleClone(Profile &profile);

} // namespace CloneMemoria
