#include "ui/chat/ChatPage.h"

#include "core/base/Futures.h"
#include "core/chat/ChatService.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"
#include "core/speech/SpeechService.h"
#include "core/storage/StorageThread.h"
#include "ui/chat/CitationReader.h"
#include "ui/chat/Composer.h"
#include "ui/chat/MessageList.h"
#include "ui/chat/SpeechBar.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kSideBySide = 760; // below this the reader takes the conversation's place
constexpr int kReaderColumn = 360;
} // namespace

ChatPage::ChatPage(Profile &profile, Theme &, QWidget *parent)
    : QWidget(parent)
    , m_profile(profile)
    , m_column(new QWidget(this))
    , m_list(new MessageList(m_column))
    , m_notice(new Notice(m_column))
    , m_speechBar(new SpeechBar(profile.speech(), m_column))
    , m_composer(new Composer(m_column))
    , m_footnote(new QLabel(m_column))
    , m_reader(new CitationReader(profile.storage(), this))
{
    setObjectName(u"chatPage"_s);
    buildLayout();
    connectList();
    connectServices();
    m_composer->setPerson({});
    updateFootnote();
}

ChatPage::~ChatPage() = default;

void ChatPage::buildLayout()
{
    m_footnote->setObjectName(u"chatFootnote"_s);
    m_footnote->setProperty("tone", u"muted"_s);
    m_footnote->setTextFormat(Qt::PlainText);
    m_footnote->setAlignment(Qt::AlignCenter);
    applyTextRole(m_footnote, TextRole::Detail);
    m_notice->setDismissable(true);
    m_notice->setObjectName(u"chatNotice"_s);

    // As wide as the messages above it.
    auto *foot = new QWidget(m_column);
    foot->setMaximumWidth(ColumnView::kColumnWidth);
    auto *footLayout = new QVBoxLayout(foot);
    footLayout->setContentsMargins(0, 0, 0, 8);
    footLayout->setSpacing(8);
    footLayout->addWidget(m_notice);
    footLayout->addWidget(m_speechBar);
    footLayout->addWidget(m_composer);
    footLayout->addWidget(m_footnote);
    auto *footRow = new QHBoxLayout;
    footRow->setContentsMargins(24, 0, 24, 0);
    footRow->addStretch(1);
    footRow->addWidget(foot, 1000);
    footRow->addStretch(1);

    auto *column = new QVBoxLayout(m_column);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_list, 1);
    column->addLayout(footRow);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_column, 1);
    row->addWidget(m_reader);
    m_reader->hide();
    setTabOrder(m_list, m_composer);
    setTabOrder(m_composer, m_reader);
}

void ChatPage::connectList()
{
    connect(m_list, &MessageList::olderWanted, this, &ChatPage::loadOlder);
    connect(m_list, &MessageList::suggestionChosen, this, [this](const QString &text) {
        m_composer->setText(text);
        send(text);
    });
    connect(m_list, &MessageList::listenRequested, this, &ChatPage::listen);
    connect(m_list, &MessageList::againRequested, this, &ChatPage::regenerate);
    connect(m_list, &MessageList::variantRequested, this, &ChatPage::showVariant);
    connect(m_list, &MessageList::saveSoundRequested, this, &ChatPage::saveSound);
    connect(m_list, &MessageList::rememberedRequested, this, &ChatPage::showRemembered);
    connect(m_list, &MessageList::deleteRequested, this, &ChatPage::deleteMessage);
    connect(m_list, &MessageList::citationChosen, this, &ChatPage::toggleCitation);
    connect(m_list, &MessageList::nextStepRequested, this, &ChatPage::takeNextStep);
    connect(m_composer, &Composer::sendRequested, this, &ChatPage::send);
    connect(m_composer, &Composer::stopRequested, this, [this] {
        if (m_turn)
            m_turn->stop();
    });
    connect(m_composer, &Composer::longTextPasted, this, &ChatPage::offerAsMemory);
    connect(m_composer, &Composer::textChanged, this, [this] {
        if (!m_retry) // a sentence about the text that was there
            m_notice->clear();
        // Whoever begins to write will ask: until then, the words are read.
        if (m_preparedFor != m_clone.id && !m_composer->text().isEmpty()) {
            m_preparedFor = m_clone.id;
            m_profile.knowledge().prepare(m_clone.id);
        }
    });
    connect(m_reader, &CitationReader::closeRequested, this, &ChatPage::closeReader);
    connect(m_reader, &CitationReader::openRequested, this,
            [this](const QString &documentId, int start, int end) {
                Q_EMIT documentRequested(m_clone.id, documentId, start, end);
            });
    connect(m_notice, &Notice::actionRequested, this, [this](NextStep step) {
        const std::function<void()> retry = m_retry;
        m_retry = nullptr;
        m_notice->clear();
        if (step == NextStep::Retry && retry)
            retry();
        else if (step == NextStep::OpenProviderSettings || step == NextStep::ChooseModel)
            Q_EMIT settingsRequested();
        else
            focusComposer();
    });
    connect(m_notice, &Notice::dismissed, this, [this] { m_retry = nullptr; });
}

