#include "ui/clones/AboutPage.h"

#include "core/base/ErrorText.h"
#include "core/profile/Profile.h"
#include "ui/clones/AiCard.h"
#include "ui/clones/CloneSaver.h"
#include "ui/clones/PersonCards.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/ThemedIcon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace CloneMemoria
{

using namespace Qt::Literals::StringLiterals;

namespace
{
constexpr int kAboutColumn = 720;
}

AboutPage::AboutPage(Profile &profile, Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_saver(new CloneSaver(profile.storage(), this))
    , m_scroll(new QScrollArea(this))
    , m_title(new QLabel(this))
    , m_state(new QLabel(this))
    , m_notice(new Notice(this))
    , m_who(new WhoCard(*m_saver, this))
    , m_manner(new MannerCard(*m_saver, this))
{
    setObjectName(u"aboutPage"_s);
    applyTextRole(m_title, TextRole::Title);
    m_title->setObjectName(u"aboutTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_state->setObjectName(u"aboutState"_s);
    m_state->setProperty("tone", u"muted"_s);
    applyTextRole(m_state, TextRole::Detail);
    m_notice->setObjectName(u"aboutNotice"_s);

    auto *answers = new AiCard(ProviderKind::Llm, tr("Who writes their answers"), profile, theme, *m_saver, this);
    answers->setObjectName(u"answersCard"_s);
    auto *voice = new AiCard(ProviderKind::Speech, tr("Their voice"), profile, theme, *m_saver, this);
    voice->setObjectName(u"voiceCard"_s);
    auto *memory = new AiCard(ProviderKind::Embedding, tr("Advanced: how their memories are found by meaning"), profile, theme,
                              *m_saver, this);
    memory->setObjectName(u"memoryCard"_s);
    memory->setFoldable(true);
    m_ai = {answers, voice, memory};

    auto *remove = new QPushButton(themedIcon(u"trash-2"_s, Theme::Role::Danger), tr("Remove this clone …"), this);
    remove->setObjectName(u"removeClone"_s);
    remove->setProperty("kind", u"danger"_s);
    connect(remove, &QPushButton::clicked, this, [this] { Q_EMIT removeRequested(m_clone.id); });

    auto *content = new QWidget(m_scroll);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_state, 0, Qt::AlignBottom);
    auto *column = new QVBoxLayout;
    column->setSpacing(16);
    column->addLayout(head);
    column->addWidget(m_notice);
    column->addWidget(m_who);
    column->addWidget(m_manner);
    for (AiCard *card : m_ai)
        column->addWidget(card);
    column->addSpacing(8);
    column->addWidget(remove, 0, Qt::AlignLeading);
    column->addStretch(1);
    auto *holder = new QWidget(content);
    holder->setMaximumWidth(kAboutColumn);
    holder->setLayout(column);
    column->setContentsMargins(0, 0, 0, 0);
    auto *row = new QHBoxLayout(content);
    row->setContentsMargins(24, 24, 24, 32);
    row->addStretch(1);
    row->addWidget(holder, 100);
    row->addStretch(1);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    content->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_scroll);

    for (AiCard *card : m_ai)
        connect(card, &AiCard::settingsRequested, this, &AboutPage::settingsRequested);
    connect(m_saver, &CloneSaver::saving, this, [this] { m_state->setText(tr("Saving …")); });
    connect(m_saver, &CloneSaver::saved, this, [this](const Clone &clone) {
        if (clone.id == m_clone.id) {
            m_state->setText(tr("Saved"));
            m_notice->clear();
            m_clone = clone;
            if (m_saver->isIdle()) // else newer values are on their way
                showInCards(clone);
        }
        Q_EMIT cloneChanged(clone);
    });
    connect(m_saver, &CloneSaver::failed, this, [this](const Error &error) {
        m_state->clear();
        m_notice->setError(error);
        m_scroll->ensureWidgetVisible(m_notice);
    });
    connect(m_notice, &Notice::actionRequested, this, [this](NextStep step) {
        if (step == NextStep::Retry)
            m_saver->flush();
        else
            Q_EMIT settingsRequested();
    });
}

AboutPage::~AboutPage() = default;

void AboutPage::showClone(const Clone &clone)
{
    if (clone.id != m_clone.id) {
        m_saver->setClone(clone.id);
        m_state->clear();
        m_notice->clear();
        m_scroll->verticalScrollBar()->setValue(0);
    }
    m_clone = clone;
    showInCards(clone);
}

void AboutPage::showInCards(const Clone &clone)
{
    m_title->setText(tr("About %1").arg(clone.name));
    m_who->showClone(clone);
    m_manner->showClone(clone);
    for (AiCard *card : m_ai)
        card->showClone(clone);
}

void AboutPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_saver->flush();
}

} // namespace CloneMemoria
