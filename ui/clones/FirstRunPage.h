#pragma once

#include "core/base/Error.h"

#include <QWidget>

class QLabel;

namespace CloneMemoria {

class ChoiceCard;
class LocalServerNotice;
class Notice;
class Profile;

/// What a window with no clones shows: the question it is all about, and two ways to begin.
class FirstRunPage : public QWidget
{
    Q_OBJECT

public:
    explicit FirstRunPage(Profile &profile, QWidget *parent = nullptr);

    void setBusy(bool busy); ///< the sample is being made
    void showError(const Error &error);

Q_SIGNALS:
    void createRequested();
    void sampleRequested();
    void modelChoiceRequested(); ///< a server is to be used whose model has to be chosen

private:
    void showEvent(QShowEvent *event) override;

    ChoiceCard *m_create = nullptr;
    ChoiceCard *m_sample = nullptr;
    QLabel *m_busy = nullptr;
    LocalServerNotice *m_local = nullptr;
    Notice *m_notice = nullptr;
};

} // namespace CloneMemoria