void ChatPage::connectServices()
{
    connect(&m_profile.providerSettings(), &ProviderSettings::changed, this, &ChatPage::updateFootnote);
    connect(&m_profile.speech(), &SpeechService::stateChanged, this,
            [this](SpeechService::State state, const QString &id) {
                m_list->setSpeaking(state == SpeechService::State::Idle ? QString() : id);
            });
    connect(&m_profile.speech(), &SpeechService::failed, this,
            [this](const Error &error, const QString &id) { showError(error, [this, id] { listen(id); }); });
}

void ChatPage::showClone(const Clone &clone, const QString &conversationId)
{
    const bool sameClone = clone.id == m_clone.id;
    if (!sameClone || conversationId != m_conversationId)
        keepDraft();
    m_clone = clone;
    m_list->setClone(clone);
    m_composer->setPerson(clone.name);
    updateFootnote();
    if (sameClone && !conversationId.isEmpty() && conversationId == m_conversationId)
        return;
    if (!conversationId.isEmpty()) {
        open(conversationId);
        return;
    }
    const int generation = ++m_generation;
    m_loading = true;
    whenReady(this, newestConversation(m_profile.storage(), clone.id),
              [this, generation](const Result<QString> &newest) {
                  if (generation != m_generation)
                      return;
                  m_loading = false;
                  if (!newest)
                      showError(newest.error(), [this] { showClone(m_clone, {}); });
                  else if (newest->isEmpty())
                      newConversation();
                  else
                      open(*newest);
              });
}

void ChatPage::newConversation()
{
    keepDraft();
    ++m_generation;
    m_loading = false;
    m_conversationId.clear();
    m_turn = nullptr;
    closeReader();
    m_notice->clear();
    m_list->showPage({});
    m_composer->setText(m_drafts.value(draftKey()));
    updateAnswering();
    Q_EMIT conversationOpened(m_clone.id, {});
}

void ChatPage::open(const QString &conversationId)
{
    m_conversationId = conversationId;
    m_turn = m_profile.chat().turnOf(conversationId);
    if (m_turn && !m_asked.contains(m_turn)) {
        follow(m_turn, {});
        m_asked[m_turn].accepted = true;
    }
    closeReader();
    m_notice->clear();
    m_composer->setText(m_drafts.value(draftKey()));
    updateAnswering();
    ++m_generation;
    load(MessagePage::kSize, [this](const MessagePage &page) { showLoaded(page); });
    Q_EMIT conversationOpened(m_clone.id, conversationId);
}

void ChatPage::load(int limit, const std::function<void(const MessagePage &)> &shown)
{
    m_loading = true;
    m_loadingOlder = false;
    const int generation = m_generation;
    whenReady(this, loadMessagePage(m_profile.storage(), m_conversationId, {}, limit),
              [this, generation, shown](const Result<MessagePage> &page) {
                  if (generation != m_generation)
                      return;
                  m_loading = false;
                  if (page)
                      shown(*page);
                  else
                      showError(page.error(), [this] { open(m_conversationId); });
              });
}

