#include "ui/knowledge/FoundCard.h"

#include "core/knowledge/importers/DocumentDraft.h"
#include "ui/knowledge/DocumentModel.h"
#include "ui/knowledge/ScoreWords.h"
#include "ui/widgets/TextRole.h"

#include <QLabel>
#include <QMouseEvent>
#include <QPushButton>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kShownCharacters = 420;

QLabel *cardLabel(const QString &text, TextRole role, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    applyTextRole(label, role);
    return label;
}
} // namespace

FoundCard::FoundCard(const RetrievedPassage &found, QWidget *parent) : QFrame(parent)
{
    setProperty("card", true);
    setCursor(Qt::PointingHandCursor);
    auto *title = new QPushButton(found.documentTitle, this);
    title->setObjectName(u"foundTitle"_s);
    title->setProperty("kind", u"link"_s);
    title->setToolTip(tr("Open this memory here"));
    title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // a long title must not widen the page
    connect(title, &QPushButton::clicked, this, &FoundCard::opened);

    QStringList details{documentDateText(found.passage.happenedAt), found.passage.speaker,
                        howWellItFits(found.score)};
    details.removeAll(QString());
    auto *detail = cardLabel(details.join(u" · "_s), TextRole::Detail, this);
    detail->setProperty("tone", u"muted"_s);
    auto *words = cardLabel({}, TextRole::Control, this);
    words->setTextFormat(Qt::RichText);
    words->setText(withWordsBold(shortened(found.passage.content, kShownCharacters), found.matched));
    words->setObjectName(u"foundPassage"_s);
    auto *why = cardLabel(whyFound(found), TextRole::Detail, this);
    why->setObjectName(u"foundWhy"_s);
    why->setProperty("tone", u"accent"_s);
    why->setVisible(!why->text().isEmpty());
    title->setAccessibleDescription(u"%1. %2"_s.arg(details.join(u", "_s), why->text()));

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(6);
    column->addWidget(title);
    column->addWidget(detail);
    column->addWidget(words);
    column->addWidget(why);
}

void FoundCard::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT opened();
}

} // namespace CloneMemoria
