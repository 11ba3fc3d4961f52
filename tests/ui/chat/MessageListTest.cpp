#include "ui/chat/MessageList.h"

#include "ui/chat/AnswerWidget.h"
#include "ui/chat/MarkdownBody.h"
#include "ui/chat/ThoughtsFold.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/Theme.h"

#include <QApplication>
#include <QLabel>
#include <QLayout>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

namespace {
Message makeMessage(int number, MessageRole role, const QString &content)
{
    Message message;
    message.id = u"m%1"_s.arg(number);
    message.conversationId = u"c"_s;
    message.role = role;
    message.content = content;
    message.createdAt = QDateTime(QDate(2020, 1, 1).addDays(number / 40), QTime(12, 0), Qt::UTC);
    return message;
}

// Messages first … last - 1 of a long conversation; heights differ.
MessagePage makePage(int first, int last)
{
    MessagePage page;
    page.conversationId = u"c"_s;
    page.hasOlder = first > 0;
    for (int i = first; i < last; ++i) {
        const MessageRole role = i % 2 == 0 ? MessageRole::User : MessageRole::Clone;
        page.messages.append(
            makeMessage(i, role, u"Message %1. "_s.arg(i) + u"Some more words of it. "_s.repeated(i % 13)));
    }
    return page;
}
} // namespace

class MessageListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = new Theme(*qApp); }
    void cleanupTestCase() { delete m_theme; }
    void init()
    {
        m_list = new MessageList;
        m_list->resize(800, 600);
        m_list->setClone({.id = u"k"_s,
                          .userId = {},
                          .name = u"Ada"_s,
                          .relation = {},
                          .description = {},
                          .personality = {},
                          .speakingStyle = {},
                          .greeting = u"Good to see you."_s,
                          .language = {},
                          .avatar = {},
                          .settings = {},
                          .rememberConversations = false,
                          .createdAt = {},
                          .updatedAt = {}});
        m_list->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_list));
    }
    void cleanup() { delete m_list; }

    void opensAtTheEnd()
    {
        m_list->showPage(makePage(1940, 2000));
        QVERIFY(m_list->isFollowing());
        QCOMPARE(bar()->value(), bar()->maximum());
        QWidget *last = m_list->widgetOf(u"m1999"_s);
        QVERIFY(last);
        const int bottom = m_list->topOf(u"m1999"_s) + last->height();
        QVERIFY(bottom <= m_list->viewport()->height() && bottom > m_list->viewport()->height() - 60);
        QVERIFY(!m_list->widgetOf(u"m1940"_s)); // far away
    }

    void aConversationBeginsWithTheGreeting()
    {
        m_list->showPage(makePage(20, 40)); // there are older ones
        QVERIFY(m_list->idAt(0) != "greeting"_L1);
        m_list->prependPage(makePage(0, 20));
        QCOMPARE(m_list->idAt(0), u"greeting"_s);
        QCOMPARE(m_list->indexOf(u"m0"_s), 2); // under its day
        m_list->showPage(makePage(0, 20));
        QCOMPARE(m_list->idAt(0), u"greeting"_s);
    }

    void thoughtsAreFoldedAboveTheAnswer()
    {
        m_list->showPage({});
        m_list->startAnswer({});
        auto *live = m_list->findChild<AnswerWidget *>();
        QVERIFY(live);
        auto *fold = live->findChild<ThoughtsFold *>();
        QVERIFY(fold && !fold->isVisible());
        m_list->appendToThoughts(u"They ask about the pier. "_s);
        QTRY_VERIFY(fold->isVisible());
        QVERIFY(!fold->isOpen());
        auto *head = fold->findChild<QToolButton *>(u"thoughtsHead"_s);
        QCOMPARE(head->text(), u"Thinking …"_s);
        m_list->appendToAnswer(u"We caught mackerel."_s);
        QCOMPARE(head->text(), u"Thoughts"_s);
        const int folded = live->heightForWidth(600);
        head->click();
        m_list->appendToThoughts(u"Be brief."_s);
        auto *body = fold->findChild<MarkdownBody *>(u"thoughtsText"_s);
        QTRY_COMPARE(body->toPlainText(), u"They ask about the pier. Be brief."_s);
        QVERIFY(live->heightForWidth(600) > folded);
        Message answer = makeMessage(1, MessageRole::Clone, u"We caught mackerel."_s);
        answer.reasoning = u"They ask about the pier. Be brief."_s;
        m_list->finishAnswer(answer);
        QVERIFY(fold->isVisible() && fold->isOpen()); // nobody's reading is interrupted
        QCOMPARE(fold->thoughts(), answer.reasoning);
        QTRY_COMPARE(live->height(), live->heightForWidth(live->width()));
    }

    void offersToContinue()
    {
        Message answer = makeMessage(1, MessageRole::Clone, u"We caught mack"_s);
        answer.status = MessageStatus::Partial;
        answer.error = Error{.kind = ErrorKind::Network, .code = u"cut"_s, .subject = u"Ollama"_s};
        MessagePage page;
        page.messages = {makeMessage(0, MessageRole::User, u"What?"_s), answer};
        m_list->showPage(page);
        QSignalSpy steps(m_list, &MessageList::nextStepRequested);
        const auto press = [&](const QString &name) {
            QWidget *row = m_list->widgetOf(answer.id);
            auto *button = row ? row->findChild<QPushButton *>(name) : nullptr;
            if (button && button->isVisible())
                button->click();
            return !steps.isEmpty();
        };
        QVERIFY(press(u"noticeFirstButton"_s));
        QVERIFY(steps.takeFirst().at(1).value<NextStep>() == NextStep::Continue);
        QVERIFY(press(u"noticeSecondButton"_s));
        QVERIFY(steps.takeFirst().at(1).value<NextStep>() == NextStep::Retry);

        answer.error = Error{.kind = ErrorKind::Cancelled};
        page.messages[1] = answer;
        m_list->showPage(page);
        QVERIFY(press(u"answerContinue"_s));
        QVERIFY(steps.takeFirst().at(1).value<NextStep>() == NextStep::Continue);

        answer.error.reset();
        answer.status = MessageStatus::Complete;
        answer.stopReason = StopReason::Length;
        page.messages[1] = answer;
        m_list->showPage(page);
        QVERIFY(press(u"answerContinue"_s));
        QVERIFY(steps.takeFirst().at(1).value<NextStep>() == NextStep::Continue);
        QVERIFY(!m_list->widgetOf(answer.id)->findChild<QPushButton *>(u"answerRetry"_s)->isVisible());
    }

    void rowsAreAsHighAsTheirContent_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("paragraphs") << u"One line.\n\n> A quote of a line.\n\nAnother line."_s;
        QTest::newRow("long") << u"Many words that wrap, and wrap, and wrap again. "_s.repeated(12);
        QTest::newRow("list and table") << u"- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd."_s;
    }
    void rowsAreAsHighAsTheirContent()
    {
        QFETCH(QString, text);
        MessagePage page;
        for (int i = 0; i < 8; ++i)
            page.messages.append(makeMessage(i, i % 2 ? MessageRole::Clone : MessageRole::User, text));
        m_list->showPage(page);
        QTest::qWait(80);
        for (int i = 0; i < m_list->count(); ++i) {
            QWidget *row = m_list->widgetOf(m_list->idAt(i));
            if (!row || !row->isVisible())
                continue;
            QCOMPARE(row->height(), row->heightForWidth(row->width()));
            if (const auto *body = row->findChild<MarkdownBody *>())
                QCOMPARE(body->height(), int(std::ceil(body->document()->size().height())));
        }
    }

    void pagingKeepsThePlaceOfWhatIsRead()
    {
        m_list->showPage(makePage(1940, 2000));
        QSignalSpy wanted(m_list, &MessageList::olderWanted);
        int first = 1940;
        for (int page = 0; page < 3; ++page) {
            bar()->setValue(30);
            QTRY_VERIFY(!wanted.isEmpty());
            QCOMPARE(wanted.last().first().toString(), u"m%1"_s.arg(first));
            QTest::qWait(50); // rows around the view are made
            const QString seen = firstSeen();
            const int top = m_list->topOf(seen);
            m_list->prependPage(makePage(first - 60, first));
            QCOMPARE(m_list->topOf(seen), top);
            for (int i = 0; i < 10; ++i) { // and while the rows above it are made and measured
                QTest::qWait(10);
                QCOMPARE(m_list->topOf(seen), top);
            }
            QCOMPARE(m_list->widgetOf(seen)->mapTo(m_list->viewport(), QPoint(0, 0)).y(), top);
            first -= 60;
            wanted.clear();
        }
        QCOMPARE(m_list->messageCount(), 240);
    }

    void scrollingByHandMovesByWhatWasScrolled()
    {
        m_list->showPage(makePage(1900, 2000));
        QTest::qWait(50);
        for (int i = 0; i < 60; ++i) {
            const QString seen = firstSeen();
            const int top = m_list->topOf(seen);
            const int before = bar()->value();
            if (before < 700)
                break;
            bar()->setValue(before - 90);
            if (m_list->indexOf(seen) >= 0)
                QVERIFY2(std::abs(m_list->topOf(seen) - (top + 90)) <= 1,
                         qPrintable(u"%1: %2, then %3"_s.arg(seen).arg(top).arg(m_list->topOf(seen))));
            QTest::qWait(2);
        }
    }

    void resizingKeepsTheRowAtTheTop()
    {
        m_list->showPage(makePage(1900, 2000));
        bar()->setValue(bar()->maximum() / 2);
        QTest::qWait(30);
        // The one that is cut by the upper edge.
        const QString seen = m_list->idAt(m_list->indexOf(firstSeen()) - 1);
        const int top = m_list->topOf(seen);
        QVERIFY(top < 0);
        m_list->resize(500, 600);
        QTest::qWait(30);
        QCOMPARE(m_list->topOf(seen), top);
        m_list->resize(900, 600);
        QTest::qWait(30);
        QCOMPARE(m_list->topOf(seen), top);
    }

    void theEndIsFollowedOnlyByWhoIsThere()
    {
        m_list->showPage(makePage(0, 40));
        m_list->startAnswer({});
        QVERIFY(m_list->isFollowing());
        for (int i = 0; i < 40; ++i) {
            m_list->appendToAnswer(u"More and more words of this answer. "_s);
            QTest::qWait(3);
        }
        QTRY_COMPARE(bar()->value(), bar()->maximum());
        auto *toEnd = m_list->findChild<QToolButton *>(u"toEndButton"_s);
        QVERIFY(toEnd->isHidden());

        bar()->setValue(bar()->value() - 200);
        QVERIFY(!m_list->isFollowing());
        QTest::qWait(30);
        const QString seen = firstSeen();
        const int top = m_list->topOf(seen);
        for (int i = 0; i < 60; ++i) {
            m_list->appendToAnswer(u"Even more words, and they must not move anything. "_s);
            QTest::qWait(2);
            QCOMPARE(m_list->topOf(seen), top);
        }
        QVERIFY(!toEnd->isHidden());
        QTest::mouseClick(toEnd, Qt::LeftButton);
        QVERIFY(m_list->isFollowing());
        QCOMPARE(bar()->value(), bar()->maximum());
        QVERIFY(toEnd->isHidden());
    }

    void aFinishedAnswerStaysWhereItWas()
    {
        m_list->showPage(makePage(0, 21));
        m_list->startAnswer(u"The beginning. "_s);
        m_list->appendToAnswer(u"The end."_s);
        QTest::qWait(60);
        const QString live = m_list->idAt(m_list->count() - 1);
        QWidget *widget = m_list->widgetOf(live);
        QVERIFY(widget);
        const int top = m_list->topOf(live);
        Message answer = makeMessage(21, MessageRole::Clone, u"The beginning. The end."_s);
        m_list->finishAnswer(answer);
        QTest::qWait(30);
        QCOMPARE(m_list->widgetOf(u"m21"_s), widget);
        QCOMPARE(m_list->topOf(u"m21"_s), top);
        QCOMPARE(m_list->lastAnswer().id, u"m21"_s);
    }

    void comingBackToAnAnswerUnderWayShowsItSoFar()
    {
        m_list->showPage(makePage(0, 3));
        m_list->startAnswer(u"What I have said already"_s);
        auto *answer = qobject_cast<AnswerWidget *>(m_list->widgetOf(m_list->idAt(m_list->count() - 1)));
        QVERIFY(answer);
        QTRY_COMPARE(answer->body()->document()->toPlainText(), u"What I have said already"_s);
        m_list->appendToAnswer(u" goes on."_s);
        QTRY_COMPARE(answer->body()->document()->toPlainText(), u"What I have said already goes on."_s);
    }

    void widgetsAreFewInALongConversation()
    {
        m_list->showPage(makePage(0, 2000));
        for (int value = bar()->maximum(); value > 0; value -= 900) {
            bar()->setValue(value);
            QTest::qWait(1);
        }
        bar()->setValue(0);
        QVERIFY2(m_list->widgetCount() <= ColumnView::kMaxWidgets,
                 qPrintable(QString::number(m_list->widgetCount())));
        QVERIFY(m_list->widgetOf(u"m0"_s));
    }

    void daysStandBetweenMessages()
    {
        MessagePage page = makePage(30, 50); // the day changes at 40
        m_list->showPage(page);
        QCOMPARE(m_list->indexOf(u"day/2020-01-01"_s), 0);
        QCOMPARE(m_list->indexOf(u"day/2020-01-02"_s), m_list->indexOf(u"m40"_s) - 1);
        m_list->prependPage(makePage(20, 30)); // of the same day: its name moves up
        QCOMPARE(m_list->indexOf(u"day/2020-01-01"_s), 0);
        QCOMPARE(m_list->indexOf(u"m20"_s), 1);
        QCOMPARE(m_list->count(), 32);
        const QDate today(2026, 5, 4);
        QCOMPARE(MessageList::dayLabel(today, today), u"Today"_s);
        QCOMPARE(MessageList::dayLabel(today.addDays(-1), today), u"Yesterday"_s);
        QCOMPARE(MessageList::dayLabel(QDate(2026, 1, 3), today),
                 QLocale().toString(QDate(2026, 1, 3), u"d MMMM"));
        QVERIFY(MessageList::dayLabel(QDate(2025, 1, 3), today).contains("2025"_L1));
    }

    void anEmptyConversationGreetsAndSuggests()
    {
        m_list->showPage({});
        QSignalSpy chosen(m_list, &MessageList::suggestionChosen);
        const QList<QPushButton *> suggestions = m_list->findChildren<QPushButton *>(u"suggestion"_s);
        QCOMPARE(suggestions.size(), 3);
        suggestions.first()->click();
        QCOMPARE(chosen.first().first().toString(), suggestions.first()->text());
        m_list->addMessage(makeMessage(0, MessageRole::User, u"Hello"_s));
        QVERIFY(suggestions.first()->isHidden());
    }

    void afterAStopThereIsASentenceAndAWayOn()
    {
        MessagePage page = makePage(0, 2);
        page.messages[1].status = MessageStatus::Partial;
        page.messages[1].error = Error{ErrorKind::Cancelled, {}, 0, {}, {}, -1};
        m_list->showPage(page);
        QWidget *answer = m_list->widgetOf(u"m1"_s);
        QCOMPARE(answer->findChild<QLabel *>(u"answerStatus"_s)->text(), u"Stopped."_s);
        QSignalSpy step(m_list, &MessageList::nextStepRequested);
        answer->findChild<QPushButton *>(u"answerRetry"_s)->click();
        QCOMPARE(step.size(), 1);
        QCOMPARE(step.first().first().toString(), u"m1"_s);
    }

    void aFailureSaysWhatToDo()
    {
        MessagePage page = makePage(0, 2);
        page.messages[1].content.clear();
        page.messages[1].status = MessageStatus::Failed;
        page.messages[1].error = Error{ErrorKind::Auth, u"401"_s, 401, {}, u"OpenAI"_s, -1};
        m_list->showPage(page);
        auto *notice = m_list->widgetOf(u"m1"_s)->findChild<Notice *>(u"answerNotice"_s);
        QVERIFY(notice && !notice->isHidden());
        QVERIFY(notice->sentence().contains("OpenAI"_L1));
        QVERIFY(notice->height() >= notice->layout()->totalHeightForWidth(notice->width()));
        QSignalSpy step(m_list, &MessageList::nextStepRequested);
        notice->findChild<QPushButton *>(u"noticeFirstButton"_s)->click();
        QCOMPARE(step.first().at(1).value<NextStep>(), NextStep::OpenProviderSettings);
        // Unfolding the details makes the row as high as it needs to be.
        const int before = m_list->widgetOf(u"m1"_s)->height();
        notice->findChild<QPushButton *>(u"noticeDetailsButton"_s)->click();
        QTRY_VERIFY(m_list->widgetOf(u"m1"_s)->height() > before);
    }

    void theKeyboardReachesTheActions()
    {
        m_list->showPage(makePage(0, 2));
        m_list->activateWindow();
        auto *answer = qobject_cast<AnswerWidget *>(m_list->widgetOf(u"m1"_s));
        answer->body()->setFocus(Qt::TabFocusReason);
        QTRY_VERIFY(answer->body()->hasFocus());
        QTest::keyClick(answer->body(), Qt::Key_Tab);
        QTRY_COMPARE(QApplication::focusWidget() ? QApplication::focusWidget()->objectName() : QString(),
                     u"listenButton"_s);
        QSignalSpy listen(m_list, &MessageList::listenRequested);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QCOMPARE(listen.size(), 1);
    }

private:
    QScrollBar *bar() const { return m_list->verticalScrollBar(); }
    // The first message whose beginning is in view.
    QString firstSeen() const
    {
        for (int i = 0; i < m_list->count(); ++i) {
            const QString id = m_list->idAt(i);
            if (!id.startsWith("day/"_L1) && m_list->topOf(id) >= 0)
                return id;
        }
        return {};
    }

    Theme *m_theme = nullptr;
    MessageList *m_list = nullptr;
};

QTEST_MAIN(MessageListTest)
#include "MessageListTest.moc"
