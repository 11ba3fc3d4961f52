#include "ui/chat/MessageList.h"

#include "ui/chat/AnswerWidget.h"
#include "ui/chat/GreetingWidget.h"
#include "ui/chat/UserBubble.h"
#include "ui/widgets/TextRole.h"

#include <QDate>
#include <QLabel>
#include <QLocale>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
const QString kLiveId = u"live"_s;
const QString kAskingId = u"asking"_s;
const QString kGreetingId = u"greeting"_s;
constexpr QLatin1StringView kDayPrefix = "day/"_L1;

class DayLabel final : public QLabel
{
public:
    using QLabel::QLabel;
    int heightForWidth(int) const override { return fontMetrics().height() + 28; }
};

QDate messageDay(const Message &message)
{
    return message.createdAt.toLocalTime().date();
}

QString dayId(const QDate &day)
{
    return kDayPrefix + day.toString(Qt::ISODate);
}

int estimatedHeight(const Message &message)
{
    return 80 + int(message.content.size() / 64 + message.content.count(u'\n') / 2) * 23;
}

QWidget *rowOf(QWidget *widget, const QWidget *column)
{
    while (widget && !qobject_cast<AnswerWidget *>(widget) && !qobject_cast<UserBubble *>(widget))
        widget = widget == column ? nullptr : widget->parentWidget();
    return widget;
}
} // namespace

MessageList::MessageList(QWidget *parent)
    : ColumnView([this](const QString &id, QWidget *rowParent) { return makeRow(id, rowParent); }, parent)
{
    setObjectName(u"messageList"_s);
    setAccessibleName(tr("Conversation"));
    connect(this, &ColumnView::nearTop, this, [this] {
        if (m_hasOlder && !m_messages.isEmpty())
            Q_EMIT olderWanted(m_messages.first().id);
    });
}

void MessageList::setClone(const Clone &clone)
{
    if (clone == m_clone)
        return;
    m_clone = clone;
    for (int i = 0; i < count(); ++i) {
        QWidget *widget = widgetOf(idAt(i));
        if (auto *answer = qobject_cast<AnswerWidget *>(widget))
            answer->setClone(clone);
        else if (auto *greeting = qobject_cast<GreetingWidget *>(widget))
            greeting->setClone(clone);
    }
}

QList<ColumnView::Item> MessageList::itemsOf(const QList<Message> &messages) const
{
    QList<Item> items;
    QDate day;
    for (const Message &message : messages) {
        if (const QDate its = messageDay(message); its != day) {
            day = its;
            items.append({dayId(day), 44});
        }
        items.append({message.id, estimatedHeight(message)});
    }
    return items;
}

void MessageList::showPage(const MessagePage &page)
{
    m_messages = page.messages;
    m_variants = page.variants;
    m_hasOlder = page.hasOlder;
    m_answering = false;
    m_asking.clear();
    m_lastId.clear();
    reindexMessages();
    QList<Item> items = itemsOf(m_messages);
    if (!m_hasOlder) // a conversation begins with the greeting, also when it is read again
        items.prepend({kGreetingId, 160});
    setItems(items);
    markLast();
}

void MessageList::prependPage(const MessagePage &page)
{
    m_hasOlder = page.hasOlder;
    if (page.messages.isEmpty()) {
        if (!m_hasOlder && indexOf(kGreetingId) < 0)
            insertItems(0, {{kGreetingId, 160}});
        return;
    }
    // The day that both have begins earlier now.
    if (!m_messages.isEmpty() && messageDay(page.messages.last()) == messageDay(m_messages.first()))
        removeItem(dayId(messageDay(m_messages.first())));
    m_messages = page.messages + m_messages;
    m_variants.insert(page.variants);
    reindexMessages();
    QList<Item> items = itemsOf(page.messages);
    if (!m_hasOlder)
        items.prepend({kGreetingId, 160});
    insertItems(0, items);
}

void MessageList::showAsking(const QString &text)
{
    removeAsking();
    hideSuggestions();
    m_asking = text;
    appendItem({kAskingId, 60});
    scrollToEnd();
}

void MessageList::removeAsking()
{
    m_asking.clear();
    removeItem(kAskingId);
}

void MessageList::hideSuggestions()
{
    if (auto *greeting = qobject_cast<GreetingWidget *>(widgetOf(kGreetingId))) {
        greeting->setSuggestionsShown(false);
        itemChanged(kGreetingId);
    }
}

