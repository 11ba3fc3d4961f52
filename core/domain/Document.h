#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace CloneMemoria {

enum class SourceType { Manual, File, ChatExport, Conversation };

/// A memory document: one text of a clone's knowledge base.
struct Document
{
    QString id;
    QString cloneId;
    QString userId;
    QString title;
    QString content;
    SourceType sourceType = SourceType::Manual;
    QString sourceUri;    ///< where it came from (a file's name); empty for what was typed
    QString contentHash;  ///< SHA-256 of the content, in hex
    QDateTime happenedAt; ///< when what it tells happened; invalid where it isn't known
    QDateTime createdAt;
    QDateTime updatedAt;

    bool operator==(const Document &) const = default;
};

/// A row of the memories list: a document without its content.
struct DocumentSummary
{
    QString id;
    QString title;
    SourceType sourceType = SourceType::Manual;
    QString sourceUri;
    QDateTime happenedAt;
    QDateTime createdAt;
    QDateTime updatedAt;
    int characters = 0;
    int passages = 0;
    bool awaitsVectors =
        false; ///< some passage of it has none yet; told by DocumentRepository::summaries alone

    bool operator==(const DocumentSummary &) const = default;
};

QString toString(SourceType type); ///< "manual", "file", "chat_export", "conversation"
std::optional<SourceType> sourceTypeFromString(const QString &name);

} // namespace CloneMemoria
