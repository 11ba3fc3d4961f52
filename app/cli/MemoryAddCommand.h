#pragma once

#include "app/cli/Command.h"
#include "core/knowledge/ImportService.h"
#include "core/knowledge/KnowledgeService.h"

#include <QDateTime>

#include <nlohmann/json_fwd.hpp>

#include <memory>

namespace CloneMemoria::Cli {

/// memory add: standard input and what is given a title or a date one by one, everything else as one import; then the
/// vectors that are still missing. Results are told in the order of the arguments.
class MemoryAddCommand : public Command
{
public:
    MemoryAddCommand(Invocation invocation, Output &output);
    ~MemoryAddCommand() override;

    Result<void> prepare() override;
    void run(Profile &profile) override;
    bool takesInterrupts() const override { return true; }
    void interrupt() override;

private:
    struct Input
    {
        QString name; ///< as it was written
        QString path; ///< absolute; empty: added by itself
    };

    Result<QList<DocumentDraft>> read(const QString &file) const;
    void addNext();
    void addDrafts(qsizetype input, const QList<DocumentDraft> &drafts, qsizetype next);
    void startImport();
    void tellProgress(const ImportProgress &progress);
    void tellImported(const ImportReport &report);
    qsizetype inputOf(const QString &path) const;
    void tellFile(qsizetype input, const QString &name, const ImportedFile &file);
    void tellPeople(const QString &name, const QStringList &people);
    void tellAdded(qsizetype input, const IngestOutcome &outcome);
    void tellRefused(qsizetype input, const QString &name, const Error &error);
    void embed();
    void conclude();

    QList<Input> m_inputs;
    QDateTime m_date;
    QByteArray m_input; ///< of standard input, where "-" is one of the inputs
    KnowledgeService *m_knowledge = nullptr;
    ImportService *m_imports = nullptr;
    Clone m_clone;
    QStringList m_knownNames; ///< of the clone's person, in chats
    QString m_importId;
    qsizetype m_next = 0;
    bool m_anyAdded = false;
    bool m_anyRefused = false;
    bool m_interrupted = false;
    bool m_ended = false;
    QList<nlohmann::json> m_results; ///< by input, an array each
};

} // namespace CloneMemoria::Cli
