#include "ui/chat/MessageActions.h"

#include "ui/widgets/IconButton.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/ThemedIcon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QTimer>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kCopiedMs = 1500;

// Takes its place and the focus always, and draws itself only in a revealed row.
class QuietButton final : public IconButton
{
public:
    QuietButton(const QString &icon, const QString &label, MessageActions *row)
        : IconButton(icon, label, row, Theme::Role::Muted)
        , m_row(row)
    { }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        if (m_row->isRevealed() || hasFocus())
            IconButton::paintEvent(event);
    }

private:
    MessageActions *m_row;
};
} // namespace

MessageActions::MessageActions(Kind kind, QWidget *parent) : QWidget(parent), m_kind(kind)
{
    const auto add = [this](const QString &icon, const QString &label, const QString &name) {
        auto *button = new QuietButton(icon, label, this);
        button->setObjectName(name);
        return button;
    };
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    if (kind == Kind::Answer) {
        m_listen = add(u"play"_s, tr("Listen"), u"listenButton"_s);
        row->addWidget(m_listen);
        connect(m_listen, &QToolButton::clicked, this, &MessageActions::listenRequested);
    }
    m_copy = add(u"copy"_s, tr("Copy"), u"copyButton"_s);
    row->addWidget(m_copy);
    connect(m_copy, &QToolButton::clicked, this, &MessageActions::copyRequested);
    if (kind == Kind::Answer) {
        m_again = add(u"refresh-cw"_s, tr("Try again"), u"againButton"_s);
        row->addWidget(m_again);
        connect(m_again, &QToolButton::clicked, this, &MessageActions::againRequested);
    }
    m_more = add(u"ellipsis"_s, tr("More"), u"moreButton"_s);
    row->addWidget(m_more);
    connect(m_more, &QToolButton::clicked, this, &MessageActions::showMenu);
    if (kind == Kind::Answer) {
        m_previous = add(u"chevron-left"_s, tr("The answer before"), u"previousVariant"_s);
        m_next = add(u"chevron-right"_s, tr("The next answer"), u"nextVariant"_s);
        m_variant = new QLabel(this);
        m_variant->setObjectName(u"variantLabel"_s);
        m_variant->setProperty("tone", u"muted"_s);
        applyTextRole(m_variant, TextRole::Detail);
        row->addSpacing(12);
        row->addWidget(m_previous);
        row->addWidget(m_variant);
        row->addWidget(m_next);
        connect(m_previous, &QToolButton::clicked, this, [this] { Q_EMIT variantRequested(-1); });
        connect(m_next, &QToolButton::clicked, this, [this] { Q_EMIT variantRequested(1); });
        setVariants(0, 1);
    }
}

void MessageActions::setRevealed(bool revealed)
{
    if (revealed == m_revealed)
        return;
    m_revealed = revealed;
    for (QWidget *child : findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly))
        child->update();
}

void MessageActions::setSpeaking(bool speaking)
{
    if (m_listen)
        m_listen->setMeaning(speaking ? u"square"_s : u"play"_s,
                             speaking ? tr("Stop listening") : tr("Listen"));
}

void MessageActions::setVariants(int index, int count)
{
    if (!m_variant)
        return;
    for (QWidget *part : {static_cast<QWidget *>(m_previous), static_cast<QWidget *>(m_variant),
                          static_cast<QWidget *>(m_next)})
        part->setVisible(count > 1);
    const QLocale locale;
    m_variant->setText(locale.toString(index + 1) + u'/' + locale.toString(count));
    m_variant->setAccessibleName(tr("Answer %1 of %2").arg(index + 1).arg(count));
    m_previous->setEnabled(index > 0);
    m_next->setEnabled(index + 1 < count);
}

void MessageActions::setHasText(bool has)
{
    for (QWidget *button : {static_cast<QWidget *>(m_listen), static_cast<QWidget *>(m_copy)}) {
        if (button)
            button->setVisible(has);
    }
}

void MessageActions::showCopied()
{
    m_copy->setMeaning(u"check"_s, tr("Copied"));
    QTimer::singleShot(kCopiedMs, m_copy, [this] { m_copy->setMeaning(u"copy"_s, tr("Copy")); });
}

void MessageActions::showMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"messageMenu"_s);
    if (m_kind == Kind::Answer) {
        menu->addAction(themedIcon(u"book-open"_s), tr("What was remembered"), this,
                        &MessageActions::rememberedRequested);
        menu->addAction(themedIcon(u"download"_s), tr("Save the sound …"), this,
                        &MessageActions::saveSoundRequested);
        menu->addSeparator();
    }
    menu->addAction(themedIcon(u"trash-2"_s), tr("Delete"), this, &MessageActions::deleteRequested);
    menu->popup(m_more->mapToGlobal(m_more->rect().bottomLeft()));
}

} // namespace CloneMemoria
