#include "ui/settings/ProviderCheckDialog.h"

#include "core/base/Futures.h"
#include "core/speech/Wav.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"
#include "ui/widgets/ThemedIcon.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kCheckWidth = 460;
constexpr int kShownWords = 60;

QString seconds(qint64 ms)
{
    return ProviderCheckDialog::tr("%1 s").arg(QLocale().toString(double(ms) / 1000, 'f', 1));
}

QString answerFacts(const CheckReport &report)
{
    if (report.firstTokenMs >= 0) {
        return ProviderCheckDialog::tr("“%1” · first word after %2, all after %3")
            .arg(report.answer.simplified().left(kShownWords), seconds(report.firstTokenMs),
                 seconds(report.totalMs));
    }
    if (report.dimensions > 0)
        return ProviderCheckDialog::tr("%1 numbers for a text · after %2")
            .arg(QLocale().toString(report.dimensions), seconds(report.totalMs));
    if (const Result<PcmAudio> sound = readWav(report.sound.data))
        return ProviderCheckDialog::tr("%1 of sound · after %2")
            .arg(seconds(sound->durationMs()), seconds(report.totalMs));
    return seconds(report.totalMs);
}
} // namespace

ProviderCheckDialog::ProviderCheckDialog(ProviderRegistry &registry, ConfigSource config, QWidget *parent)
    : QDialog(parent)
    , m_registry(registry)
    , m_config(std::move(config))
    , m_title(new QLabel(this))
    , m_notice(new Notice(this))
    , m_again(new QPushButton(this))
{
    setObjectName(u"providerCheck"_s);
    setWindowTitle(tr("Test"));
    setMinimumWidth(kCheckWidth);
    m_title->setObjectName(u"checkTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    QFont heading = m_title->font();
    heading.setWeight(QFont::DemiBold);
    m_title->setFont(heading);
    auto *cost = new QLabel(
        tr("It is asked for one short answer. With a paid provider that costs a tiny amount."), this);
    cost->setWordWrap(true);
    cost->setProperty("tone", u"muted"_s);
    applyTextRole(cost, TextRole::Detail);

    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(2, 1);
    const std::array<QString, 4> names{tr("Reachable"), tr("Key accepted"), tr("Model there"), tr("Answers")};
    for (int step = 0; step < int(names.size()); ++step) {
        Row &row = m_rows[std::size_t(step)];
        row = {new QLabel(this), new QLabel(names[std::size_t(step)], this), new QLabel(this)};
        row.icon->setFixedSize(18, 24);
        row.icon->setAlignment(Qt::AlignCenter);
        row.facts->setObjectName(u"checkFacts%1"_s.arg(step));
        row.facts->setTextFormat(Qt::PlainText);
        row.facts->setWordWrap(true);
        row.facts->setProperty("tone", u"muted"_s);
        grid->addWidget(row.icon, step, 0, Qt::AlignTop);
        grid->addWidget(row.name, step, 1, Qt::AlignTop);
        grid->addWidget(row.facts, step, 2, Qt::AlignTop);
    }
    m_notice->setObjectName(u"checkNotice"_s);
    m_again->setObjectName(u"checkAgain"_s);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"checkClose"_s);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(m_again);
    buttons->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(12);
    column->addWidget(m_title);
    column->addWidget(cost);
    column->addLayout(grid);
    column->addWidget(m_notice);
    column->addStretch(1);
    column->addLayout(buttons);

    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_again, &QPushButton::clicked, this, [this] {
        if (!m_running) {
            start();
        } else if (m_check) {
            m_check->cancel();
        } else {
            ++m_request;
            end(Error{.kind = ErrorKind::Cancelled});
        }
    });
    connect(m_notice, &Notice::actionRequested, this, [this](NextStep step) {
        if (step == NextStep::Retry) {
            start();
            return;
        }
        QDialog::close();
        Q_EMIT actionRequested(step);
    });
    showReport(m_report);
}

ProviderCheckDialog::~ProviderCheckDialog() = default;

void ProviderCheckDialog::start()
{
    m_check.reset();
    m_running = true;
    m_notice->clear();
    m_again->setText(tr("Stop"));
    m_title->setText(tr("One moment …"));
    showReport(CheckReport());
    whenReady(this, m_config(), [this, request = ++m_request](const Result<ProviderConfig> &config) {
        if (request == m_request)
            begin(config);
    });
}

void ProviderCheckDialog::begin(const Result<ProviderConfig> &config)
{
    if (!config) {
        m_title->clear();
        end(config.error());
        return;
    }
    m_title->setText(config->model.isEmpty() ? config->preset.name
                                             : tr("%1 · %2").arg(config->preset.name, config->model));
    m_check = std::make_unique<ProviderCheck>(m_registry, *config, nullptr);
    connect(m_check.get(), &ProviderCheck::progressed, this, [this] { showReport(m_check->report()); });
    connect(m_check.get(), &ProviderCheck::finished, this, [this] {
        m_check.release()->deleteLater();
        std::optional<Error> error;
        for (const CheckedStep &step : m_report.steps) {
            if (step.error && !error)
                error = step.error;
        }
        end(error);
    });
    m_check->start();
}

void ProviderCheckDialog::showReport(const CheckReport &report)
{
    m_report = report;
    for (int at = 0; at < int(report.steps.size()); ++at) {
        const CheckedStep &step = report.steps[std::size_t(at)];
        QString facts;
        switch (step.state) {
        case CheckState::Waiting:
            break;
        case CheckState::Running:
            facts = tr("…");
            break;
        case CheckState::Ok:
            facts = at == int(CheckStep::Answer) ? answerFacts(report)
                    : step.ms >= 0               ? seconds(step.ms)
                                                 : tr("yes");
            break;
        case CheckState::Failed:
            facts = tr("no");
            break;
        case CheckState::Skipped:
            facts = tr("not tried, or not needed");
            break;
        }
        showRow(at, step.state, facts);
    }
}

void ProviderCheckDialog::showRow(int step, CheckState state, const QString &facts)
{
    const Row &row = m_rows[std::size_t(step)];
    const bool failed = state == CheckState::Failed;
    const QColor color = palette().color(
        Theme::paletteRole(failed ? Theme::Role::Danger : Theme::Role::Accent));
    if (failed || state == CheckState::Ok)
        row.icon->setPixmap(
            themedPixmap(failed ? u"triangle-alert"_s : u"check"_s, color, 18, devicePixelRatioF()));
    else
        row.icon->clear();
    row.facts->setText(facts);
    row.facts->setAccessibleName(tr("%1: %2").arg(row.name->text(), facts));
}

void ProviderCheckDialog::end(const std::optional<Error> &error)
{
    m_running = false;
    m_again->setText(tr("Test again"));
    if (!error)
        return;
    if (error->kind == ErrorKind::Cancelled)
        m_notice->showMessage(Notice::Kind::Info, describe(*error).sentence);
    else
        m_notice->setError(*error);
}

void ProviderCheckDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_notice)
        showReport(m_report);
    QDialog::changeEvent(event);
}

} // namespace CloneMemoria
