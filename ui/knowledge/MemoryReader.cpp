#include "ui/knowledge/MemoryReader.h"

#include "ui/knowledge/DocumentModel.h"
#include "ui/knowledge/MemoryDateEdit.h"
#include "ui/knowledge/MemoryText.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/Notice.h"
#include "ui/widgets/TextRole.h"
#include "ui/widgets/Theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kTitleLength = 200;
} // namespace

MemoryReader::MemoryReader(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_notice(new Notice(this))
    , m_text(new MemoryText(theme, this))
{
    m_header = makeHeader();
    m_form = makeForm();
    setObjectName(u"memoryReader"_s);
    m_notice->setObjectName(u"memoryNotice"_s);
    m_text->setAccessibleTextName(tr("Text of the memory"));

    auto *noticeRow = new QHBoxLayout;
    noticeRow->setContentsMargins(24, 0, 24, 0);
    noticeRow->addWidget(m_notice);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_form);
    column->addLayout(noticeRow);
    column->addWidget(m_text, 1);
    setTabOrder(m_cancel, m_save);

    connect(m_text, &MemoryText::edited, this, [this] { m_notice->clear(); });
    connect(m_text, &MemoryText::loaded, this, [this] {
        m_edit->setEnabled(true);
        m_text->setEditable(m_editing);
    });
    connect(m_notice, &Notice::actionRequested, this, &MemoryReader::actionRequested);
    auto *save = new QShortcut(QKeySequence::Save, this);
    save->setContext(Qt::WidgetWithChildrenShortcut);
    connect(save, &QShortcut::activated, this, [this] {
        if (m_editing && m_save->isEnabled())
            Q_EMIT saveRequested();
    });
    setEditing(false);
}

QWidget *MemoryReader::makeHeader()
{
    auto *header = new QWidget(this);
    m_title = new QLabel(header);
    m_title->setObjectName(u"memoryTitle"_s);
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    applyTextRole(m_title, TextRole::Title);
    m_details = new QLabel(header);
    m_details->setObjectName(u"memoryDetails"_s);
    m_details->setWordWrap(true);
    m_details->setTextFormat(Qt::PlainText);
    applyTextRole(m_details, TextRole::Detail);
    m_details->setProperty("tone", u"muted"_s);
    m_showPassages = new IconButton(u"rows-3"_s, tr("Show passages"), header);
    m_showPassages->setObjectName(u"memoryPassages"_s);
    m_showPassages->setCheckable(true);
    m_showPassages->setToolTip(tr("Show the passages that are found and quoted"));
    connect(m_showPassages, &QToolButton::toggled, this,
            [this](bool shown) { m_text->setPassagesVisible(shown); });
    m_edit = new IconButton(u"pencil"_s, tr("Edit this memory"), header);
    m_edit->setObjectName(u"memoryEdit"_s);
    m_delete = new IconButton(u"trash-2"_s, tr("Delete this memory"), header);
    m_delete->setObjectName(u"memoryDelete"_s);
    connect(m_edit, &QToolButton::clicked, this, &MemoryReader::startEditing);
    connect(m_delete, &QToolButton::clicked, this, &MemoryReader::deleteRequested);

    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_title);
    words->addWidget(m_details);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(24, 16, 16, 8);
    row->setSpacing(4);
    row->addLayout(words, 1);
    row->addWidget(m_showPassages, 0, Qt::AlignTop);
    row->addWidget(m_edit, 0, Qt::AlignTop);
    row->addWidget(m_delete, 0, Qt::AlignTop);
    return header;
}

QWidget *MemoryReader::makeForm()
{
    auto *form = new QWidget(this);
    m_titleEdit = new QLineEdit(form);
    m_titleEdit->setObjectName(u"memoryTitleEdit"_s);
    m_titleEdit->setPlaceholderText(tr("Title, or leave it to the first words"));
    m_titleEdit->setAccessibleName(tr("Title"));
    m_titleEdit->setMaxLength(kTitleLength);
    m_dateKnown = new QCheckBox(tr("It happened on"), form);
    m_dateKnown->setObjectName(u"memoryDateKnown"_s);
    m_date = new MemoryDateEdit(form);
    m_date->setObjectName(u"memoryDate"_s);
    m_save = new QPushButton(tr("Save"), form);
    m_save->setObjectName(u"memorySave"_s);
    m_save->setProperty("kind", u"primary"_s);
    m_cancel = new QPushButton(tr("Cancel"), form);
    m_cancel->setObjectName(u"memoryCancel"_s);

    auto *undo = new IconButton(u"undo-2"_s, tr("Undo"), form);
    undo->setObjectName(u"memoryUndo"_s);
    auto *redo = new IconButton(u"redo-2"_s, tr("Redo"), form);
    redo->setObjectName(u"memoryRedo"_s);
    for (IconButton *button : {undo, redo})
        button->setEnabled(false);
    connect(undo, &QToolButton::clicked, m_text, &MemoryText::undo);
    connect(redo, &QToolButton::clicked, m_text, &MemoryText::redo);
    connect(m_text, &MemoryText::undoAvailable, undo, &QWidget::setEnabled);
    connect(m_text, &MemoryText::redoAvailable, redo, &QWidget::setEnabled);

    connect(m_dateKnown, &QCheckBox::toggled, m_date, &QWidget::setEnabled);
    const auto changed = [this] {
        m_formChanged = true;
        m_notice->clear();
    };
    connect(m_titleEdit, &QLineEdit::textEdited, this, changed);
    connect(m_dateKnown, &QCheckBox::clicked, this, changed);
    connect(m_date, &QDateTimeEdit::dateChanged, this, changed);
    connect(m_save, &QPushButton::clicked, this, &MemoryReader::saveRequested);
    connect(m_cancel, &QPushButton::clicked, this, &MemoryReader::cancelRequested);

    auto *second = new QHBoxLayout;
    second->setSpacing(8);
    second->addWidget(m_dateKnown);
    second->addWidget(m_date);
    second->addStretch(1);
    second->addWidget(m_cancel);
    second->addWidget(m_save);
    auto *column = new QVBoxLayout(form);
    column->setContentsMargins(24, 16, 24, 8);
    column->setSpacing(8);
    auto *first = new QHBoxLayout;
    first->setSpacing(4);
    first->addWidget(m_titleEdit, 1);
    first->addWidget(undo);
    first->addWidget(redo);
    column->addLayout(first);
    column->addLayout(second);
    return form;
}

