#include "ui/settings/SettingsDialog.h"

#include "ui/settings/AppearancePage.h"
#include "ui/settings/ProgramsPage.h"
#include "ui/settings/ProviderCard.h"
#include "ui/settings/StoragePage.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kCategoriesWidth = 208;

// A page that is nothing but the choice of one kind of provider.
class ProviderPage : public SettingsPage
{
public:
    ProviderPage(const QString &title, const QString &icon, const QString &cardTitle, ProviderKind kind,
                 bool folded, Profile &profile, Theme &theme, QWidget *parent)
        : SettingsPage(title, icon, parent)
    {
        auto *card = new ProviderCard(kind, cardTitle, profile, theme, this);
        if (folded)
            card->setFoldable(true);
        addCard(card);
    }
};
} // namespace

SettingsDialog::SettingsDialog(Profile &profile, LocalApi &api, Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_search(new QLineEdit(this))
    , m_categories(new QListWidget(this))
    , m_pages(new QStackedWidget(this))
    , m_nothing(new QLabel(tr("Nothing in Settings is called that."), this))
{
    setObjectName(u"settingsDialog"_s);
    setWindowTitle(tr("Settings"));
    resize(880, 620);
    setMinimumSize(560, 400);

    m_search->setObjectName(u"settingsSearch"_s);
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search in Settings"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumHeight(32);
    m_search->addAction(themedIcon(u"search"_s), QLineEdit::LeadingPosition);
    m_categories->setObjectName(u"settingsCategories"_s);
    m_categories->setAccessibleName(tr("Categories"));
    m_categories->setIconSize({18, 18});
    m_categories->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setProperty("tone", u"muted"_s);

    addPage(u"appearance"_s, new AppearancePage(profile, theme, this));
    addPage(u"answers"_s, new ProviderPage(tr("Answers"), u"message-circle"_s, tr("Who writes the answers"),
                                           ProviderKind::Llm, false, profile, theme, this));
    addPage(u"voice"_s, new ProviderPage(tr("Voice"), u"volume-2"_s, tr("Who reads aloud"),
                                         ProviderKind::Speech, false, profile, theme, this));
    addPage(u"memory"_s, new ProviderPage(tr("Memory"), u"text-search"_s,
                                          tr("Advanced: how memories are found by meaning"),
                                          ProviderKind::Embedding, true, profile, theme, this));
    addPage(u"programs"_s, new ProgramsPage(api, this));
    addPage(u"storage"_s, new StoragePage(profile, this));
    m_pages->addWidget(m_nothing);

    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"settingsClose"_s);
    close->setAutoDefault(false); // Enter in a field must not close the window
    connect(close, &QPushButton::clicked, this, &QDialog::accept);

    auto *left = new QWidget(this);
    left->setFixedWidth(kCategoriesWidth);
    auto *leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(12, 16, 12, 12);
    leftColumn->setSpacing(12);
    leftColumn->addWidget(m_search);
    leftColumn->addWidget(m_categories, 1);
    auto *line = new QWidget(this);
    line->setFixedWidth(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(Theme::paletteRole(Theme::Role::Line));
    auto *bottom = new QHBoxLayout;
    bottom->setContentsMargins(24, 8, 24, 16);
    bottom->addStretch(1);
    bottom->addWidget(close);
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_pages, 1);
    right->addLayout(bottom);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(left);
    row->addWidget(line);
    row->addLayout(right, 1);

    connect(m_categories, &QListWidget::currentRowChanged, this, [this](int category) {
        if (category >= 0)
            m_pages->setCurrentIndex(category);
    });
    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::applySearch);
    auto *find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, this, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    // No button is the default: Enter belongs to the fields.
    const QList<QPushButton *> buttons = findChildren<QPushButton *>();
    for (QPushButton *button : buttons)
        button->setAutoDefault(false);
    showPage(u"appearance"_s);
}

void SettingsDialog::addPage(const QString &id, SettingsPage *page)
{
    auto *item = new QListWidgetItem(themedIcon(page->iconName()), page->title(), m_categories);
    item->setData(Qt::UserRole, id);
    item->setSizeHint({kCategoriesWidth - 24, 36});
    m_pages->addWidget(page);
}

void SettingsDialog::showPage(const QString &id)
{
    const QString wanted = id == "providers"_L1 || id == "keys"_L1 ? u"answers"_s : id;
    for (int row = 0; row < m_categories->count(); ++row) {
        if (m_categories->item(row)->data(Qt::UserRole).toString() == wanted) {
            if (m_categories->item(row)->isHidden())
                m_search->clear();
            m_categories->setCurrentRow(row);
        }
    }
}

QString SettingsDialog::currentPage() const
{
    const QListWidgetItem *item = m_categories->currentItem();
    return item ? item->data(Qt::UserRole).toString() : QString();
}

void SettingsDialog::search(const QString &text)
{
    m_search->setText(text);
}

void SettingsDialog::applySearch(const QString &text)
{
    const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    int firstFound = -1;
    bool currentFound = false;
    for (int row = 0; row < m_categories->count(); ++row) {
        auto *page = static_cast<SettingsPage *>(m_pages->widget(row));
        const bool found = page->filter(words) > 0 || words.isEmpty();
        m_categories->item(row)->setHidden(!found);
        if (found && firstFound < 0)
            firstFound = row;
        currentFound |= found && row == m_categories->currentRow();
    }
    if (firstFound < 0)
        m_pages->setCurrentWidget(m_nothing);
    else if (!currentFound)
        m_categories->setCurrentRow(firstFound);
    if (firstFound >= 0 && m_categories->currentRow() >= 0)
        m_pages->setCurrentIndex(m_categories->currentRow());
}

} // namespace CloneMemoria
