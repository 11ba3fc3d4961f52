#include "ui/knowledge/QuestionPanel.h"

#include "core/base/Futures.h"
#include "core/knowledge/KnowledgeService.h"
#include "ui/knowledge/FoundCard.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/ThemedIcon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kQuestionLength = 2000;
}

QuestionPanel::QuestionPanel(KnowledgeService &knowledge, QWidget *parent)
    : QWidget(parent)
    , m_knowledge(knowledge)
    , m_question(new QLineEdit(this))
    , m_notice(new Notice(this))
    , m_hint(new QLabel(this))
    , m_area(new QScrollArea(this))
{
    setObjectName(u"questionPanel"_s);
    auto *title = new QLabel(tr("Try a question"), this);
    applyTextRole(title, TextRole::Title);
    auto *close = new IconButton(u"x"_s, tr("Close"), this);
    close->setObjectName(u"questionClose"_s);
    connect(close, &QToolButton::clicked, this, &QuestionPanel::closeRequested);
    m_question->setObjectName(u"questionField"_s);
    m_question->setAccessibleName(tr("Question"));
    m_question->setMaxLength(kQuestionLength);
    m_question->setMinimumHeight(32);
    connect(m_question, &QLineEdit::returnPressed, this, &QuestionPanel::ask);
    auto *go = new QPushButton(tr("Ask"), this);
    go->setObjectName(u"questionAsk"_s);
    go->setProperty("kind", u"primary"_s);
    connect(go, &QPushButton::clicked, this, &QuestionPanel::ask);
    m_hint->setObjectName(u"questionHint"_s);
    m_hint->setWordWrap(true);
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setProperty("tone", u"muted"_s);
    connect(m_notice, &Notice::actionRequested, this, &QuestionPanel::ask);

    auto *cards = new QWidget(m_area);
    m_cards = new QVBoxLayout(cards);
    m_cards->setContentsMargins(24, 0, 24, 16);
    m_cards->setSpacing(12);
    m_area->setObjectName(u"questionResults"_s);
    m_area->setAccessibleName(tr("What would be remembered"));
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setWidget(cards);

    auto *head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(close);
    auto *asking = new QHBoxLayout;
    asking->setSpacing(8);
    asking->addWidget(m_question, 1);
    asking->addWidget(go);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(24, 12, 16, 12);
    top->setSpacing(8);
    top->addLayout(head);
    top->addLayout(asking);
    top->addWidget(m_notice);
    top->addWidget(m_hint);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_area, 1);
}

void QuestionPanel::showClone(const Clone &clone)
{
    if (clone.id != m_clone.id) {
        ++m_request;
        m_future.cancel();
        m_question->clear();
        m_notice->clear();
        clearCards();
    }
    m_clone = clone;
    m_question->setPlaceholderText(tr("Ask %1 something …").arg(clone.name));
    if (m_cards->isEmpty())
        m_hint->setText(tr("See which memories %1 would think of, and why.").arg(clone.name));
}

void QuestionPanel::focusQuestion()
{
    m_question->setFocus(Qt::ShortcutFocusReason);
    m_question->selectAll();
}

void QuestionPanel::ask()
{
    const QString text = m_question->text().trimmed();
    if (text.isEmpty() || m_clone.id.isEmpty()) {
        focusQuestion();
        return;
    }
    m_future.cancel();
    m_notice->clear();
    const int request = ++m_request;
    m_future = m_knowledge.retrieve({.cloneId = m_clone.id, .text = text});
    whenReady(this, m_future, [this, request](const Result<QList<RetrievedPassage>> &found) {
        if (request == m_request)
            showFound(found);
    });
}

void QuestionPanel::showFound(const Result<QList<RetrievedPassage>> &found)
{
    clearCards();
    if (!found) {
        m_hint->clear();
        m_notice->setError(found.error());
        return;
    }
    if (found->isEmpty()) {
        m_hint->setText(tr("Nothing about this is in the memories yet. %1 would say so.").arg(m_clone.name));
        return;
    }
    m_hint->setText(tr("%1 would think of these, the best first:").arg(m_clone.name));
    for (const RetrievedPassage &each : *found) {
        auto *card = new FoundCard(each, m_area->widget());
        connect(card, &FoundCard::opened, this, [this, passage = each.passage] {
            Q_EMIT passageChosen(passage.documentId, passage.startOffset, passage.endOffset);
        });
        m_cards->addWidget(card);
    }
    m_cards->addStretch(1);
    m_area->verticalScrollBar()->setValue(0);
}

void QuestionPanel::clearCards()
{
    while (QLayoutItem *item = m_cards->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

} // namespace CloneMemoria
