#pragma once

#include "core/base/Result.h"

#include <QByteArray>

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

// Character cards, in which programs such as SillyTavern exchange persons: a JSON object, as a file of its own or in a
// picture of the person. Versions 2 and 3 have its members in an object "data", of which 3 knows a few more; in version
// 1 they stand by themselves. Whatever is in it is kept, known or not.

enum class CardVersion { V2, V3 };

/// A card's data. Errors: InvalidInput "not-an-archive" for JSON that is no card, those of parseJson.
Result<nlohmann::json> cardData(const QByteArray &text);

/// The card as JSON text; members that its version asks for are there, empty if need be.
QByteArray cardText(nlohmann::json data, CardVersion version);

/// A member that is a text; empty where there is none.
QString cardMember(const nlohmann::json &data, const char *name);

} // namespace CloneMemoria
