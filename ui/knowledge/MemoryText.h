#pragma once

#include "ui/knowledge/PassageMark.h"

#include <QList>
#include <QWidget>

#include <functional>

class QPlainTextEdit;
class QStackedLayout;
class QTextDocument;
class QTextEdit;
class QTimer;

namespace CloneMemoria {

class PassageGutter;
class Theme;
class TurnHighlighter;

/// The words of a memory, to read and to edit: one column at most 72 characters wide with room between the lines.
/// Texts above kComfortLimit are shown without the wider lines, by a view that lays out only what is seen, and come
/// in pieces, so that opening one never holds the window up. Where it has speakers it is shown as a chat, and its passages
/// can be marked beside it.
class MemoryText : public QWidget
{
    Q_OBJECT

public:
    static constexpr qsizetype kComfortLimit = 40'000; ///< in UTF-16 code units

    MemoryText(Theme &theme, QWidget *parent);

    /// The passages as they are in this text; may be left out.
    void setText(
        const QString &text,
        const QList<PassageMark> &passages = {}); ///< read-only and unmodified afterwards; `loaded` follows
    QString text() const;
    bool isLoading() const { return m_loadedUpTo < m_source.size(); }
    void setEditable(bool editable);
    bool isModified() const;
    void undo();
    void redo();

    /// Scrolls to the passage and marks it, as soon as it is loaded. Offsets in UTF-16 code units.
    void highlight(int start, int end);
    void clearHighlight();
    int highlightStart() const { return m_highlightStart; } ///< -1: none
    QString highlightedText() const;

    void setPassagesVisible(bool visible); ///< while it is read, not edited
    PassageGutter *passageGutter() const;  ///< of the view that is used now

    void setAccessibleTextName(const QString &name);
    void focusText();

Q_SIGNALS:
    void edited();
    void loaded();
    void undoAvailable(bool available);
    void redoAvailable(bool available);

protected:
    void showEvent(QShowEvent *event) override;

private:
    // One of the two views, with what belongs to it.
    struct Side
    {
        PassageGutter *gutter = nullptr;
        TurnHighlighter *turns = nullptr;
        std::function<void(int)> makeRoom; ///< for the gutter, in pixels
    };

    template <typename Edit>
    Side makeSide(Edit *edit);
    void arrangeGutter();
    QTextDocument *document() const;
    void loadPiece();
    void finishLoading();
    void applyHighlight();
    void applyMarks();
    void styleLines();

    Theme &m_theme;
    QStackedLayout *m_stack = nullptr;
    QTextEdit *m_comfortable = nullptr;
    QPlainTextEdit *m_large = nullptr;
    Side m_comfortableSide;
    Side m_largeSide;
    QTimer *m_loader = nullptr;
    QList<PassageMark> m_passages;
    bool m_passagesVisible = false;
    bool m_editable = false;
    int m_pointedPassage = -1; ///< at which the pointer is
    QString m_source;
    qsizetype m_loadedUpTo = 0;
    bool m_mustScroll = false; ///< to the passage, once; then the place is the reader's
    int m_highlightStart = -1;
    int m_highlightEnd = -1;
    bool m_loading = false; ///< changes are ours, not the reader's
    bool m_isLarge = false;
};

} // namespace CloneMemoria
