#include "ArchiveFixture.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

DocumentDraft chatDraft(int turns)
{
    DocumentDraft draft{.title = u"Chat with Ånna 🌊"_s,
                        .sourceType = SourceType::ChatExport,
                        .sourceUri = u"/home/somebody/chats/Ånna.txt"_s};
    const QStringList speakers{u"Ånna"_s, u"Yusuf يوسف"_s, u"Ånna"_s};
    const QDateTime start(QDate(2019, 5, 3), QTime(10, 0), Qt::UTC);
    for (int i = 0; i < turns; ++i) {
        if (i % 10 == 0)
            draft.content += u"\n— 3 May, part %1 —\n"_s.arg(i);
        const QString &speaker = speakers.at(i % speakers.size());
        QString words = u"words number %1, 東京 e\u0301 🐕. "_s.arg(i);
        words = cleanText(words.repeated(i % 7 == 3 ? 60 : 1)).trimmed();
        const qsizetype from = draft.content.size();
        draft.content += speaker + u": "_s + words;
        draft.turns.append({from, draft.content.size(), speaker, start.addSecs(60 * (i / 2))});
        draft.content += u'\n';
    }
    return draft;
}

namespace {
Message said(Store &store, const QString &conversationId, const QString &parentId, MessageRole role,
             const QString &content, MessageStatus status = MessageStatus::Complete)
{
    Message draft;
    draft.conversationId = conversationId;
    draft.parentId = parentId;
    draft.role = role;
    draft.content = content;
    draft.status = status;
    if (role == MessageRole::Clone) {
        draft.provider = u"ollama"_s;
        draft.model = u"llama3.2"_s;
        draft.reasoning = u"They ask about the sea."_s;
        draft.promptTokens = 812;
        draft.completionTokens = 31;
        draft.latencyMs = 240;
    }
    return valueOf(store.messages.append(draft));
}

void makeConversations(Store &store, const QString &cloneId, const Document &letter)
{
    Conversation talk;
    talk.cloneId = cloneId;
    talk.title = u"The sea 🌊 and “more”"_s;
    talk.pinned = true;
    talk = valueOf(store.conversations.create(talk));
    const Message question = said(store, talk.id, {}, MessageRole::User,
                                  u"What was the sea like?\n\tTell me."_s);
    Message answer = said(store, talk.id, question.id, MessageRole::Clone, u"Green, and **cold**."_s);
    const QList<Passage> passages = valueOf(store.passages.ofDocument(letter.id));
    answer.citations = {{passages.first().id,
                         letter.id,
                         letter.title,
                         0,
                         passages.first().startOffset,
                         passages.first().endOffset,
                         passages.first().content,
                         {},
                         letter.happenedAt,
                         0.8125},
                        {u"0b7cfb60-7f0c-4d5a-9a55-06b94f2f9f10"_s,
                         u"3b7cfb60-7f0c-4d5a-9a55-06b94f2f9f11"_s,
                         u"A memory that is gone"_s,
                         3,
                         10,
                         20,
                         u"gone words"_s,
                         u"Ånna"_s,
                         {},
                         1.0 / 3}};
    answer.stopReason = StopReason::Length;
    valueOf(store.messages.update(answer));
    // A variant, of which a branch goes on; then the first one is shown again.
    const Message variant = said(store, talk.id, question.id, MessageRole::Clone, u"Grey."_s);
    const Message onward = said(store, talk.id, variant.id, MessageRole::User, u"Always?"_s);
    Message broken = said(store, talk.id, onward.id, MessageRole::Clone, u"It was alw"_s,
                          MessageStatus::Partial);
    broken.error = Error{.kind = ErrorKind::Network,
                         .detail = u"cut off"_s,
                         .httpStatus = 502,
                         .code = u"cut"_s,
                         .subject = u"Ollama"_s,
                         .retryAfterMs = 1500};
    valueOf(store.messages.update(broken));
    Message failed = said(store, talk.id, onward.id, MessageRole::Clone, {}, MessageStatus::Failed);
    failed.error = Error{.kind = ErrorKind::Cancelled};
    valueOf(store.messages.update(failed));
    const Message trashed = said(store, talk.id, answer.id, MessageRole::User, u"trashed words"_s);
    said(store, talk.id, trashed.id, MessageRole::Clone, u"trashed answer"_s);
    done(store.messages.trash(trashed.id));
    done(store.conversations.setCurrentMessage(talk.id, answer.id));

    Conversation empty;
    empty.cloneId = cloneId;
    valueOf(store.conversations.create(empty));
    Conversation gone;
    gone.cloneId = cloneId;
    gone.title = u"trashed conversation"_s;
    gone = valueOf(store.conversations.create(gone));
    said(store, gone.id, {}, MessageRole::User, u"trashed with its conversation"_s);
    done(store.conversations.trash(gone.id));

    DocumentDraft remembered{.title = u"What was the sea like?"_s,
                             .content = u"You: What was it?\nMina: Green."_s,
                             .sourceType = SourceType::Conversation,
                             .sourceUri = u"conversation:"_s + talk.id};
    remembered.turns = {{0, 17, u"You"_s, question.createdAt}, {18, 30, u"Mina"_s, question.createdAt}};
    ArchiveProfile::addDocument(store, cloneId, remembered);
}
} // namespace