void ChatPage::showLoaded(const MessagePage &loaded)
{
    MessagePage page = loaded;
    const bool answering = m_turn && m_asked.value(m_turn).accepted;
    // What is stored of the answer under way, or the answer it is to replace, gives way to the live one.
    if (answering && !page.messages.isEmpty() && page.messages.last().role == MessageRole::Clone)
        page.messages.removeLast();
    m_list->showPage(page);
    if (answering)
        m_list->startAnswer(m_turn->text(), m_turn->thoughts());
    const SpeechService &speech = m_profile.speech();
    m_list->setSpeaking(speech.state() == SpeechService::State::Idle ? QString() : speech.currentId());
}

void ChatPage::loadOlder(const QString &beforeId)
{
    if (m_loading || m_loadingOlder || m_conversationId.isEmpty())
        return;
    m_loadingOlder = true;
    const int generation = m_generation;
    whenReady(this, loadMessagePage(m_profile.storage(), m_conversationId, beforeId),
              [this, generation, beforeId](const Result<MessagePage> &page) {
                  if (generation != m_generation || !m_loadingOlder)
                      return;
                  m_loadingOlder = false;
                  if (!page)
                      showError(page.error(), [this, beforeId] { loadOlder(beforeId); });
                  else if (m_list->oldestId() == beforeId)
                      m_list->prependPage(*page);
              });
}

void ChatPage::reloadAround(const QString &messageId, int top)
{
    ++m_generation;
    load(std::max(int(MessagePage::kSize), m_list->messageCount() + 2),
         [this, messageId, top](const MessagePage &page) {
             showLoaded(page);
             if (!messageId.isEmpty())
                 m_list->placeTop(messageId, top);
         });
}

void ChatPage::send(const QString &text)
{
    if (m_loading) // a moment: the conversation that was chosen is not there yet
        return;
    m_composer->setText({});
    m_drafts.remove(draftKey());
    m_notice->clear();
    m_retry = nullptr;
    if (m_profile.chat().turnOf(m_conversationId) && !m_conversationId.isEmpty()) {
        m_composer->setText(text);
        m_notice->setError(Error{ErrorKind::InvalidInput, {}, 0, u"busy"_s, {}, -1});
        return;
    }
    ChatTurn *turn = m_profile.chat().send(m_clone.id, m_conversationId, text);
    m_turn = turn;
    follow(turn, text);
    if (!text.trimmed().isEmpty() && text.size() <= kMaxMessageLength)
        m_list->showAsking(text.trimmed());
    updateAnswering();
}

void ChatPage::regenerate(const QString &messageId)
{
    answerAgain(messageId, &ChatService::regenerate);
}

void ChatPage::continueAnswer(const QString &messageId)
{
    answerAgain(messageId, &ChatService::continueAnswer);
}

void ChatPage::answerAgain(const QString &messageId, AnswerAgain how)
{
    if (m_loading || m_turn || messageId.isEmpty())
        return;
    m_notice->clear();
    ChatTurn *turn = (m_profile.chat().*how)(m_clone.id, m_conversationId, messageId);
    m_turn = turn;
    follow(turn, {});
    updateAnswering();
}

void ChatPage::follow(ChatTurn *turn, const QString &typed)
{
    m_asked.insert(turn, {typed, false});
    connect(turn, &ChatTurn::accepted, this,
            [this, turn](const Conversation &conversation, const Message &question) {
                turnAccepted(turn, conversation, question);
            });
    connect(turn, &ChatTurn::delta, this, [this, turn](const QString &text) {
        if (isShown(turn))
            m_list->appendToAnswer(text);
    });
    connect(turn, &ChatTurn::thought, this, [this, turn](const QString &text) {
        if (isShown(turn))
            m_list->appendToThoughts(text);
    });
    connect(turn, &ChatTurn::finished, this,
            [this, turn](const Message &answer) { turnFinished(turn, answer); });
    connect(turn, &ChatTurn::refused, this, [this, turn](const Error &error) { turnRefused(turn, error); });
    connect(turn, &QObject::destroyed, this, [this, turn] {
        m_asked.remove(turn);
        updateAnswering();
    });
}

