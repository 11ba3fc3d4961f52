#include "ui/knowledge/ImportStrip.h"

#include "ui/knowledge/ImportDesk.h"
#include "ui/knowledge/ImportWords.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kAllWellMs = 8000; // long enough to be read, then the page is the reader's again
constexpr int kProgressSteps = 1000;
} // namespace

ImportStrip::ImportStrip(ImportDesk &desk, QWidget *parent)
    : QFrame(parent)
    , m_desk(desk)
    , m_text(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_pause(new QPushButton(tr("Pause"), this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_results(new QPushButton(tr("Results …"), this))
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
    m_progress->setRange(0, kProgressSteps);
    m_pause->setObjectName(u"importPause"_s);
    m_cancel->setObjectName(u"importCancel"_s);
    m_results->setObjectName(u"importResults"_s);
    m_close->setObjectName(u"importClose"_s);

    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_text, 1);
    for (QPushButton *button : {m_results, m_pause, m_cancel, m_close})
        row->addWidget(button);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 12, 24, 12);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_progress);
    hide();

    m_allWell->setSingleShot(true);
    m_allWell->setInterval(kAllWellMs);
    connect(m_allWell, &QTimer::timeout, this, [this] { m_desk.forget(m_cloneId); });
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_desk.progress(m_cloneId).state == ImportState::Paused)
            m_desk.resume(m_cloneId);
        else
            m_desk.pause(m_cloneId);
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_desk.cancel(m_cloneId); });
    connect(m_results, &QPushButton::clicked, this, [this] {
        m_allWell->stop();
        Q_EMIT resultsRequested(m_cloneId);
    });
    connect(m_close, &QPushButton::clicked, this, [this] { m_desk.forget(m_cloneId); });
    connect(&m_desk, &ImportDesk::changed, this, [this](const QString &cloneId) {
        if (cloneId == m_cloneId)
            refresh();
    });
}

void ImportStrip::showClone(const QString &cloneId)
{
    m_cloneId = cloneId;
    m_preparing = false;
    refresh();
}

void ImportStrip::setPreparing(bool preparing)
{
    m_preparing = preparing;
    refresh();
}

QString ImportStrip::text() const
{
    return m_text->text();
}

void ImportStrip::refresh()
{
    m_allWell->stop();
    if (!m_desk.isShown(m_cloneId)) {
        m_text->setText(tr("Looking at the files …"));
        m_progress->setRange(0, 0);
        m_progress->setVisible(m_preparing);
        for (QPushButton *button : {m_results, m_pause, m_cancel, m_close})
            button->hide();
        setVisible(m_preparing);
        return;
    }
    const ImportState state = m_desk.progress(m_cloneId).state;
    if (state == ImportState::Running || state == ImportState::Paused)
        showRunning();
    else
        showResults();
    show();
}

void ImportStrip::showRunning()
{
    const ImportProgress progress = m_desk.progress(m_cloneId);
    m_text->setText(importProgressText(progress));
    m_progress->setRange(0, kProgressSteps);
    const double part = progress.bytes > 0 ? double(progress.bytesDone) / double(progress.bytes) : 0;
    m_progress->setValue(int(std::clamp(part, 0.0, 1.0) * kProgressSteps));
    m_progress->show();
    m_pause->setText(progress.state == ImportState::Paused ? tr("Resume") : tr("Pause"));
    m_pause->show();
    m_cancel->show();
    m_results->setVisible(m_desk.hasFailures(m_cloneId));
    m_close->hide();
}

void ImportStrip::showResults()
{
    const QList<ImportedFile> files = m_desk.files(m_cloneId);
    m_text->setText(importSummary(files));
    m_progress->hide();
    m_pause->hide();
    m_cancel->hide();
    m_results->setVisible(!files.isEmpty());
    m_close->show();
    const bool allWell = std::all_of(files.cbegin(), files.cend(), [](const ImportedFile &file) {
        return file.state == ImportedFile::State::Done;
    });
    if (allWell && !files.isEmpty())
        m_allWell->start();
}

} // namespace CloneMemoria
