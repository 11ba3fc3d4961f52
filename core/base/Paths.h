#pragma once

#include "core/base/Environment.h"
#include "core/base/Result.h"

#include <QString>

namespace CloneMemoria {

/// Where a profile keeps its files.
class Paths
{
public:
    explicit Paths(QString dataDir);

    /// The folder named on the command line if there is one, else CLONEMEMORIA_DATA_DIR, else the platform's data
    /// location. Only computes: nothing is made on disk.
    static Paths resolve(const QString &commandLine, const Environment &environment);

    /// Makes the folder where it isn't there, readable by its owner alone (0700). Errors: Storage, with the folder as subject.
    Result<void> create() const;

    QString dataDir() const { return m_dataDir; }
    QString database() const;
    QString backups() const; ///< copies made before a migration
    QString lockFile() const;
    QString speechCache() const;
    QString vectorIndex() const; ///< can be deleted at any time: it is made again

private:
    QString m_dataDir;
};

} // namespace CloneMemoria
