#pragma once

#include "core/domain/Clone.h"

#include <QWidget>

class QLabel;
class QScrollArea;

namespace CloneMemoria
{

class AiCard;
class CloneSaver;
class MannerCard;
class Notice;
class Profile;
class Theme;
class WhoCard;

/// Who a clone is, how they speak, and the AI behind them. There is no OK: each field stores itself, 600 ms after the
/// last change or when it is left.
class AboutPage : public QWidget
{
    Q_OBJECT

public:
    AboutPage(Profile &profile, Theme &theme, QWidget *parent);
    ~AboutPage() override;

    void showClone(const Clone &clone);

Q_SIGNALS:
    void cloneChanged(const CloneMemoria::Clone &clone); ///< as stored
    void settingsRequested();
    void removeRequested(const QString &cloneId);

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void showInCards(const Clone &clone);

    Clone m_clone;
    CloneSaver *m_saver = nullptr;
    QScrollArea *m_scroll = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_state = nullptr;
    Notice *m_notice = nullptr;
    WhoCard *m_who = nullptr;
    MannerCard *m_manner = nullptr;
    QList<AiCard *> m_ai;
};

} // namespace CloneMemoria
