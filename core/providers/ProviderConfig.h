#pragma once

#include "core/providers/Preset.h"

#include <QUrl>

namespace CloneMemoria {

/// A preset with everything filled in that a provider needs to start: made by profile/ProviderSettings from the
/// clone's settings, the profile's, the environment and the preset's defaults.
struct ProviderConfig
{
    Preset preset;
    QString baseUrl; ///< as configured; a provider reports a bad one as InvalidInput, code "bad-address"
    QString model;
    QString voice;  ///< speech only
    QString apiKey; ///< never logged, never in an Error
};

} // namespace CloneMemoria
