#pragma once

#include "core/base/ErrorText.h"
#include "core/domain/Clone.h"
#include "core/domain/Message.h"
#include "core/storage/MessageRepository.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace CloneMemoria {

class Avatar;
class CitationChips;
class MarkdownBody;
class MessageActions;
class Notice;
class ThinkingDots;
class ThoughtsFold;

/// What the clone said, plain on the paper: a finished answer with its memories, a partial or failed one with what can
/// be done about it, or one that is on its way.
class AnswerWidget : public QWidget
{
    Q_OBJECT

public:
    explicit AnswerWidget(QWidget *parent = nullptr);

    void setClone(const Clone &clone);
    void setMessage(const Message &message, const MessageVariants &variants = {}); ///< ends streaming
    void startStreaming(const QString &textSoFar, const QString &thoughtsSoFar = {});
    void appendText(const QString &text);
    void appendThoughts(const QString &thoughts);

    void setRevealed(bool revealed);
    void setLast(bool last); ///< its actions are always shown
    void setSpeaking(bool speaking);
    void setOpenDocument(const QString &documentId);
    Message message() const { return m_message; }
    MarkdownBody *body() const { return m_body; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void heightChanged();
    void listenRequested(const QString &messageId);
    void againRequested(const QString &messageId);
    void variantRequested(const QString &messageId, const QString &variantId);
    void saveSoundRequested(const QString &messageId);
    void rememberedRequested(const QString &messageId);
    void deleteRequested(const QString &messageId);
    void citationChosen(const QString &messageId, const CloneMemoria::Citation &citation);
    void nextStepRequested(const QString &messageId, CloneMemoria::NextStep step);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    int arrange(int width, bool apply) const;
    void updateRevealed();
    void showStatus();
    void makeStatus();

    Message m_message;
    MessageVariants m_variants;
    QString m_name;
    Avatar *m_avatar;
    MarkdownBody *m_body;
    ThinkingDots *m_dots;
    ThoughtsFold *m_thoughts;
    QWidget *m_status; ///< "Stopped." and a button, made when needed
    QLabel *m_statusText = nullptr;
    QPushButton *m_continueButton = nullptr;
    QPushButton *m_statusButton = nullptr;
    Notice *m_notice = nullptr;
    CitationChips *m_chips;
    MessageActions *m_actions;
    bool m_streaming = false;
    bool m_focused = false;
    bool m_last = false;
};

} // namespace CloneMemoria