void MessageList::addMessage(const Message &message)
{
    if (m_places.contains(message.id))
        return;
    hideSuggestions();
    const bool asked = indexOf(kAskingId) >= 0;
    if (asked && message.role == MessageRole::User) {
        // What stands there is it: only its day may be missing, and that comes in above it.
        const bool newDay = m_messages.isEmpty() || messageDay(m_messages.last()) != messageDay(message);
        m_asking.clear();
        m_messages.append(message);
        reindexMessages();
        renameItem(kAskingId, message.id);
        if (auto *bubble = qobject_cast<UserBubble *>(widgetOf(message.id)))
            bubble->setMessage(message);
        if (newDay)
            insertItems(indexOf(message.id), {{dayId(messageDay(message)), 44}});
        return;
    }
    QList<Item> items = itemsOf({message});
    if (!m_messages.isEmpty() && messageDay(m_messages.last()) == messageDay(message))
        items.removeFirst();
    m_messages.append(message);
    reindexMessages();
    insertItems(count(), items);
}

void MessageList::removeAfter(const QString &messageId)
{
    const int place = m_places.value(messageId, -1);
    if (place >= 0 && place + 1 < m_messages.size())
        removeFrom(m_messages.at(place + 1).id);
}

void MessageList::removeFrom(const QString &messageId)
{
    const int place = m_places.value(messageId, -1);
    if (place < 0)
        return;
    int first = indexOf(messageId);
    if (idAt(first - 1).startsWith(kDayPrefix))
        --first;
    m_messages = m_messages.first(place);
    reindexMessages();
    removeItemsFrom(first);
    markLast();
}

void MessageList::startAnswer(const QString &textSoFar, const QString &thoughtsSoFar)
{
    m_answering = true;
    m_answerText = textSoFar;
    m_answerThoughts = thoughtsSoFar;
    appendItem({kLiveId, 80});
    markLast();
}

void MessageList::appendToAnswer(const QString &text)
{
    if (!m_answering)
        return;
    m_answerText += text;
    if (AnswerWidget *answer = answerWidget(kLiveId)) {
        const bool first = m_answerText.size() == text.size();
        answer->appendText(text);
        if (first)
            itemChanged(kLiveId);
    }
}

void MessageList::appendToThoughts(const QString &thoughts)
{
    if (!m_answering)
        return;
    m_answerThoughts += thoughts;
    if (AnswerWidget *answer = answerWidget(kLiveId))
        answer->appendThoughts(thoughts);
}

void MessageList::finishAnswer(const Message &answer)
{
    if (!m_answering) {
        addMessage(answer);
        return;
    }
    m_answering = false;
    m_messages.append(answer);
    reindexMessages();
    renameItem(kLiveId, answer.id);
    if (AnswerWidget *widget = answerWidget(answer.id))
        widget->setMessage(answer);
    itemChanged(answer.id);
    markLast();
}

void MessageList::setVariants(const QString &messageId, const MessageVariants &variants)
{
    if (!m_places.contains(messageId))
        return;
    m_variants.insert(messageId, variants);
    if (AnswerWidget *widget = answerWidget(messageId))
        widget->setMessage(message(messageId), variants);
}

Message MessageList::message(const QString &id) const
{
    const int place = m_places.value(id, -1);
    return place < 0 ? Message() : m_messages.at(place);
}

Message MessageList::lastAnswer() const
{
    for (auto message = m_messages.crbegin(); message != m_messages.crend(); ++message) {
        if (message->role == MessageRole::Clone && !message->content.isEmpty())
            return *message;
    }
    return {};
}

QString MessageList::idBefore(const QString &id) const
{
    const int place = m_places.value(id, -1);
    return place > 0 ? m_messages.at(place - 1).id : QString();
}

void MessageList::setSpeaking(const QString &messageId)
{
    if (AnswerWidget *before = answerWidget(m_speakingId))
        before->setSpeaking(false);
    m_speakingId = messageId;
    if (AnswerWidget *now = answerWidget(m_speakingId))
        now->setSpeaking(true);
}

void MessageList::setOpenDocument(const QString &messageId, const QString &documentId)
{
    if (AnswerWidget *before = answerWidget(m_openMessageId))
        before->setOpenDocument({});
    m_openMessageId = messageId;
    m_openDocumentId = documentId;
    if (AnswerWidget *now = answerWidget(messageId))
        now->setOpenDocument(documentId);
}

QString MessageList::dayLabel(const QDate &day, const QDate &today)
{
    if (day == today)
        return tr("Today");
    if (day.addDays(1) == today)
        return tr("Yesterday");
    const QString form = day.year() == today.year() ? tr("d MMMM", "a day of this year")
                                                    : tr("d MMMM yyyy", "a day of another year");
    return QLocale().toString(day, form);
}

