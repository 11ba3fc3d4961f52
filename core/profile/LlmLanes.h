#pragma once

#include "core/providers/ProviderRegistry.h"

#include <QList>

#include <memory>
#include <optional>
#include <vector>

class QNetworkAccessManager;

namespace CloneMemoria {

/// Makes the models that answers are asked of, so that many can answer at once: a network manager of Qt's opens six
/// connections to a server at most and lets what is more wait, which a window never notices and a local API with a
/// hundred clients does. Whoever comes when all lanes are full gets a lane of its own. Main thread.
class LlmLanes
{
public:
    /// `first` is the lane that is there already.
    LlmLanes(const ProviderRegistry &first, QList<Preset> presets, std::optional<HttpTimeouts> timeouts);
    ~LlmLanes();

    /// It counts as under way until the last copy of it is gone. Errors: those of ProviderRegistry::makeLlm.
    Result<std::shared_ptr<LlmProvider>> make(const ProviderConfig &config);

    int lanes() const;

private:
    struct Lane;

    Lane &freeLane();

    QList<Preset> m_presets;
    std::optional<HttpTimeouts> m_timeouts;
    std::vector<std::unique_ptr<Lane>> m_lanes;
};

} // namespace CloneMemoria
