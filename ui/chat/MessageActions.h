#pragma once

#include <QWidget>

class QLabel;

namespace CloneMemoria {

class IconButton;

/// The row of small buttons under a message. It always has its height and is in the tab order; it is drawn only while
/// the pointer or the keyboard is at the message.
class MessageActions : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Answer, Question };

    explicit MessageActions(Kind kind, QWidget *parent = nullptr);

    void setRevealed(bool revealed);
    bool isRevealed() const { return m_revealed; }
    void setSpeaking(bool speaking);
    /// "2/3"; hidden where there is only one.
    void setVariants(int index, int count);
    /// A failed answer has nothing to hear or copy.
    void setHasText(bool has);
    void showCopied(); ///< a tick for a moment

Q_SIGNALS:
    void listenRequested();
    void copyRequested();
    void againRequested();
    void variantRequested(int step); ///< -1 or 1
    void saveSoundRequested();
    void rememberedRequested();
    void deleteRequested();

private:
    void showMenu();

    Kind m_kind;
    IconButton *m_listen = nullptr;
    IconButton *m_copy = nullptr;
    IconButton *m_again = nullptr;
    IconButton *m_more = nullptr;
    IconButton *m_previous = nullptr;
    IconButton *m_next = nullptr;
    QLabel *m_variant = nullptr;
    bool m_revealed = false;
};

} // namespace CloneMemoria