bool ChatPage::isShown(const ChatTurn *turn) const
{
    return turn == m_turn && !m_loading;
}

void ChatPage::turnAccepted(ChatTurn *turn, const Conversation &conversation, const Message &question)
{
    m_asked[turn].accepted = true;
    if (!isShown(turn))
        return;
    const bool isNew = m_conversationId.isEmpty();
    m_conversationId = conversation.id;
    if (m_list->message(question.id).id.isEmpty())
        m_list->addMessage(question);
    else
        m_list->removeAfter(question.id); // answered anew
    m_list->startAnswer(turn->text(), turn->thoughts());
    m_list->scrollToEnd(); // who asks wants to see the answer
    if (isNew)
        Q_EMIT conversationOpened(m_clone.id, m_conversationId);
}

void ChatPage::turnFinished(ChatTurn *turn, const Message &answer)
{
    m_asked.remove(turn);
    if (turn != m_turn)
        return;
    m_turn = nullptr;
    updateAnswering();
    if (m_loading) { // what is being read may be older than this
        open(m_conversationId);
        return;
    }
    m_list->finishAnswer(answer);
    if (answer.id.isEmpty())
        return;
    whenReady(this, m_profile.storage().read([id = answer.id](Store &store) {
        return store.messages.variants(id);
    }),
              [this, id = answer.id](const Result<MessageVariants> &variants) {
                  if (variants && variants->ids.size() > 1) // without them only the switch is missing
                      m_list->setVariants(id, *variants);
              });
}

void ChatPage::turnRefused(ChatTurn *turn, const Error &error)
{
    const QString typed = m_asked.take(turn).text;
    if (turn != m_turn) {
        // Asked in a conversation that is not in view any more: its words wait there.
        m_drafts.insert(
            turn->conversationId().isEmpty() ? u"new/"_s + turn->cloneId() : turn->conversationId(), typed);
        return;
    }
    m_turn = nullptr;
    m_list->removeAsking();
    updateAnswering();
    if (!typed.isEmpty()) {
        const QString since = m_composer->text();
        m_composer->setText(since.isEmpty() ? typed : typed + u'\n' + since);
    }
    showError(error, [this] { send(m_composer->text()); });
}

void ChatPage::showError(const Error &error, const std::function<void()> &retry)
{
    m_retry = describe(error).nextStep == NextStep::Retry ? retry : nullptr;
    m_notice->setError(error);
}

void ChatPage::updateFootnote()
{
    const ProviderChoice choice = m_profile.providerSettings().choice(ProviderKind::Llm, m_clone.settings);
    if (choice.providerId == "dummy"_L1)
        m_footnote->setText(tr("Offline · built-in memory"));
    else if (choice.model.isEmpty())
        m_footnote->setText(choice.providerName);
    else
        m_footnote->setText(choice.providerName + u" · "_s + choice.model);
    const ProviderChoice voice = m_profile.providerSettings().choice(ProviderKind::Speech, m_clone.settings);
    m_speechBar->setVoice(voice.voice.isEmpty() ? voice.providerName : voice.voice);
}

void ChatPage::updateAnswering()
{
    m_composer->setAnswering(m_turn != nullptr);
}

QString ChatPage::draftKey() const
{
    return m_conversationId.isEmpty() ? u"new/"_s + m_clone.id : m_conversationId;
}

void ChatPage::keepDraft()
{
    if (m_composer->text().isEmpty())
        m_drafts.remove(draftKey());
    else
        m_drafts.insert(draftKey(), m_composer->text());
}

void ChatPage::focusComposer()
{
    m_composer->focusInput();
}

void ChatPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeReader();
}

void ChatPage::placeReader()
{
    const bool side = width() >= kSideBySide;
    m_reader->setMaximumWidth(side ? kReaderColumn : QWIDGETSIZE_MAX);
    m_column->setVisible(side || m_reader->isHidden());
}

} // namespace CloneMemoria
