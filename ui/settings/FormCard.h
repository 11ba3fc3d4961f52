#pragma once

#include <QFrame>
#include <QList>
#include <QStringList>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace CloneMemoria {

/// Fields of one subject under a heading, each with its label above it. Fields can be taken out where they don't
/// apply, searched for, and the whole card folded behind its heading.
class FormCard : public QFrame
{
    Q_OBJECT

public:
    explicit FormCard(const QString &title, QWidget *parent = nullptr);

    /// The label becomes the field's buddy and, if it has none, its accessible name. `hint` is a quiet line below it.
    /// Returns the row, which is what setApplicable() wants.
    QWidget *addField(const QString &label, QWidget *field, const QString &hint = {});
    /// A row without a label; `words` are what a search finds it by.
    QWidget *addRow(QWidget *content, const QString &words = {});

    void setApplicable(QWidget *row, bool applicable);
    void setFoldable(bool folded);
    bool isFolded() const { return m_folded; }
    void setFolded(bool folded);

    /// Leaves only fields that have all the words (any, if they are in the card's title); how many are left. No words:
    /// all fields.
    int filter(const QStringList &words);

private:
    struct Row
    {
        QWidget *box;
        QString words;
        bool applicable = true;
        bool matches = true;
    };

    void refresh();

    QString m_titleText;
    QLabel *m_title = nullptr;
    QToolButton *m_foldButton = nullptr;
    QVBoxLayout *m_column = nullptr;
    QList<Row> m_rows;
    bool m_folded = false;
    bool m_searching = false;
};

/// True where `text` has every word, without regard to case.
bool hasAllWords(const QString &text, const QStringList &words);

} // namespace CloneMemoria
