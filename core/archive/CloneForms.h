#pragma once

#include "core/archive/CloneRecord.h"
#include "core/base/Result.h"
#include "core/domain/Conversation.h"
#include "core/domain/Message.h"

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

// What is in a clone's archive, as JSON: keys are the columns' names, times UTC ISO 8601 with milliseconds, ids UUIDs that
// relate what is in the archive to each other and mean nothing outside of it, offsets UTF-16 code units.
// Reading gives values within the bounds that the program itself keeps to. Errors: InvalidInput, code "file-damaged".

nlohmann::json archiveForm(const CloneRecord &record);
nlohmann::json archiveForm(const DocumentRecord &record);
nlohmann::json archiveForm(const Conversation &conversation);
nlohmann::json archiveForm(const Message &message);

Result<CloneRecord> cloneFromArchive(const nlohmann::json &value);
Result<DocumentRecord> documentFromArchive(const nlohmann::json &value);
Result<Conversation> conversationFromArchive(const nlohmann::json &value);
Result<Message> messageFromArchive(const nlohmann::json &value);

} // namespace CloneMemoria
