#pragma once

#include "core/base/Result.h"
#include "core/domain/Clone.h"
#include "core/knowledge/RetrievedPassage.h"

#include <QFuture>
#include <QWidget>

class QLabel;
class QLineEdit;
class QScrollArea;
class QVBoxLayout;

namespace CloneMemoria {

class KnowledgeService;
class Notice;

/// "Try a question": what the clone would remember if it were asked, and why. Asks the same as an answer does; nothing
/// is stored and no model is asked.
class QuestionPanel : public QWidget
{
    Q_OBJECT

public:
    QuestionPanel(KnowledgeService &knowledge, QWidget *parent);

    void showClone(const Clone &clone);
    void focusQuestion();
    void ask();

Q_SIGNALS:
    void passageChosen(const QString &documentId, int start, int end);
    void closeRequested();

private:
    void showFound(const Result<QList<RetrievedPassage>> &found);
    void clearCards();

    KnowledgeService &m_knowledge;
    Clone m_clone;
    QLineEdit *m_question = nullptr;
    Notice *m_notice = nullptr;
    QLabel *m_hint = nullptr;
    QScrollArea *m_area = nullptr;
    QVBoxLayout *m_cards = nullptr;
    QFuture<Result<QList<RetrievedPassage>>> m_future;
    int m_request = 0;
};

} // namespace CloneMemoria
