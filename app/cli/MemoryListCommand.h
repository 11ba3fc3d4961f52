#pragma once

#include "app/cli/Command.h"
#include "core/knowledge/MemoryList.h"

namespace CloneMemoria::Cli {

/// memory list: a clone's memories, or a page of those that fit.
class MemoryListCommand : public Command
{
public:
    using Command::Command;

    Result<void> prepare() override;
    void run(Profile &profile) override;

private:
    struct Page
    {
        QList<DocumentSummary> documents;
        qsizetype all = 0; ///< that there are with this one's conditions
    };

    static Result<Page> read(Store &store, MemoryListQuery query, const QString &clone, int skip, int limit);
    void print(const Page &page);

    MemoryListQuery m_query;
    int m_limit = -1;
    int m_skip = 0;
};

} // namespace CloneMemoria::Cli