void MemoryReader::setEditing(bool editing)
{
    const bool was = m_editing;
    m_editing = editing;
    m_header->setVisible(!editing);
    m_form->setVisible(editing);
    m_text->setEditable(editing);
    if (was != editing)
        Q_EMIT editingChanged(editing);
}

void MemoryReader::showDocument(const Document &document, const QList<Passage> &passages)
{
    QList<PassageMark> marks;
    for (const Passage &passage : passages)
        marks.append({passage.startOffset, passage.endOffset, passage.speaker, passage.happenedAt});
    m_document = document;
    m_passages = passages;
    m_formChanged = false;
    m_notice->clear();
    setSaving(false);
    m_edit->setEnabled(false); // until all of the text is there
    m_text->setText(document.content, marks);
    m_showPassages->setVisible(!marks.isEmpty());
    setEditing(false);
    refreshDetails();
}

void MemoryReader::refreshDetails()
{
    m_title->setText(m_document.title);
    QStringList details{documentKindName(m_document.sourceType)};
    if (!m_document.sourceUri.isEmpty())
        details << m_document.sourceUri;
    if (const QString date = documentDateText(m_document.happenedAt); !date.isEmpty())
        details << date;
    if (m_document.createdAt.isValid())
        details << tr("added %1")
                       .arg(QLocale().toString(m_document.createdAt.toLocalTime().date(),
                                               QLocale::ShortFormat));
    details << documentSizeText(int(m_document.content.size()));
    m_details->setText(details.join(u" · "_s));
}

void MemoryReader::fillForm(const Document &document)
{
    m_titleEdit->setText(document.title);
    const bool dated = document.happenedAt.isValid();
    m_dateKnown->setChecked(dated);
    m_date->setEnabled(dated);
    m_date->setDate(dated ? document.happenedAt.toUTC().date() : QDate::currentDate());
    m_formChanged = false;
}

void MemoryReader::startEditing()
{
    if (m_editing || m_text->isLoading())
        return;
    fillForm(m_document);
    m_text->clearHighlight();
    setEditing(true);
    m_text->focusText();
}

void MemoryReader::stopEditing()
{
    const Document document = m_document;
    const QList<Passage> passages = m_passages;
    showDocument(document, passages);
}

void MemoryReader::writeNew(const QString &title, const QString &text)
{
    Document fresh;
    showDocument(fresh);
    if (!text.isEmpty())
        m_text->setText(text);
    fresh.title = title;
    fillForm(fresh);
    setEditing(true);
    m_formChanged = !text.isEmpty();
    if (text.isEmpty())
        m_text->focusText();
    else
        m_titleEdit->setFocus();
}

void MemoryReader::resumeDraft(const Document &draft, const Document &original)
{
    showDocument(original);
    m_text->setText(draft.content);
    fillForm(draft);
    setEditing(true);
    m_formChanged = true;
}

bool MemoryReader::hasUnsavedText() const
{
    return m_editing && (m_formChanged || m_text->isModified());
}

Document MemoryReader::draft() const
{
    Document draft = m_document;
    draft.title = m_titleEdit->text().trimmed();
    draft.content = m_text->text();
    if (!m_dateKnown->isChecked())
        draft.happenedAt = {};
    else if (!draft.happenedAt.isValid() || draft.happenedAt.toUTC().date() != m_date->date())
        draft.happenedAt = m_date->happenedAt();
    return draft;
}

void MemoryReader::setSaving(bool saving)
{
    m_save->setEnabled(!saving);
    m_cancel->setEnabled(!saving);
    m_titleEdit->setEnabled(!saving);
    m_text->setEditable(m_editing && !saving);
}

void MemoryReader::showError(const Error &error)
{
    setSaving(false);
    m_notice->setError(error);
}

void MemoryReader::showInfo(const QString &sentence)
{
    m_notice->showMessage(Notice::Kind::Info, sentence);
}

void MemoryReader::clearNotice()
{
    m_notice->clear();
}

void MemoryReader::highlight(int start, int end)
{
    m_text->highlight(start, end);
}

} // namespace CloneMemoria
