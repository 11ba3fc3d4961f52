#include "core/knowledge/importers/DraftWriter.h"

#include <QFileInfo>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr qsizetype kLongestLine = 64 * 1024; // longer ones are cleaned in pieces

bool endsSentence(QChar c)
{
    return QStringView(u".!?…。！？").contains(c);
}

// A place that no character or line end spans, after which cleaning can go on.
qsizetype cleanable(const QString &raw)
{
    const qsizetype line = raw.lastIndexOf(u'\n') + 1;
    if (raw.size() - line <= kLongestLine)
        return line;
    const qsizetype word = raw.lastIndexOf(u' ') + 1;
    if (word > line)
        return word;
    qsizetype any = raw.size() - 1; // the last one may be half of something
    while (any > line && (raw.at(any).isLowSurrogate() || raw.at(any).isMark()))
        --any;
    return any;
}
} // namespace

qsizetype bestCut(QStringView text, qsizetype longest)
{
    const QStringView part = text.first(longest);
    const qsizetype least = longest / 2;
    if (const qsizetype blank = part.lastIndexOf(u"\n\n"); blank >= least)
        return blank + 2;
    if (const qsizetype line = part.lastIndexOf(u'\n'); line >= least)
        return line + 1;
    for (qsizetype i = longest - 1; i > least; --i) {
        if (part[i].isSpace() && endsSentence(part[i - 1]))
            return i + 1;
        if (part[i].unicode() > 0x3000 && endsSentence(part[i])) // no space follows in Chinese and Japanese
            return i + 1;
    }
    for (qsizetype i = longest - 1; i > least; --i) {
        if (part[i].isSpace())
            return i + 1;
    }
    qsizetype any = longest;
    while (any > least && any < text.size() && (text[any].isLowSurrogate() || text[any].isMark()))
        --any;
    return any;
}

Failure refusal(const FileProbe &probe, const QString &code, const QString &detail)
{
    return fail(ErrorKind::InvalidInput, detail, code, probe.name);
}

DraftWriter::DraftWriter(const FileProbe &probe, DraftSink &sink)
    : m_probe(probe)
    , m_sink(sink)
    , m_title(QFileInfo(probe.name).completeBaseName())
{
    if (m_title.isEmpty()) // ".profile"
        m_title = probe.name;
}

void DraftWriter::setTitle(const QString &title)
{
    if (title.trimmed().isEmpty())
        return;
    m_title = title;
    m_hasTitle = true;
}

Result<void> DraftWriter::write(const QString &text)
{
    m_raw += text;
    const qsizetype size = cleanable(m_raw);
    if (size == 0)
        return {};
    m_clean += cleanText(m_raw.first(size));
    m_raw.remove(0, size);
    return divide(kMaxDocumentCharacters);
}

Result<void> DraftWriter::finish()
{
    m_clean += cleanText(std::exchange(m_raw, {}));
    CM_TRY(divide(kMaxDocumentCharacters));
    CM_TRY(cut(m_clean.size()));
    if (m_parts == 1)
        CM_TRY(m_sink.take(std::move(m_first)));
    return {};
}

Result<void> DraftWriter::divide(qsizetype longest)
{
    while (m_clean.size() > longest)
        CM_TRY(cut(bestCut(m_clean, longest)));
    return {};
}

Result<void> DraftWriter::cut(qsizetype size)
{
    DocumentDraft draft{.title = m_title,
                        .content = m_clean.first(size),
                        .sourceType = SourceType::File,
                        .sourceUri = QFileInfo(m_probe.path).absoluteFilePath(),
                        .happenedAt = m_date};
    m_clean.remove(0, size);
    while (m_clean.startsWith(u'\n'))
        m_clean.remove(0, 1);
    Result<DocumentDraft> clean = cleanDraft(std::move(draft));
    if (!clean)
        return clean.error().code == "text-empty"_L1 ? Result<void>() : fail(std::move(clean).error());
    if (m_parts == 0) {
        if (!clean->happenedAt.isValid())
            clean->happenedAt = m_fallbackDate;
        m_date = clean->happenedAt;
        m_first = *std::move(clean);
        m_parts = 1;
        return {};
    }
    if (m_parts == 1)
        CM_TRY(handOn(std::move(m_first), 1));
    return handOn(*std::move(clean), ++m_parts);
}

Result<void> DraftWriter::handOn(DocumentDraft draft, int number)
{
    draft.title = u"%1 (%2)"_s.arg(draft.title).arg(number);
    return m_sink.take(std::move(draft));
}

} // namespace CloneMemoria
