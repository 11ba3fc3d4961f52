#include "ui/chat/ChatPage.h"

#include "core/chat/ChatService.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/profile/Profile.h"
#include "core/providers/Preset.h"
#include "core/speech/AudioPlayer.h"
#include "core/speech/SpeechService.h"
#include "core/storage/StorageThread.h"
#include "ui/chat/AnswerWidget.h"
#include "ui/chat/CitationReader.h"
#include "ui/chat/Composer.h"
#include "ui/chat/MarkdownBody.h"
#include "ui/chat/MessageList.h"
#include "ui/widgets/Dialogs.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Theme.h"

#include <QApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextEdit>
#include <QToolButton>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
// Sound that goes nowhere and never ends by itself.
class SilentOutput final : public AudioOutput
{
public:
    Result<void> start(const PcmAudio &) override { return {}; }
    void append(const PcmAudio &) override { }
    void finish() override { }
    void pause() override { }
    void resume() override { }
    void stop() override { }
    qint64 positionMs() const override { return 0; }
    void setVolume(double) override { }
};

const QString kLetter =
    u"Dear Marie,\n\nIn June we went to the lake with the blue boat. The boat leaked, and grandfather bailed it out with his hat.\n\nYours, Ada"_s;

template <typename T>
T wait(QFuture<T> future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 10'000))
        qFatal("nothing came back");
    return future.result();
}
} // namespace

