#pragma once

#include <QWidget>

class QPlainTextEdit;
class QStackedLayout;
class QTextDocument;
class QTextEdit;
class QTimer;

namespace CloneMemoria
{

class Theme;

/// The words of a memory, to read and to edit: one column at most 72 characters wide with room between the lines.
/// Texts above kComfortLimit are shown without the wider lines, by a view that lays out only what is seen, and come
/// in pieces, so that opening one never holds the window up.
class MemoryText : public QWidget
{
    Q_OBJECT

public:
    static constexpr qsizetype kComfortLimit = 40'000; ///< in UTF-16 code units

    MemoryText(Theme &theme, QWidget *parent);

    void setText(const QString &text); ///< read-only and unmodified afterwards; `loaded` follows
    QString text() const;
    bool isLoading() const { return m_loadedUpTo < m_source.size(); }
    void setEditable(bool editable);
    bool isModified() const;

    /// Scrolls to the passage and marks it, as soon as it is loaded. Offsets in UTF-16 code units.
    void highlight(int start, int end);
    void clearHighlight();
    int highlightStart() const { return m_highlightStart; } ///< -1: none
    QString highlightedText() const;

    void setAccessibleTextName(const QString &name);
    void focusText();

Q_SIGNALS:
    void edited();
    void loaded();

protected:
    void showEvent(QShowEvent *event) override;

private:
    QTextDocument *document() const;
    void loadPiece();
    void finishLoading();
    void applyHighlight();
    void styleLines();

    Theme &m_theme;
    QStackedLayout *m_stack = nullptr;
    QTextEdit *m_comfortable = nullptr;
    QPlainTextEdit *m_large = nullptr;
    QTimer *m_loader = nullptr;
    QString m_source;
    qsizetype m_loadedUpTo = 0;
    bool m_mustScroll = false; ///< to the passage, once; then the place is the reader's
    int m_highlightStart = -1;
    int m_highlightEnd = -1;
    bool m_loading = false; ///< changes are ours, not the reader's
    bool m_isLarge = false;
};

} // namespace CloneMemoria
