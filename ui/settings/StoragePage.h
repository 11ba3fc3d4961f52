#pragma once

#include "core/storage/Store.h"
#include "ui/settings/SettingsPage.h"

class QLabel;

namespace CloneMemoria {

class Notice;
class Profile;

/// Where the memories are kept, how many there are and how much room they take.
class StoragePage : public SettingsPage
{
    Q_OBJECT

public:
    StoragePage(Profile &profile, QWidget *parent);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void refresh();
    void showCounts(const StoreCounts &counts);

    Profile &m_profile;
    QLabel *m_counts = nullptr;
    QLabel *m_size = nullptr;
    Notice *m_notice = nullptr;
};

} // namespace CloneMemoria
