#pragma once

#include "app/cli/Command.h"
#include "core/knowledge/KnowledgeService.h"

#include <QDateTime>

#include <nlohmann/json_fwd.hpp>

#include <memory>

namespace CloneMemoria::Cli {

/// memory add: one file after another, each with its own result, then the vectors of all.
class MemoryAddCommand : public Command
{
public:
    MemoryAddCommand(Invocation invocation, Output &output);
    ~MemoryAddCommand() override;

    Result<void> prepare() override;
    void run(Profile &profile) override;

private:
    Result<DocumentDraft> read(const QString &file) const;
    void addNext();
    void tellAdded(const QString &file, const IngestOutcome &outcome);
    void tellRefused(const QString &file, const Error &error);
    void embed();
    void conclude();

    QStringList m_files;
    QDateTime m_date;
    QByteArray m_input; ///< of standard input, where "-" is one of the files
    KnowledgeService *m_knowledge = nullptr;
    QString m_cloneId;
    qsizetype m_next = 0;
    bool m_anyAdded = false;
    bool m_anyRefused = false;
    std::unique_ptr<nlohmann::json> m_results;
};

} // namespace CloneMemoria::Cli
