#include "ui/chat/CitationChips.h"

#include "ui/widgets/FlowLayout.h"
#include "ui/widgets/TextRole.h"

#include <QLocale>
#include <QPushButton>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kChipWidth = 260;
constexpr int kMaxChips = 6;
} // namespace

CitationChips::CitationChips(QWidget *parent) : QWidget(parent)
{
    setLayout(new FlowLayout(this, 6));
    setObjectName(u"citationChips"_s);
    setAccessibleName(tr("Memories behind this answer"));
}

QString CitationChips::label(const Citation &citation)
{
    const QString title = citation.documentTitle.simplified();
    if (!citation.happenedAt.isValid())
        return title;
    const QDate date = citation.happenedAt.toUTC().date();
    if (title.contains(QString::number(date.year())))
        return title;
    return tr("%1, %2", "a memory's title, its month and year")
        .arg(title, QLocale().toString(date, u"MMMM yyyy"));
}

void CitationChips::setCitations(const QList<Citation> &citations)
{
    qDeleteAll(m_buttons);
    m_buttons.clear();
    m_shown.clear();
    for (const Citation &citation : citations) {
        const bool there = std::any_of(m_shown.begin(), m_shown.end(), [&citation](const Citation &shown) {
            return citation.documentId == shown.documentId;
        });
        if (!there && m_shown.size() < kMaxChips)
            m_shown.append(citation);
    }
    for (int i = 0; i < m_shown.size(); ++i) {
        const QString words = label(m_shown.at(i));
        auto *button = new QPushButton(this);
        applyTextRole(button, TextRole::Detail);
        button->setProperty("kind", u"chip"_s);
        button->setObjectName(u"citationChip"_s);
        button->setCheckable(true);
        const QString shown = button->fontMetrics().elidedText(words, Qt::ElideRight, kChipWidth);
        button->setText(u"%1 · %2"_s.arg(QLocale().toString(i + 1), QString(shown).replace(u'&', "&&"_L1)));
        button->setToolTip(tr("Read it: %1").arg(words).toHtmlEscaped());
        button->setAccessibleName(tr("Memory %1: %2").arg(i + 1).arg(words));
        connect(button, &QPushButton::clicked, this, [this, i] { Q_EMIT chosen(m_shown.at(i)); });
        layout()->addWidget(button);
        m_buttons.append(button);
    }
    setVisible(!m_buttons.isEmpty());
}

void CitationChips::setOpenDocument(const QString &documentId)
{
    for (int i = 0; i < m_buttons.size(); ++i)
        m_buttons.at(i)->setChecked(!documentId.isEmpty() && m_shown.at(i).documentId == documentId);
}

int CitationChips::heightForWidth(int width) const
{
    return m_buttons.isEmpty() ? 0 : layout()->heightForWidth(width);
}

} // namespace CloneMemoria
