#pragma once

#include "core/domain/Citation.h"
#include "core/domain/Clone.h"
#include "core/domain/Conversation.h"
#include "core/domain/Document.h"
#include "core/domain/Message.h"
#include "core/knowledge/RetrievedPassage.h"

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

// The JSON forms of the domain's values, keys named as the columns they come from. A time that isn't known and a
// number that isn't set are null; a text that isn't there is empty, but for `speaker`, which is null then.

nlohmann::json jsonText(const QString &value);
nlohmann::json jsonTime(const QDateTime &value);

nlohmann::json toJson(const Clone &clone);
nlohmann::json toJson(const CloneSummary &summary);
nlohmann::json toJson(const DocumentSummary &document);
nlohmann::json toJson(const RetrievedPassage &found);
/// The same with why it was found: "score_parts", and the words "matched".
nlohmann::json toJsonWithScores(const RetrievedPassage &found);
nlohmann::json toJson(const Conversation &conversation);
nlohmann::json toJson(const Citation &citation);
nlohmann::json toJson(const Message &answer);     ///< of a clone, as `ask` tells it
nlohmann::json toJsonRow(const Message &message); ///< of either, as it is stored
/// The citations of an answer, best first.
nlohmann::json toJson(const QList<Citation> &citations);

} // namespace CloneMemoria
