#include "ui/clones/FirstRunPage.h"

#include "core/base/ErrorText.h"
#include "ui/clones/ChoiceCard.h"
#include "ui/settings/LocalServerNotice.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kFirstRunColumn = 600;
}

FirstRunPage::FirstRunPage(Profile &profile, QWidget *parent) : QWidget(parent)
{
    setObjectName(u"firstRunPage"_s);
    auto *content = new QWidget(this);
    auto *title = new QLabel(tr("Whose memories would you like to keep?"), content);
    title->setObjectName(u"firstRunTitle"_s);
    title->setWordWrap(true);
    title->setAlignment(Qt::AlignCenter);
    applyTextRole(title, TextRole::Title);
    auto *sentence = new QLabel(tr("Letters, stories, small everyday words: keep them here, and talk with "
                                   "them. All of it stays on this computer."),
                                content);
    sentence->setObjectName(u"firstRunSentence"_s);
    sentence->setWordWrap(true);
    sentence->setAlignment(Qt::AlignCenter);
    sentence->setProperty("tone", u"muted"_s);
    applyTextRole(sentence, TextRole::Body);

    m_create = new ChoiceCard(u"notebook-pen"_s, tr("Create a clone"),
                              tr("Of a parent, a friend, or yourself. A name is enough to begin with."),
                              content);
    m_create->setObjectName(u"firstRunCreate"_s);
    m_sample = new ChoiceCard(u"book-open"_s, tr("Meet a sample"),
                              tr("Talk with someone made up, and look around in her memories."), content);
    m_sample->setObjectName(u"firstRunSample"_s);
    setFocusProxy(m_create);
    m_busy = new QLabel(content);
    m_busy->setObjectName(u"firstRunBusy"_s);
    m_busy->setAlignment(Qt::AlignCenter);
    m_busy->setProperty("tone", u"muted"_s);
    m_local = new LocalServerNotice(ProviderKind::Llm, profile, content);
    m_notice = new Notice(content);
    m_notice->setObjectName(u"firstRunNotice"_s);

    auto *cards = new QHBoxLayout;
    cards->setSpacing(16);
    cards->addWidget(m_create, 1);
    cards->addWidget(m_sample, 1);
    auto *holder = new QWidget(content);
    holder->setMaximumWidth(kFirstRunColumn);
    auto *column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(title);
    column->addWidget(sentence);
    column->addSpacing(24);
    column->addLayout(cards);
    column->addSpacing(8);
    column->addWidget(m_local);
    column->addWidget(m_busy);
    column->addWidget(m_notice);
    auto *middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(holder, 100);
    middle->addStretch(1);
    auto *page = new QVBoxLayout(content);
    page->setContentsMargins(32, 32, 32, 32);
    page->addStretch(2);
    page->addLayout(middle);
    page->addStretch(3);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    content->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);

    connect(m_create, &ChoiceCard::clicked, this, &FirstRunPage::createRequested);
    connect(m_sample, &ChoiceCard::clicked, this, &FirstRunPage::sampleRequested);
    connect(m_local, &LocalServerNotice::used, this, [this](bool modelChosen) {
        if (!modelChosen)
            Q_EMIT modelChoiceRequested();
    });
    connect(m_local, &LocalServerNotice::failed, this, &FirstRunPage::showError);
    connect(m_notice, &Notice::actionRequested, this, [this](NextStep step) {
        m_notice->clear();
        if (step == NextStep::Retry)
            Q_EMIT sampleRequested();
    });
}

void FirstRunPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_local->look();
}

void FirstRunPage::setBusy(bool busy)
{
    m_create->setEnabled(!busy);
    m_sample->setEnabled(!busy);
    // The line keeps its height: nothing jumps when it is said.
    m_busy->setText(busy ? tr("One moment, her letters are being unpacked …") : QString());
    if (busy)
        m_notice->clear();
}

void FirstRunPage::showError(const Error &error)
{
    setBusy(false);
    m_notice->setError(error);
}

} // namespace CloneMemoria
