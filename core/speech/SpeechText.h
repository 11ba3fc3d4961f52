#pragma once

#include <QString>

namespace CloneMemoria {

/// An answer's Markdown, made for the ear: marks go and their words stay, code blocks and links are named and not
/// spelled ("a piece of code", a link by its text, a bare address by its host), list items and headings end like
/// sentences, tables are read row by row, emoji and citation marks go. A pure function; never longer than sensible
/// for speech: nothing is invented but the few naming words, in `language` where they are known, else English.
QString speechText(const QString &markdown, const QString &language = {});

} // namespace CloneMemoria
