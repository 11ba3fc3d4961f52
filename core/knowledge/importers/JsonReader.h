#pragma once

#include "core/knowledge/importers/Importer.h"

#include <QByteArray>

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace CloneMemoria {

/// Where an object in an array is found.
struct JsonPlace
{
    QByteArray array; ///< the key of the array that it is in; empty at the top, and in an array of arrays
    /// The objects around it, the nearest first, with what was read of them so far.
    std::vector<const nlohmann::json *> owners;
};

/// Takes the objects in the arrays of a JSON file as they end.
class JsonVisitor
{
public:
    virtual ~JsonVisitor() = default;

    /// True if the object is done with; else it becomes a part of what is around it. Also called for objects that are
    /// the file's outermost values. An error ends the reading.
    virtual Result<bool> element(const JsonPlace &place, const nlohmann::json &object) = 0;
};

/// Reads a file with one JSON value or several (JSON Lines), in bounded memory if the visitor takes what it is given. A
/// line that isn't JSON is skipped where there are several values. Errors, with the file's name as subject: InvalidInput
/// "file-unreadable", "file-damaged", "file-too-large" (nested deeper than kMaxNesting, or objects that are too large);
/// what visitor and sink give.
Result<void> readJson(const FileProbe &probe, JsonVisitor &visitor, DraftSink &sink);

/// The same with a file's beginning, as far as it goes.
void readJsonHead(const QByteArray &head, JsonVisitor &visitor);

/// A member that is a string; empty where there is none.
QString jsonText(const nlohmann::json &object, const char *key);

} // namespace CloneMemoria
