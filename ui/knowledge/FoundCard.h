#pragma once

#include "core/knowledge/RetrievedPassage.h"

#include <QFrame>

namespace CloneMemoria {

/// One passage that a question would bring up: from which memory, its words, and why. Opens with a click or Enter.
class FoundCard : public QFrame
{
    Q_OBJECT

public:
    FoundCard(const RetrievedPassage &found, QWidget *parent);

Q_SIGNALS:
    void opened();

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;
};

} // namespace CloneMemoria
