#include "core/chat/ConversationMemory.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kMemoryTitleLength = 60;

void addTurn(DocumentDraft &draft, const QString &speaker, const Message &message)
{
    if (!draft.content.isEmpty())
        draft.content += u'\n';
    const qsizetype start = draft.content.size();
    draft.content += speaker + u": "_s + cleanText(message.content).trimmed();
    draft.turns.append({start, draft.content.size(), speaker, message.createdAt});
}
} // namespace

DocumentDraft exchangeMemory(const Clone &clone, const Message &question, const Message &answer)
{
    DocumentDraft draft;
    draft.title = shortened(cleanText(question.content).simplified(), kMemoryTitleLength);
    draft.sourceType = SourceType::Conversation;
    draft.sourceUri = u"conversation:"_s + answer.conversationId;
    draft.happenedAt = question.createdAt;
    const QString name = cleanText(clone.name).simplified();
    addTurn(draft, u"You"_s, question);
    addTurn(draft, name.isEmpty() ? u"Clone"_s : name, answer);
    return draft;
}

} // namespace CloneMemoria
