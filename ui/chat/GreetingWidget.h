#pragma once

#include "core/domain/Clone.h"

#include <QList>
#include <QWidget>

class QPushButton;

namespace CloneMemoria {

class Avatar;
class MarkdownBody;

/// What an empty conversation begins with: the clone's own greeting, which is not stored, and a few gentle beginnings
/// that are sent when chosen.
class GreetingWidget : public QWidget
{
    Q_OBJECT

public:
    explicit GreetingWidget(QWidget *parent = nullptr);

    void setClone(const Clone &clone);
    void setSuggestionsShown(bool shown);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void suggestionChosen(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    int arrange(int width, bool apply) const;

    Avatar *m_avatar;
    MarkdownBody *m_body;
    QList<QPushButton *> m_suggestions;
    bool m_suggestionsShown = true;
};

} // namespace CloneMemoria
