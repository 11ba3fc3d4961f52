#include "ui/knowledge/ImportStrip.h"

#include "core/base/ErrorText.h"
#include "ui/knowledge/ImportQueue.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace CloneMemoria
{

using namespace Qt::Literals::StringLiterals;

namespace
{
constexpr int kRowsAtMost = 5;
constexpr int kAllWellMs = 6000; // long enough to be read, then the page is the reader's again
}

ImportStrip::ImportStrip(ImportQueue &queue, QWidget *parent)
    : QFrame(parent)
    , m_queue(queue)
    , m_text(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_problems(new QListWidget(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_close(new QPushButton(tr("Close"), this))
    , m_allWell(new QTimer(this))
{
    setObjectName(u"importStrip"_s);
    setAccessibleName(tr("Adding memories"));
    m_text->setObjectName(u"importText"_s);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_progress->setObjectName(u"importProgress"_s);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_problems->setObjectName(u"importProblems"_s);
    m_problems->setAccessibleName(tr("Files that could not be added"));
    m_problems->setWordWrap(true);
    m_problems->setFrameShape(QFrame::NoFrame);
    m_problems->setSelectionMode(QAbstractItemView::NoSelection);
    m_cancel->setObjectName(u"importCancel"_s);
    m_close->setObjectName(u"importClose"_s);

    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(m_text, 1);
    row->addWidget(m_cancel);
    row->addWidget(m_close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 12, 24, 12);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_progress);
    column->addWidget(m_problems);
    hide();

    m_allWell->setSingleShot(true);
    m_allWell->setInterval(kAllWellMs);
    connect(m_allWell, &QTimer::timeout, this, &QWidget::hide);
    connect(m_cancel, &QPushButton::clicked, &m_queue, &ImportQueue::cancel);
    connect(m_close, &QPushButton::clicked, this, &QWidget::hide);
    connect(&m_queue, &ImportQueue::progressed, this, &ImportStrip::refresh);
    connect(&m_queue, &ImportQueue::finished, this, &ImportStrip::finish);
}

QString ImportStrip::summary() const
{
    QStringList parts;
    if (m_queue.added() > 0)
        parts << tr("%Ln memories added.", nullptr, m_queue.added());
    const QStringList &there = m_queue.duplicates();
    if (there.size() == 1)
        parts << tr("Already there: “%1”.").arg(there.first());
    else if (!there.isEmpty())
        parts << tr("%Ln were already there.", nullptr, int(there.size()));
    if (const auto failed = m_queue.problems().size(); failed > 0)
        parts << tr("%Ln could not be added:", nullptr, int(failed));
    if (m_queue.skipped() > 0)
        parts << tr("Stopped; %Ln files were left out.", nullptr, m_queue.skipped());
    return parts.join(u' ');
}

QStringList ImportStrip::problemTexts() const
{
    QStringList texts;
    for (const ImportProblem &problem : m_queue.problems()) {
        const QString name = QFileInfo(problem.path).fileName();
        const QString sentence = describe(problem.error).sentence;
        texts << (sentence.contains(name) ? sentence : tr("%1: %2").arg(name, sentence));
    }
    return texts;
}

void ImportStrip::refresh()
{
    if (!m_queue.isRunning())
        return;
    m_allWell->stop();
    show();
    const int total = m_queue.total() - m_queue.skipped();
    m_text->setText(total == 1 ? tr("Adding %1 …").arg(QFileInfo(m_queue.currentPath()).fileName())
                               : tr("Adding %L1 of %L2: %3")
                                     .arg(std::min(m_queue.done() + 1, total))
                                     .arg(total)
                                     .arg(QFileInfo(m_queue.currentPath()).fileName()));
    m_progress->setRange(0, std::max(total, 1));
    m_progress->setValue(m_queue.done());
    m_progress->show();
    m_problems->hide();
    m_cancel->setVisible(m_queue.done() + 1 < total);
    m_close->hide();
}

void ImportStrip::finish()
{
    m_progress->hide();
    m_cancel->hide();
    m_close->show();
    m_text->setText(summary());
    m_problems->clear();
    const QStringList problems = problemTexts();
    for (qsizetype i = 0; i < problems.size(); ++i) {
        auto *item = new QListWidgetItem(problems[i], m_problems);
        item->setToolTip(m_queue.problems()[i].path);
    }
    m_problems->setVisible(!problems.isEmpty());
    if (!problems.isEmpty()) {
        const int rows = std::min(int(problems.size()), kRowsAtMost);
        m_problems->setFixedHeight(rows * std::max(m_problems->sizeHintForRow(0), fontMetrics().height()) + 4);
        return;
    }
    if (m_queue.duplicates().isEmpty() && m_queue.skipped() == 0) {
        m_allWell->start();
    }
}

} // namespace CloneMemoria
