#pragma once

#include "core/base/Paths.h"
#include "core/base/Result.h"
#include "core/storage/CloneRepository.h"
#include "core/storage/ConversationRepository.h"
#include "core/storage/DocumentRepository.h"
#include "core/storage/ImportRepository.h"
#include "core/storage/MessageRepository.h"
#include "core/storage/PassageRepository.h"
#include "core/storage/SettingsRepository.h"

#include <memory>

namespace CloneMemoria {

/// How many there are, as /metrics and `status` tell.
struct StoreCounts
{
    qint64 users = 0;
    qint64 clones = 0;
    qint64 conversations = 0;
    qint64 messages = 0;
    qint64 documents = 0;
    qint64 chunks = 0;

    bool operator==(const StoreCounts &) const = default;
};

/// One open connection to a profile's database and the repositories over it, bound to the profile's user. Belongs to
/// the thread that opened it.
class Store
{
public:
    enum class Access { ReadWrite, ReadOnly };

    /// Opens `file` (":memory:" in tests), migrates it when ReadWrite, and makes sure there is a user. Errors: Storage,
    /// with code database-newer, database-damaged, database-busy, read-only, disk-full, or folder.
    static Result<std::unique_ptr<Store>> open(const QString &file, const QString &backupDir, Access access);
    ~Store();

    Database &database() { return *m_database; }
    QString userId() const { return m_userId; }

    CloneRepository clones;
    ConversationRepository conversations;
    MessageRepository messages;
    DocumentRepository documents;
    PassageRepository passages;
    ImportRepository imports;
    SettingsRepository settings;

    Result<StoreCounts> counts() const;

private:
    Store(std::unique_ptr<Database> database, const QString &userId);

    std::unique_ptr<Database> m_database;
    QString m_userId;
};

} // namespace CloneMemoria
