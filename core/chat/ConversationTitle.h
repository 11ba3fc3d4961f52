#pragma once

#include <QString>

namespace CloneMemoria {

/// A conversation's first title, from the words it began with: one line, at most about 48 characters, cut at a word.
QString conversationTitle(const QString &firstMessage);

} // namespace CloneMemoria
