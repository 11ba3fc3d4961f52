#include "app/cli/Commands.h"

#include "app/cli/ArchiveCommands.h"
#include "app/cli/BackupCommands.h"
#include "app/cli/ChatCommands.h"
#include "app/cli/CloneCommands.h"
#include "app/cli/CompletionCommands.h"
#include "app/cli/MemoryCommands.h"
#include "app/cli/ProvidersCommands.h"
#include "app/cli/ServeCommand.h"
#include "app/cli/SpeakCommand.h"
#include "app/cli/StatusCommands.h"

namespace CloneMemoria::Cli {

QList<CommandSpec> allCommands()
{
    return cloneCommands() + archiveCommands() + memoryCommands() + chatCommands() + speakCommands()
           + statusCommands() + providersCommands() + backupCommands() + serveCommands()
           + completionCommands();
}

} // namespace CloneMemoria::Cli
