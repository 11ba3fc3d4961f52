#include "core/api/routes/Routes.h"

namespace CloneMemoria {

void addRoutes(Router &router, Profile &profile, const CloneChanged &cloneChanged)
{
    addStatusRoutes(router, profile);
    addCloneRoutes(router, profile, cloneChanged);
    addDocumentRoutes(router, profile);
    addMemoryRoutes(router, profile);
    addConversationRoutes(router, profile);
    addChatRoutes(router, profile);
    addModelRoutes(router, profile);
    addCompletionRoutes(router, profile);
    addEmbeddingRoutes(router, profile);
    addSpeechRoutes(router, profile);
}

} // namespace CloneMemoria
