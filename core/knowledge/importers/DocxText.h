#pragma once

#include "core/knowledge/importers/BlockText.h"
#include "core/knowledge/importers/ZipArchive.h"

#include <QHash>

namespace CloneMemoria {

/// What a docx file's styles make of their paragraphs.
class DocxStyles final : public XmlHandler
{
public:
    void start(const QXmlStreamReader &xml) override;
    void end(const QXmlStreamReader &) override { }
    void text(const QXmlStreamReader &) override { }

    int headingLevel(const QString &style) const; ///< 0: no heading
    bool isListItem(const QString &style) const;

private:
    struct Style
    {
        int level = 0;
        bool isListItem = false;
        QString basedOn;
    };
    template <typename Visit>
    void visitChain(const QString &style, Visit visit) const;

    QHash<QString, Style> m_styles;
    QString m_current;
};

/// The text of a docx file's body, or of the notes at its end. What was deleted while changes were tracked, hidden
/// text and field codes are left out.
class DocxText final : public XmlHandler
{
public:
    using Notes = QHash<QString, QString>; ///< by "footnote:id" and "endnote:id"

    using Out = std::function<Result<void>(const QString &)>;

    /// The body. `notes` must outlive it, as must `styles`.
    DocxText(const DocxStyles &styles, const Notes &notes, Out out);
    /// The notes, which are put into `found`.
    DocxText(const DocxStyles &styles, Notes &found);

    void start(const QXmlStreamReader &xml) override;
    void end(const QXmlStreamReader &xml) override;
    void text(const QXmlStreamReader &xml) override;
    Result<void> state() const override { return m_state; }
    Result<void> finish();

private:
    void startElement(const QString &name, const QXmlStreamAttributes &attributes);
    void startProperty(const QString &name, const QXmlStreamAttributes &attributes);
    void beginBlock();
    void addNote(const QString &key);

    const DocxStyles &m_styles;
    const Notes &m_notes;
    Notes *m_notesFound = nullptr;
    QString m_noteText;
    Result<void> m_state;
    QString m_noteKey;
    BlockText m_blocks;
    int m_skipped = 0; ///< how deep within an element that is left out
    int m_notesTold = 0;
    bool m_inText = false;
    bool m_runHidden = false;
    bool m_inParagraphProperties = false;
    QString m_style;
    int m_listDepth = -1; ///< -1: not told; -2: told to be in no list
};

} // namespace CloneMemoria