QWidget *MessageList::makeRow(const QString &id, QWidget *parent)
{
    if (id.startsWith(kDayPrefix)) {
        const QDate day = QDate::fromString(id.sliced(kDayPrefix.size()), Qt::ISODate);
        auto *label = new DayLabel(dayLabel(day, QDate::currentDate()), parent);
        label->setAlignment(Qt::AlignCenter);
        label->setObjectName(u"daySeparator"_s);
        label->setProperty("tone", u"muted"_s);
        applyTextRole(label, TextRole::Detail);
        return label;
    }
    if (id == kGreetingId) {
        auto *greeting = new GreetingWidget(parent);
        greeting->setClone(m_clone);
        greeting->setSuggestionsShown(m_messages.isEmpty() && !m_answering);
        connect(greeting, &GreetingWidget::suggestionChosen, this, &MessageList::suggestionChosen);
        return greeting;
    }
    Message its = message(id);
    if (id == kAskingId)
        its.content = m_asking;
    if (id == kLiveId || its.role == MessageRole::Clone)
        return makeAnswer(id, parent);
    auto *bubble = new UserBubble(parent);
    bubble->setMessage(its);
    connect(bubble, &UserBubble::heightChanged, this,
            [this, bubble] { itemChanged(bubble->messageId().isEmpty() ? kAskingId : bubble->messageId()); });
    connect(bubble, &UserBubble::deleteRequested, this, &MessageList::deleteRequested);
    return bubble;
}

QWidget *MessageList::makeAnswer(const QString &id, QWidget *parent)
{
    auto *answer = new AnswerWidget(parent);
    answer->setClone(m_clone);
    if (id == kLiveId) {
        answer->startStreaming(m_answerText, m_answerThoughts);
    } else {
        answer->setMessage(message(id), m_variants.value(id));
        answer->setSpeaking(id == m_speakingId);
        if (id == m_openMessageId)
            answer->setOpenDocument(m_openDocumentId);
    }
    answer->setLast(id == m_lastId);
    connect(answer, &AnswerWidget::heightChanged, this, [this, answer] {
        // By now it may have the id of the stored answer.
        itemChanged(answer->message().id.isEmpty() ? kLiveId : answer->message().id);
    });
    connect(answer, &AnswerWidget::listenRequested, this, &MessageList::listenRequested);
    connect(answer, &AnswerWidget::againRequested, this, &MessageList::againRequested);
    connect(answer, &AnswerWidget::variantRequested, this, &MessageList::variantRequested);
    connect(answer, &AnswerWidget::saveSoundRequested, this, &MessageList::saveSoundRequested);
    connect(answer, &AnswerWidget::rememberedRequested, this, &MessageList::rememberedRequested);
    connect(answer, &AnswerWidget::deleteRequested, this, &MessageList::deleteRequested);
    connect(answer, &AnswerWidget::citationChosen, this, &MessageList::citationChosen);
    connect(answer, &AnswerWidget::nextStepRequested, this, &MessageList::nextStepRequested);
    return answer;
}

AnswerWidget *MessageList::answerWidget(const QString &id) const
{
    return id.isEmpty() ? nullptr : qobject_cast<AnswerWidget *>(widgetOf(id));
}

void MessageList::markLast()
{
    const QString last = !m_answering && !m_messages.isEmpty() && m_messages.last().role == MessageRole::Clone
                             ? m_messages.last().id
                             : QString();
    if (last == m_lastId)
        return;
    if (AnswerWidget *before = answerWidget(m_lastId))
        before->setLast(false);
    m_lastId = last;
    if (AnswerWidget *now = answerWidget(m_lastId))
        now->setLast(true);
}

void MessageList::reindexMessages()
{
    m_places.clear();
    for (int i = 0; i < m_messages.size(); ++i)
        m_places.insert(m_messages.at(i).id, i);
}

void MessageList::focusMoved(QWidget *from, QWidget *to)
{
    ColumnView::focusMoved(from, to);
    const auto reveal = [](QWidget *row, bool revealed) {
        if (auto *answer = qobject_cast<AnswerWidget *>(row))
            answer->setRevealed(revealed);
        else if (auto *bubble = qobject_cast<UserBubble *>(row))
            bubble->setRevealed(revealed);
    };
    QWidget *before = from && isAncestorOf(from) ? rowOf(from, this) : nullptr;
    QWidget *now = to && isAncestorOf(to) ? rowOf(to, this) : nullptr;
    if (before == now)
        return;
    reveal(before, false);
    reveal(now, true);
}

} // namespace CloneMemoria
