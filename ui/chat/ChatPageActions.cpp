// What the buttons of a message do: the second half of ChatPage.
#include "core/base/Futures.h"
#include "core/chat/ChatService.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/profile/Profile.h"
#include "core/speech/SpeechService.h"
#include "core/storage/StorageThread.h"
#include "ui/chat/ChatPage.h"
#include "ui/chat/CitationReader.h"
#include "ui/chat/Composer.h"
#include "ui/chat/MessageList.h"
#include "ui/widgets/Dialogs.h"
#include "ui/widgets/Notice.h"

#include <QFileInfo>
#include <QPromise>
#include <QSaveFile>
#include <QThreadPool>

#include <memory>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// A sound file can be megabytes on a slow disk: written by a pool thread.
QFuture<Result<void>> writeSoundFile(const QString &path, const QByteArray &bytes)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    QFuture<Result<void>> future = promise->future();
    promise->start();
    QThreadPool::globalInstance()->start([promise, path, bytes] {
        QSaveFile file(path);
        const bool done = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size()
                          && file.commit();
        promise->addResult(done ? Result<void>()
                                : Result<void>(fail(ErrorKind::Storage, file.errorString(), u"file-write"_s,
                                                    QFileInfo(path).fileName())));
        promise->finish();
    });
    return future;
}
} // namespace

void ChatPage::takeNextStep(const QString &messageId, NextStep step)
{
    switch (step) {
    case NextStep::None:
        break;
    case NextStep::Retry:
        regenerate(messageId);
        break;
    case NextStep::Continue:
        continueAnswer(messageId);
        break;
    case NextStep::OpenProviderSettings:
    case NextStep::ChooseModel:
        Q_EMIT settingsRequested();
        break;
    case NextStep::ShortenMessage:
        if (m_composer->text().isEmpty())
            m_composer->setText(m_list->message(m_list->idBefore(messageId)).content);
        focusComposer();
        break;
    }
}

void ChatPage::showVariant(const QString &messageId, const QString &variantId)
{
    if (m_turn || m_loading)
        return;
    const int top = m_list->topOf(messageId);
    const int generation = m_generation;
    whenReady(this, showBranch(m_profile.storage(), m_conversationId, variantId),
              [=, this](const Result<void> &done) {
                  if (generation != m_generation)
                      return;
                  if (done)
                      reloadAround(variantId, top);
                  else
                      showError(done.error(), [=, this] { showVariant(messageId, variantId); });
              });
}

void ChatPage::deleteMessage(const QString &messageId)
{
    if (m_turn || m_loading || messageId.isEmpty())
        return;
    const QString conversationId = m_conversationId;
    const QString before = m_list->idBefore(messageId);
    const bool question = m_list->message(messageId).role == MessageRole::User;
    const int top = m_list->topOf(before);
    whenReady(this, m_profile.storage().write([messageId](Store &store) {
        return store.messages.trash(messageId);
    }),
              [=, this](const Result<void> &done) {
                  if (!done) {
                      showError(done.error(), [=, this] { deleteMessage(messageId); });
                      return;
                  }
                  if (conversationId == m_conversationId)
                      reloadAround(before, top);
                  const auto undo = [=, self = QPointer<ChatPage>(this)] {
                      if (!self)
                          return;
                      whenReady(self.data(), self->m_profile.storage().write([messageId](Store &store) {
                          return store.messages.restore(messageId);
                      }),
                                [=](const Result<void> &restored) {
                                    if (!restored)
                                        self->showError(restored.error());
                                    else if (conversationId == self->m_conversationId)
                                        self->reloadAround(before, top);
                                });
                  };
                  Q_EMIT undoOffered(question ? tr("Your message and what followed it were deleted.")
                                              : tr("The answer was deleted."),
                                     undo);
              });
}

