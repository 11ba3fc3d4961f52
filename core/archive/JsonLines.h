#pragma once

#include "core/archive/ZipReader.h"

#include <nlohmann/json_fwd.hpp>

namespace CloneMemoria {

/// Reads an entry of JSON Lines an object at a time; no more of it is in memory than the longest line and a block.
/// Errors as ZipReader and parseJson, with the line's number in the detail.
class JsonLines
{
public:
    explicit JsonLines(ZipEntry &entry) : m_entry(entry) { }

    /// The next line's value; false at the end.
    Result<bool> next(nlohmann::json &value);
    qint64 bytesRead() const { return m_bytesRead; }

private:
    Result<bool> nextLine(QByteArray &line);

    ZipEntry &m_entry;
    QByteArray m_block;
    qsizetype m_at = 0;
    qint64 m_bytesRead = 0;
    qint64 m_line = 0;
    bool m_ended = false;
};

/// No line is longer, in bytes: a document of the greatest length, with a turn for every word, is two thirds of that.
constexpr qsizetype kLongestLine = 32 * 1024 * 1024;

} // namespace CloneMemoria
