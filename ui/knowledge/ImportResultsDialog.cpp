#include "ui/knowledge/ImportResultsDialog.h"

#include "ui/knowledge/ImportResultsModel.h"
#include "ui/knowledge/ImportWords.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/ThemedIcon.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
QIcon importedFileIcon(const ImportedFile &file)
{
    switch (file.state) {
    case ImportedFile::State::Done:
    case ImportedFile::State::Unchanged:
        return themedIcon(u"check"_s, Theme::Role::Accent);
    case ImportedFile::State::Failed:
        return themedIcon(u"triangle-alert"_s, Theme::Role::Danger);
    default:
        return themedIcon(u"file"_s, Theme::Role::Muted);
    }
}
} // namespace

ImportResultsDialog::ImportResultsDialog(QWidget *parent)
    : QDialog(parent)
    , m_model(new ImportResultsModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_view(new QTreeView(this))
    , m_summary(new QLabel(this))
    , m_sentence(new QLabel(this))
    , m_show(new QPushButton(tr("Show in memories"), this))
{
    setObjectName(u"importResultsDialog"_s);
    setWindowTitle(tr("What was added"));
    resize(720, 480);
    m_summary->setObjectName(u"importSummary"_s);
    m_sentence->setObjectName(u"importSentence"_s);
    for (QLabel *label : {m_summary, m_sentence}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_model->setIconFactory(importedFileIcon);
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(ImportResultsModel::SortRole);
    m_sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_view->setObjectName(u"importFiles"_s);
    m_view->setAccessibleName(tr("Files and what became of them"));
    m_view->setModel(m_sorted);
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(ImportResultsModel::StateColumn, Qt::AscendingOrder);
    m_view->header()->setSectionResizeMode(ImportResultsModel::FileColumn, QHeaderView::Interactive);
    m_view->setColumnWidth(ImportResultsModel::FileColumn, fontMetrics().averageCharWidth() * 36);
    m_view->setColumnWidth(ImportResultsModel::StateColumn, fontMetrics().averageCharWidth() * 22);

    auto *copyButton = new QPushButton(tr("Copy"), this);
    copyButton->setObjectName(u"importCopy"_s);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"importResultsClose"_s);
    m_show->setObjectName(u"importShow"_s);
    m_show->setProperty("kind", u"primary"_s);
    m_show->setEnabled(false);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(copyButton);
    buttons->addStretch(1);
    buttons->addWidget(close);
    buttons->addWidget(m_show);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(m_summary);
    column->addWidget(m_view, 1);
    column->addWidget(m_sentence);
    column->addLayout(buttons);

    connect(copyButton, &QPushButton::clicked, this, &ImportResultsDialog::copy);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_show, &QPushButton::clicked, this, [this] { showMemory(m_view->currentIndex()); });
    connect(m_view, &QTreeView::activated, this, &ImportResultsDialog::showMemory);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ImportResultsDialog::showSentence);
    auto *copyKey = new QShortcut(QKeySequence::Copy, m_view);
    copyKey->setContext(Qt::WidgetShortcut);
    connect(copyKey, &QShortcut::activated, this, &ImportResultsDialog::copy);
}

void ImportResultsDialog::setFiles(const QList<ImportedFile> &files)
{
    m_summary->setText(importSummary(files));
    m_model->setFiles(files);
    if (!m_view->currentIndex().isValid() && m_sorted->rowCount() > 0)
        m_view->setCurrentIndex(m_sorted->index(0, 0));
    showSentence();
}

void ImportResultsDialog::showSentence()
{
    const QModelIndex row = m_view->currentIndex();
    m_sentence->setText(row.siblingAtColumn(ImportResultsModel::DetailColumn).data().toString());
    m_show->setEnabled(!row.data(ImportResultsModel::DocumentRole).toString().isEmpty());
}

void ImportResultsDialog::showMemory(const QModelIndex &row)
{
    const QString id = row.data(ImportResultsModel::DocumentRole).toString();
    if (id.isEmpty())
        return;
    Q_EMIT documentRequested(id);
    accept();
}

void ImportResultsDialog::copy() const
{
    const bool some = m_view->selectionModel()->selectedRows().size() > 1;
    QStringList lines;
    for (int row = 0; row < m_sorted->rowCount(); ++row) {
        const QModelIndex first = m_sorted->index(row, 0);
        if (some && !m_view->selectionModel()->isRowSelected(row, {}))
            continue;
        QStringList cells;
        for (int column = 0; column < m_sorted->columnCount(); ++column)
            cells << first.siblingAtColumn(column).data().toString();
        lines << cells.join(u'\t');
    }
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace CloneMemoria
