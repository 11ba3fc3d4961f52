#pragma once

#include "core/archive/CardMapping.h"

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

// The document in which a card's data is kept.

constexpr QLatin1StringView kKeptCardUri("card:data");

/// Members that make it too large to be a document are left out, the largest first, and told.
CardDocument keptCard(nlohmann::json data, const QString &name, QList<CardRemark> &remarks);

/// The data that such a document holds; null where it can't be read any more.
nlohmann::json keptData(const CardDocument &document);

} // namespace CloneMemoria
