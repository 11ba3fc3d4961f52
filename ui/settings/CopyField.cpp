#include "ui/settings/CopyField.h"

#include "ui/widgets/IconButton.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QTimer>

#include <chrono>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr std::chrono::seconds kSaidFor{2};
}

CopyField::CopyField(const QString &name, Shown shown, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
    , m_edit(new QLineEdit(this))
    , m_copy(new IconButton(u"copy"_s, tr("Copy"), this))
{
    m_edit->setObjectName(u"copyText"_s);
    m_edit->setReadOnly(true);
    m_edit->setAccessibleName(name);
    m_edit->setMinimumHeight(32);
    m_copy->setObjectName(u"copyButton"_s);
    setFocusProxy(m_edit);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_edit, 1);
    if (shown == Shown::Dots) {
        m_reveal = new IconButton(u"eye"_s, tr("Show"), this);
        m_reveal->setObjectName(u"revealButton"_s);
        m_reveal->setCheckable(true);
        connect(m_reveal, &QAbstractButton::toggled, this, &CopyField::reveal);
        reveal(false);
        row->addWidget(m_reveal);
    }
    row->addWidget(m_copy);
    connect(m_copy, &QAbstractButton::clicked, this, &CopyField::copy);
    setText({});
}

void CopyField::setText(const QString &text)
{
    m_edit->setText(text);
    m_edit->setCursorPosition(0);
    m_copy->setEnabled(!text.isEmpty());
    if (m_reveal)
        m_reveal->setEnabled(!text.isEmpty());
}

QString CopyField::text() const
{
    return m_edit->text();
}

void CopyField::copy()
{
    QGuiApplication::clipboard()->setText(m_edit->text());
    m_copy->setMeaning(u"check"_s, tr("Copied"));
    QAccessibleEvent event(m_copy, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&event);
    QTimer::singleShot(kSaidFor, m_copy, [this] { m_copy->setMeaning(u"copy"_s, tr("Copy")); });
}

void CopyField::reveal(bool revealed)
{
    m_edit->setEchoMode(revealed ? QLineEdit::Normal : QLineEdit::Password);
    m_edit->setCursorPosition(0);
    m_reveal->setMeaning(revealed ? u"eye-off"_s : u"eye"_s, revealed ? tr("Hide") : tr("Show"));
}

} // namespace CloneMemoria
