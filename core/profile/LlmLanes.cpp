#include "core/profile/LlmLanes.h"

#include <QNetworkAccessManager>

namespace CloneMemoria {

namespace {
constexpr int kConnectionsOfLane = 6; // Qt's own bound for HTTP/1.1 to one host
}

struct LlmLanes::Lane
{
    std::unique_ptr<QNetworkAccessManager> network; ///< null: the first lane's is another's
    std::unique_ptr<ProviderRegistry> own;
    const ProviderRegistry *providers = nullptr;
    std::shared_ptr<int> underWay = std::make_shared<int>(0);
};

LlmLanes::LlmLanes(const ProviderRegistry &first, QList<Preset> presets, std::optional<HttpTimeouts> timeouts)
    : m_presets(std::move(presets))
    , m_timeouts(timeouts)
{
    auto lane = std::make_unique<Lane>();
    lane->providers = &first;
    m_lanes.push_back(std::move(lane));
}

LlmLanes::~LlmLanes() = default;

int LlmLanes::lanes() const
{
    return int(m_lanes.size());
}

LlmLanes::Lane &LlmLanes::freeLane()
{
    for (const auto &lane : m_lanes) {
        if (*lane->underWay < kConnectionsOfLane)
            return *lane;
    }
    auto lane = std::make_unique<Lane>();
    lane->network = std::make_unique<QNetworkAccessManager>();
    lane->own = std::make_unique<ProviderRegistry>(m_presets, *lane->network, m_timeouts);
    lane->providers = lane->own.get();
    m_lanes.push_back(std::move(lane));
    return *m_lanes.back();
}

Result<std::shared_ptr<LlmProvider>> LlmLanes::make(const ProviderConfig &config)
{
    const Lane &lane = freeLane();
    CM_TRY_ASSIGN(made, lane.providers->makeLlm(config));
    ++*lane.underWay;
    return std::shared_ptr<LlmProvider>(made.release(), [underWay = lane.underWay](LlmProvider *provider) {
        delete provider;
        --*underWay;
    });
}

} // namespace CloneMemoria
