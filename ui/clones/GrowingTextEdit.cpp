#include "ui/clones/GrowingTextEdit.h"

#include <QEvent>

#include <algorithm>
#include <cmath>

namespace CloneMemoria {

namespace {
constexpr int kGrowingPadding = 20; // the style sheet's padding above and below, and the frame
}

GrowingTextEdit::GrowingTextEdit(int fewestLines, int mostLines, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_fewest(fewestLines)
    , m_most(mostLines)
{
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(2);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // lines wrap; it would only take height from them
    connect(this, &QPlainTextEdit::textChanged, this, &GrowingTextEdit::fit);
    fit();
}

void GrowingTextEdit::focusOutEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusOutEvent(event);
    Q_EMIT editingFinished();
}

void GrowingTextEdit::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    fit();
}

void GrowingTextEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
}

void GrowingTextEdit::fit()
{
    // The plain text layout counts its size in lines.
    const int lines = std::clamp(int(std::ceil(document()->size().height())), m_fewest, m_most);
    const int wanted = int(std::ceil(lines * QFontMetricsF(font()).lineSpacing()
                                     + 2 * document()->documentMargin()))
                       + kGrowingPadding;
    if (wanted != minimumHeight() || wanted != maximumHeight())
        setFixedHeight(wanted);
    setVerticalScrollBarPolicy(document()->size().height() > m_most ? Qt::ScrollBarAsNeeded
                                                                    : Qt::ScrollBarAlwaysOff);
}

} // namespace CloneMemoria
