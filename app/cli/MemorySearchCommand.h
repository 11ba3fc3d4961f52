#pragma once

#include "app/cli/Command.h"
#include "core/knowledge/KnowledgeService.h"

namespace CloneMemoria::Cli {

/// memory search: one query, or one after another from a file.
class MemorySearchCommand : public Command
{
public:
    using Command::Command;

    Result<void> prepare() override;
    void run(Profile &profile) override;
    bool endsWithItsReader() const override { return true; }

private:
    Result<void> readQueries(const QString &file);
    void searchNext();
    void print(const QString &query, const QList<RetrievedPassage> &found);

    QStringList m_queries;
    int m_limit = 0;
    int m_budget = 0;
    KnowledgeService *m_knowledge = nullptr;
    QString m_cloneId;
    qsizetype m_next = 0;
};

} // namespace CloneMemoria::Cli
