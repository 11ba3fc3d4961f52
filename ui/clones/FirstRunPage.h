#pragma once

#include "core/base/Error.h"

#include <QWidget>

class QLabel;

namespace CloneMemoria
{

class ChoiceCard;
class Notice;

/// What a window with no clones shows: the question it is all about, and two ways to begin.
class FirstRunPage : public QWidget
{
    Q_OBJECT

public:
    explicit FirstRunPage(QWidget *parent = nullptr);

    void setBusy(bool busy); ///< the sample is being made
    void showError(const Error &error);

Q_SIGNALS:
    void createRequested();
    void sampleRequested();

private:
    ChoiceCard *m_create = nullptr;
    ChoiceCard *m_sample = nullptr;
    QLabel *m_busy = nullptr;
    Notice *m_notice = nullptr;
};

} // namespace CloneMemoria
