#pragma once

#include "ui/chat/MarkdownText.h"

#include <QElapsedTimer>
#include <QTextBrowser>
#include <QTimer>

namespace CloneMemoria {

/// The text of one message, as high as it is: shown whole, or streamed. While it streams, closed blocks stay as they
/// are and only the last one is rendered again, at most every few milliseconds; the finished text is parsed once into
/// a detached document and swapped in. Nothing in it is loaded; only web and mail addresses open, and only on a click.
/// Selectable by mouse and keyboard.
class MarkdownBody : public QTextBrowser
{
    Q_OBJECT

public:
    enum class Mode { Markdown, Plain };

    explicit MarkdownBody(Mode mode, QWidget *parent = nullptr);
    ~MarkdownBody() override;

    void showText(const QString &text); ///< the whole of it; ends streaming
    void appendText(const QString &text);
    QString text() const { return m_text; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    int naturalWidth(int atMost) const; ///< of the longest line; Plain only
    /// The most that is comfortable to read: 72 characters.
    int readingWidth() const;

    /// Whether such a link is opened on a click.
    static bool opens(const QUrl &url);

Q_SIGNALS:
    void heightChanged();

protected:
    QVariant loadResource(int type, const QUrl &name) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {40, 16}; }

private:
    void layOut(int width) const;
    void swapIn(SafeDocument *document);
    void renderWhole();
    void renderTail();
    void insertAtEnd(const QString &markdown);

    Mode m_mode;
    QString m_text;
    MarkdownStyle m_style;
    SafeDocument *m_document = nullptr;
    bool m_streaming = false;
    qsizetype m_closed = 0; ///< length of the source that is frozen
    int m_tail = 0;         ///< where the rest begins in the document
    QTimer m_timer;
    QElapsedTimer m_sinceRender;
    int m_pause = 0; ///< ms between two renderings, grows with what one costs
};

} // namespace CloneMemoria
