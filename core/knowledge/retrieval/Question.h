#pragma once

#include "core/knowledge/retrieval/RetrievalWeights.h"
#include "core/knowledge/retrieval/Scorers.h"

#include <QSet>
#include <QString>
#include <QStringList>

namespace CloneMemoria {

class TextAnalyzer;
class RelatedWords;

/// A question as the scorers see it.
struct Question
{
    std::vector<QuestionWord> words;
    QSet<int> speakers; ///< whom it names, of those who speak in the chats
    /// Whether a passage with its words is something that was found: one of them is in the memories, or one that means
    /// nearly the same.
    bool isKnown = false;

    /// Its terms, and those so near to one that a reader sees why a passage with them was found.
    QSet<QString> telling;
};

struct QuestionContext
{
    const WordIndex &index;
    const TextAnalyzer &analyzer;
    const RelatedWords *related = nullptr; ///< where there are word vectors of the clone's language
    QString language = {};
    QStringList ownNames = {}; ///< by which the clone is called in chats: whom "you" means
    RetrievalWeights weights = {};
};

/// Takes a question apart: its words but the commonest, with those of the memories that mean nearly the same; whom it
/// names. `earlier` are the user's turns before it, the last one first: a question too short to say what it is about
/// ("and then?") goes on with the words of the one before. Any thread.
Question takeApart(const QString &text, const QStringList &earlier, const QuestionContext &context);

} // namespace CloneMemoria