void ChatPage::listen(const QString &messageId)
{
    SpeechService &speech = m_profile.speech();
    if (speech.state() != SpeechService::State::Idle && speech.currentId() == messageId) {
        speech.stop();
        return;
    }
    const Message message = m_list->message(messageId);
    if (!message.content.isEmpty())
        speech.speak(m_clone.id, message.id, message.content);
}

void ChatPage::listenToLastAnswer()
{
    const Message answer = m_list->lastAnswer();
    if (!answer.id.isEmpty())
        listen(answer.id);
}

void ChatPage::stopEverything()
{
    if (m_turn)
        m_turn->stop();
    else if (m_profile.speech().state() != SpeechService::State::Idle)
        m_profile.speech().stop();
    else
        closeReader();
}

void ChatPage::saveSound(const QString &messageId)
{
    const Message message = m_list->message(messageId);
    const QString name = safeFileName(m_clone.name + u' ' + message.content.left(40), u"wav"_s);
    dialogs().saveFile(this, tr("Save the sound"), name, tr("Sound (*.wav)"), [=, this](const QString &path) {
        m_notice->showMessage(Notice::Kind::Info, tr("The sound is being made …"));
        whenReady(this, m_profile.speech().synthesizeWav(m_clone.id, message.content),
                  [=, this](const Result<QByteArray> &wav) {
                      if (!wav) {
                          showError(wav.error(), [=, this] { saveSound(messageId); });
                          return;
                      }
                      whenReady(this, writeSoundFile(path, *wav), [=, this](const Result<void> &written) {
                          if (written)
                              m_notice->showMessage(Notice::Kind::Info,
                                                    tr("Saved as %1.").arg(QFileInfo(path).fileName()));
                          else
                              showError(written.error());
                      });
                  });
    });
}

void ChatPage::toggleCitation(const QString &messageId, const Citation &citation)
{
    if (!m_reader->isHidden() && m_readerMessageId == messageId
        && m_reader->documentId() == citation.documentId) {
        closeReader();
        return;
    }
    m_readerMessageId = messageId;
    m_reader->showCitation(citation, m_list->message(messageId).citations);
    m_reader->show();
    placeReader();
    m_list->setOpenDocument(messageId, citation.documentId);
}

void ChatPage::showRemembered(const QString &messageId)
{
    m_readerMessageId = messageId;
    m_list->setOpenDocument({}, {});
    m_reader->showRemembered(m_list->message(messageId).citations);
    m_reader->show();
    placeReader();
}

void ChatPage::closeReader()
{
    m_readerMessageId.clear();
    m_list->setOpenDocument({}, {});
    const bool focusInside = m_reader->isAncestorOf(focusWidget());
    m_reader->hide();
    placeReader();
    if (focusInside)
        focusComposer();
}

void ChatPage::offerAsMemory(const QString &text)
{
    m_retry = nullptr;
    m_notice->showMessage(
        Notice::Kind::Info,
        tr("This is too long for a message. %1 could keep it as a memory instead.").arg(m_clone.name),
        {{tr("Keep as a memory"), [this, text] { keepAsMemory(text); }}});
}

void ChatPage::keepAsMemory(const QString &text)
{
    m_notice->showMessage(Notice::Kind::Info, tr("Keeping it …"));
    DocumentDraft draft;
    draft.content = text;
    whenReady(this, m_profile.knowledge().add(m_clone.id, draft),
              [this, text](const Result<IngestOutcome> &kept) {
                  if (!kept) {
                      showError(kept.error(), [this, text] { keepAsMemory(text); });
                      return;
                  }
                  const QString title = kept->document.title;
                  m_notice->showMessage(Notice::Kind::Info,
                                        kept->duplicate
                                            ? tr("This is in the memories already, as “%1”.").arg(title)
                                            : tr("Kept as a memory: “%1”.").arg(title),
                                        {{tr("Show memories"), [this] { Q_EMIT memoriesRequested(); }}});
              });
}

} // namespace CloneMemoria
