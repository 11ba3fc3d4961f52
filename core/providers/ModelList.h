#pragma once

#include "core/base/Result.h"
#include "core/net/HttpClient.h"
#include "core/providers/ProviderConfig.h"

#include <QFuture>
#include <QStringList>

class QObject;

namespace CloneMemoria {

/// The sorted ids of the models at the configured address, by the OpenAI protocol's /models. A server that has no such
/// call and wants no key may be an Ollama of before it had one: its own /api/tags is asked then. What runs is
/// `parent`'s child and ends with it. Errors: of the network, BadResponse; the subject is the preset's name.
QFuture<Result<QStringList>> fetchModels(const ProviderConfig &config, const HttpClient &client,
                                         QObject *parent);

} // namespace CloneMemoria
