#include "ui/settings/StoragePage.h"

#include "core/base/Futures.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"
#include "ui/settings/FormCard.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/ThemedIcon.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
QLabel *plainLine(QWidget *parent, const QString &name)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}
} // namespace

StoragePage::StoragePage(Profile &profile, QWidget *parent)
    : SettingsPage(tr("Storage"), u"database"_s, parent)
    , m_profile(profile)
{
    auto *place = new FormCard(tr("Where everything is kept"), this);
    auto *folder = new QWidget(place);
    QLabel *path = plainLine(folder, u"dataFolder"_s);
    path->setText(QDir::toNativeSeparators(profile.paths().dataDir()));
    auto *open = new QPushButton(themedIcon(u"folder-open"_s), tr("Open folder"), folder);
    open->setObjectName(u"openFolder"_s);
    auto *column = new QVBoxLayout(folder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(path);
    column->addWidget(open, 0, Qt::AlignLeading);
    folder->setFocusProxy(open);
    place->addField(tr("Folder"), folder,
                    tr("On this computer alone. Keep a copy of this folder somewhere safe."));
    connect(open, &QPushButton::clicked, this, [this] {
        const QString dir = m_profile.paths().dataDir();
        if (!QDesktopServices::openUrl(QUrl::fromLocalFile(dir)))
            m_notice->setError(
                {.kind = ErrorKind::Storage, .code = u"folder"_s, .subject = QDir::toNativeSeparators(dir)});
    });
    addCard(place);

    auto *amount = new FormCard(tr("How much there is"), this);
    m_counts = plainLine(amount, u"storageCounts"_s);
    m_size = plainLine(amount, u"storageSize"_s);
    amount->addField(tr("Kept here"), m_counts);
    amount->addField(tr("Room on the disk"), m_size);
    addCard(amount);

    m_notice = new Notice(this);
    m_notice->setObjectName(u"storageNotice"_s);
    addWidget(m_notice);
}

void StoragePage::showEvent(QShowEvent *event)
{
    SettingsPage::showEvent(event);
    refresh();
}

void StoragePage::refresh()
{
    m_notice->clear();
    qint64 bytes = 0;
    for (const QString &ending : {QString(), u"-wal"_s}) {
        const QFileInfo file(m_profile.paths().database() + ending);
        bytes += file.exists() ? file.size() : 0;
    }
    m_size->setText(QLocale().formattedDataSize(bytes));
    whenReady(this, m_profile.storage().read([](Store &store) { return store.counts(); }),
              [this](const Result<StoreCounts> &counts) {
                  if (counts)
                      showCounts(*counts);
                  else
                      m_notice->setError(counts.error());
              });
}

void StoragePage::showCounts(const StoreCounts &counts)
{
    const QStringList lines{tr("%Ln clones", nullptr, int(counts.clones)),
                            tr("%Ln memories", nullptr, int(counts.documents)),
                            tr("%Ln conversations", nullptr, int(counts.conversations)),
                            tr("%Ln messages", nullptr, int(counts.messages))};
    m_counts->setText(lines.join(u" · "_s));
}

} // namespace CloneMemoria