QString makeRichClone(Store &store)
{
    Clone draft;
    draft.name = u"Mina “Ünïcode” 東京 🐕"_s;
    draft.relation = u"my grandmother"_s;
    draft.description = u"Born in 1932.\nA sign-writer."_s;
    draft.personality = u"Dry, exact and warm."_s;
    draft.speakingStyle = u"Short sentences."_s;
    draft.greeting = u"Come away in."_s;
    draft.language = u"en-GB"_s;
    draft.avatar =
        u"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="_s;
    draft.settings.llmProvider = u"secretly-openai"_s;
    draft.settings.ttsVoiceId = u"secret-voice"_s;
    draft.rememberConversations = true;
    const Clone clone = valueOf(store.clones.create(draft));
    done(store.imports.addName(clone.id, u"Minnie ❤️"_s));
    done(store.imports.addName(clone.id, u"Gran"_s));
    done(store.settings.set(u"llm.openai.base_url"_s, u"https://secret.example"_s));

    DocumentDraft letter{.title = u"Letter to Rhoda, June 1957"_s,
                         .content = u"Dear Rhoda,\n\nthe sea was green. "_s
                                    + u"And cold it was that year. "_s.repeated(80),
                         .happenedAt = QDateTime(QDate(1957, 6, 1), QTime(0, 0), Qt::UTC)};
    const Document first = ArchiveProfile::addDocument(store, clone.id, letter);
    // Whose date was taken away, though its title has one.
    DocumentDraft undated = valueOf(
        cleanDraft({.title = u"Diary of 3 May 1961"_s, .content = u"Nothing happened."_s}));
    undated.happenedAt = {};
    PreparedDocument timeless = prepareDocument(undated, u"en-GB"_s);
    timeless.document.cloneId = clone.id;
    valueOf(store.documents.create(timeless.document, timeless.passages));
    const Document chat = ArchiveProfile::addDocument(store, clone.id, chatDraft(60));
    done(store.imports.noteImported(chat.id, chat.sourceUri));
    const Document edited = ArchiveProfile::addDocument(store, clone.id,
                                                        {.title = u"Edited"_s,
                                                         .content = u"Old words."_s,
                                                         .sourceType = SourceType::File,
                                                         .sourceUri = u"/a/b.txt"_s});
    done(store.imports.noteImported(edited.id, edited.sourceUri));
    PreparedDocument changed = prepareDocument(valueOf(cleanDraft({.title = u"Edited"_s,
                                                                   .content = u"New words."_s,
                                                                   .sourceType = SourceType::File,
                                                                   .sourceUri = u"/a/b.txt"_s})),
                                               u"en-GB"_s);
    changed.document.id = edited.id;
    QTest::qSleep(2); // so that it was changed later than it came
    done(store.documents.replace(changed.document, changed.passages));
    const Document trashed = ArchiveProfile::addDocument(
        store, clone.id, {.title = u"Trash"_s, .content = u"trashed memory"_s});
    done(store.documents.trash(trashed.id));
    makeConversations(store, clone.id, first);
    return clone.id;
}

} // namespace CloneMemoria