/// The page over a real profile: database, services and offline providers, all in a folder of its own.
class ChatPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = new Theme(*qApp); }
    void cleanupTestCase() { delete m_theme; }
    void init()
    {
        m_folder.emplace();
        ProfileOptions options(Paths(m_folder->path()), Environment(QHash<QString, QString>{
                                                            {u"LLM_DEFAULT_PROVIDER"_s, u"dummy"_s},
                                                            {u"EMBEDDINGS_DEFAULT_PROVIDER"_s, u"dummy"_s},
                                                            {u"TTS_DEFAULT_PROVIDER"_s, u"dummy"_s}}));
        options.secrets = SecretStore::Backend::ThisRunOnly;
        options.audioOutput = std::make_unique<SilentOutput>();
        auto opened = Profile::open(std::move(options));
        QVERIFY2(opened.has_value(), opened ? "" : qPrintable(opened.error().detail));
        m_profile = std::move(*opened);
        const auto made = wait(m_profile->storage().write([](Store &store) {
            Clone draft;
            draft.name = u"Ada"_s;
            draft.greeting = u"There you are."_s;
            return store.clones.create(draft);
        }));
        QVERIFY(made.has_value());
        m_clone = *made;
        DocumentDraft letter;
        letter.title = u"Letter to Marie"_s;
        letter.content = kLetter;
        letter.happenedAt = QDateTime(QDate(1957, 6, 20), QTime(0, 0), Qt::UTC);
        const auto kept = wait(m_profile->knowledge().add(m_clone.id, letter));
        QVERIFY(kept.has_value());
        m_documentId = kept->document.id;
        m_page = new ChatPage(*m_profile, *m_theme);
        m_page->resize(1100, 800);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page));
        QSignalSpy opening(m_page, &ChatPage::conversationOpened);
        m_page->showClone(m_clone, {});
        QTRY_VERIFY(!opening.isEmpty());
    }
    void cleanup()
    {
        delete m_page;
        m_page = nullptr;
        m_profile.reset();
        m_folder.reset();
        dialogs() = systemDialogs();
    }

    void aQuestionIsAnsweredAndStored()
    {
        QVERIFY(m_page->conversationId().isEmpty());
        QCOMPARE(m_page->findChild<QLabel *>(u"chatFootnote"_s)->text(), u"Offline · built-in memory"_s);
        QVERIFY(greetingShown());
        ask(u"What happened to the blue boat at the lake?"_s);
        QVERIFY(!m_page->conversationId().isEmpty());
        const Message answer = list()->lastAnswer();
        QVERIFY(answer.status == MessageStatus::Complete);
        QVERIFY(answer.content.contains("boat"_L1));
        const QString id = m_page->conversationId();
        const auto stored = wait(
            m_profile->storage().read([id](Store &store) { return store.messages.page(id, 10); }));
        QCOMPARE(stored->size(), 2);
        QCOMPARE(stored->last().content, answer.content);
        QVERIFY(input()->toPlainText().isEmpty());
    }

    void aChipOpensTheReaderAtThePassageAndClosesIt()
    {
        ask(u"What happened to the blue boat at the lake?"_s);
        QPushButton *chip = m_page->findChild<QPushButton *>(u"citationChip"_s);
        QVERIFY(chip);
        QVERIFY2(chip->text().contains("Letter to Marie, June 1957"_L1), qPrintable(chip->text()));
        auto *reader = m_page->findChild<CitationReader *>();
        QVERIFY(reader->isHidden());
        chip->click();
        QVERIFY(!reader->isHidden());
        QVERIFY(chip->isChecked());
        auto *text = reader->findChild<QTextEdit *>(u"readerText"_s);
        QTRY_COMPARE(text->toPlainText(), kLetter);
        QVERIFY(!text->extraSelections().isEmpty());
        const QString marked = text->extraSelections().first().cursor.selectedText();
        QVERIFY2(marked.contains("boat"_L1), qPrintable(marked));
        QCOMPARE(reader->findChild<QLabel *>(u"readerTitle"_s)->text(), u"Letter to Marie"_s);
        QSignalSpy document(m_page, &ChatPage::documentRequested);
        reader->findChild<QPushButton *>(u"readerOpen"_s)->click();
        QCOMPARE(document.first().at(1).toString(), m_documentId);
        chip->click();
        QVERIFY(reader->isHidden());
        QVERIFY(!chip->isChecked());
    }

    void aCitationOutlivesItsDocument()
    {
        ask(u"What happened to the blue boat at the lake?"_s);
        const auto gone = wait(m_profile->storage().write(
            [id = m_documentId](Store &store) { return store.documents.purge(id); }));
        QVERIFY(gone.has_value());
        m_page->findChild<QPushButton *>(u"citationChip"_s)->click();
        auto *reader = m_page->findChild<CitationReader *>();
        QTRY_VERIFY(reader->findChild<Notice *>()->sentence().contains("not there any more"_L1));
        QVERIFY(reader->findChild<QTextEdit *>(u"readerText"_s)->toPlainText().contains("boat"_L1));
        QVERIFY(reader->findChild<QPushButton *>(u"readerOpen"_s)->isHidden());
    }

    void tryingAgainKeepsTheVariants()
    {
        ask(u"What happened to the blue boat at the lake?"_s);
        const Message first = list()->lastAnswer();
        answerWidget(first.id)->findChild<QToolButton *>(u"againButton"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(list()->lastAnswer().id != first.id && !list()->isAnswering(), 10'000);
        const Message second = list()->lastAnswer();
        QCOMPARE(list()->messageCount(), 2);
        QTRY_COMPARE(answerWidget(second.id)->findChild<QLabel *>(u"variantLabel"_s)->text(), u"2/2"_s);
        answerWidget(second.id)->findChild<QToolButton *>(u"previousVariant"_s)->click();
        QTRY_COMPARE(list()->lastAnswer().id, first.id);
        QTRY_COMPARE(answerWidget(first.id)->findChild<QLabel *>(u"variantLabel"_s)->text(), u"1/2"_s);
        const QString id = m_page->conversationId();
        const auto conversation = wait(
            m_profile->storage().read([id](Store &store) { return store.conversations.get(id); }));
        QCOMPARE(conversation->currentMessageId, first.id);
    }

    void deletingCanBeUndone()
    {
        ask(u"What happened to the blue boat at the lake?"_s);
        std::function<void()> undo;
        connect(m_page, &ChatPage::undoOffered, this,
                [&undo](const QString &, const std::function<void()> &way) { undo = way; });
        const QString answer = list()->lastAnswer().id;
        Q_EMIT list()->deleteRequested(answer);
        QTRY_COMPARE(list()->messageCount(), 1);
        QTRY_VERIFY(undo);
        undo();
        QTRY_COMPARE(list()->messageCount(), 2);
        QCOMPARE(list()->lastAnswer().id, answer);
    }

    void aRefusedMessageComesBack()
    {
        const QString tooLong(kMaxMessageLength + 1, u'x');
        composer()->setText(tooLong);
        QTest::keyClick(input(), Qt::Key_Return);
        auto *notice = m_page->findChild<Notice *>(u"chatNotice"_s);
        QTRY_VERIFY(!notice->isHidden());
        QVERIFY(notice->sentence().contains("too long"_L1));
        QCOMPARE(composer()->text(), tooLong);
        composer()->setText({});
        QTest::keyClick(input(), Qt::Key_Return);
        QTRY_VERIFY(!notice->isHidden());
        QVERIFY(notice->sentence().contains("few words"_L1));
        QVERIFY(list()->messageCount() == 0);
    }

    void anAnswerGoesOnWhileAnotherConversationIsShown()
    {
        ask(u"What happened to the blue boat at the lake?"_s);
        const QString first = m_page->conversationId();
        composer()->setText(u"And what about the lake and the hat of grandfather?"_s);
        QTest::keyClick(input(), Qt::Key_Return);
        QTRY_VERIFY(list()->isAnswering());
        m_page->newConversation();
        QVERIFY(!list()->isAnswering());
        QCOMPARE(list()->messageCount(), 0);
        QTest::qWait(30);
        m_page->showClone(m_clone, first);
        QTRY_VERIFY(list()->messageCount() >= 3);
        QTRY_VERIFY_WITH_TIMEOUT(list()->messageCount() == 4 && !list()->isAnswering(), 10'000);
        QVERIFY(list()->lastAnswer().status == MessageStatus::Complete);
    }

    void stoppingKeepsWhatIsThere()
    {
        composer()->setText(u"What happened to the blue boat at the lake?"_s);
        QTest::keyClick(input(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(list()->isAnswering() && m_profile->chat().turnOf(m_page->conversationId())
                                     && m_profile->chat().turnOf(m_page->conversationId())->text().size()
                                            > 10,
                                 10'000);
        m_page->findChild<QToolButton *>(u"sendButton"_s)->click();
        QTRY_VERIFY(!list()->isAnswering());
        QVERIFY(list()->lastAnswer().status == MessageStatus::Partial);
        QCOMPARE(answerWidget(list()->lastAnswer().id)->findChild<QLabel *>(u"answerStatus"_s)->text(),
                 u"Stopped."_s);
    }

    void draftsStayWithTheirConversation()
    {
        ask(u"What happened to the blue boat at the lake?"_s);
        const QString first = m_page->conversationId();
        composer()->setText(u"half a thought"_s);
        m_page->newConversation();
        QVERIFY(composer()->text().isEmpty());
        composer()->setText(u"another"_s);
        m_page->showClone(m_clone, first);
        QCOMPARE(composer()->text(), u"half a thought"_s);
        m_page->newConversation();
        QCOMPARE(composer()->text(), u"another"_s);
    }

    void listeningShowsTheBarAndStops()
    {
        ask(u"What happened to the blue boat at the lake?"_s);
        QWidget *bar = m_page->findChild<QWidget *>(u"speechBar"_s);
        QVERIFY(bar->isHidden());
        auto *listen = answerWidget(list()->lastAnswer().id)->findChild<QToolButton *>(u"listenButton"_s);
        listen->click();
        QTRY_VERIFY(!bar->isHidden());
        QTRY_COMPARE(m_profile->speech().state(), SpeechService::State::Playing);
        QCOMPARE(listen->accessibleName(), u"Stop listening"_s);
        listen->click();
        QTRY_VERIFY(bar->isHidden());
        QCOMPARE(listen->accessibleName(), u"Listen"_s);
    }

    void soundIsSavedWhereAsked()
    {
        ask(u"What happened to the blue boat at the lake?"_s);
        const QString path = m_folder->filePath(u"out.wav"_s);
        dialogs().saveFile = [path](QWidget *, const QString &, const QString &suggestion, const QString &,
                                    std::function<void(QString)> chosen) {
            QVERIFY(suggestion.endsWith(".wav"_L1));
            chosen(path);
        };
        Q_EMIT list()->saveSoundRequested(list()->lastAnswer().id);
        auto *notice = m_page->findChild<Notice *>(u"chatNotice"_s);
        QTRY_VERIFY_WITH_TIMEOUT(notice->sentence().contains("out.wav"_L1), 20'000);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.read(4) == "RIFF");
    }

    void aLongPasteBecomesAMemory()
    {
        const QString text = u"A diary of a whole life, day after day. "_s.repeated(3000);
        Q_EMIT composer()->longTextPasted(text);
        auto *notice = m_page->findChild<Notice *>(u"chatNotice"_s);
        notice->findChild<QPushButton *>(u"noticeFirstButton"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(notice->sentence().startsWith("Kept as a memory"_L1), 20'000);
        const auto documents = wait(
            m_profile->storage().read([id = m_clone.id](Store &store) { return store.documents.list(id); }));
        QCOMPARE(documents->size(), 2);
    }

private:
    MessageList *list() const { return m_page->findChild<MessageList *>(); }
    Composer *composer() const { return m_page->findChild<Composer *>(); }
    QPlainTextEdit *input() const { return m_page->findChild<QPlainTextEdit *>(u"composerInput"_s); }
    AnswerWidget *answerWidget(const QString &id) const
    {
        return qobject_cast<AnswerWidget *>(list()->widgetOf(id));
    }
    bool greetingShown() const
    {
        QWidget *greeting = m_page->findChild<QWidget *>(u"greeting"_s);
        return greeting && greeting->findChild<MarkdownBody *>()->text() == u"There you are."_s;
    }
    void ask(const QString &question)
    {
        composer()->setText(question);
        QTest::keyClick(input(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!list()->lastAnswer().id.isEmpty() && !list()->isAnswering(), 15'000);
    }

    Theme *m_theme = nullptr;
    std::optional<QTemporaryDir> m_folder;
    std::unique_ptr<Profile> m_profile;
    Clone m_clone;
    QString m_documentId;
    ChatPage *m_page = nullptr;
};

QTEST_MAIN(ChatPageTest)
#include "ChatPageTest.moc"
