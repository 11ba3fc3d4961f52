#pragma once

#include <QDialog>
#include <QHash>

class QLabel;
class QLineEdit;
class QListWidget;
class QStackedWidget;

namespace CloneMemoria {

class LocalApi;
class Profile;
class SettingsPage;
class Theme;

/// The settings: categories at the left, one page at a time, a search over all fields. There is no OK: each field
/// applies by itself.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    SettingsDialog(Profile &profile, LocalApi &api, Theme &theme, QWidget *parent);

    /// "appearance", "answers" (also "providers" and "keys"), "voice", "memory", "programs", "storage"
    void showPage(const QString &id);
    QString currentPage() const;
    void search(const QString &text);

private:
    void addPage(const QString &id, SettingsPage *page);
    void applySearch(const QString &text);

    QLineEdit *m_search = nullptr;
    QListWidget *m_categories = nullptr;
    QStackedWidget *m_pages = nullptr;
    QLabel *m_nothing = nullptr;
};

} // namespace CloneMemoria
