#include "core/knowledge/importers/TextImporter.h"

#include "core/knowledge/importers/DraftWriter.h"
#include "core/knowledge/importers/TextDecoder.h"
#include "core/knowledge/importers/TextFile.h"

#include <QSet>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
bool isMarkdown(const FileProbe &probe)
{
    return probe.suffix == "md"_L1 || probe.suffix == "markdown"_L1;
}

// The first heading, looked for line by line as the text comes.
class MarkdownTitle
{
public:
    void look(const QString &text)
    {
        m_line += text;
        qsizetype start = 0;
        for (qsizetype end = 0; m_found.isEmpty() && (end = m_line.indexOf(u'\n', start)) >= 0;
             start = end + 1)
            lookAt(QStringView(m_line).sliced(start, end - start));
        m_line.remove(0, start);
        if (m_line.size() > kLongestHeading)
            m_line.clear();
    }
    QString found() const { return m_found; }
    bool isFound() const { return !m_found.isEmpty(); }

private:
    static constexpr qsizetype kLongestHeading = 1000;

    void lookAt(QStringView part)
    {
        const QStringView line = part.trimmed();
        if (line.startsWith(u"```") || line.startsWith(u"~~~"))
            m_code = !m_code; // a comment in a program is no heading
        qsizetype hashes = 0;
        while (hashes < line.size() && line[hashes] == u'#')
            ++hashes;
        if (isFrontMatter(line))
            return;
        if (m_code || hashes < 1 || hashes > 6 || hashes >= line.size() || !line[hashes].isSpace())
            return;
        QStringView title = line.sliced(hashes).trimmed();
        while (title.endsWith(u'#'))
            title.chop(1);
        m_found = title.trimmed().toString();
    }

    // "title: Boats" between lines of dashes at the beginning.
    bool isFrontMatter(QStringView line)
    {
        const bool isRule = line == "---"_L1 || line == "..."_L1;
        if (std::exchange(m_isFirst, false))
            m_isFront = line == "---"_L1;
        else if (m_isFront && (isRule || line.isEmpty()))
            m_isFront = false;
        else if (m_isFront && line.startsWith("title:"_L1))
            m_found = unquoted(line.sliced(6).trimmed()).toString();
        return m_isFront;
    }

    static QStringView unquoted(QStringView text)
    {
        const bool isQuoted = text.size() > 1 && text.front() == text.back()
                              && (text.front() == u'"' || text.front() == u'\'');
        return isQuoted ? text.sliced(1, text.size() - 2) : text;
    }

    QString m_line;
    QString m_found;
    bool m_code = false;
    bool m_isFirst = true;
    bool m_isFront = false;
};

// Takes the bytes of pictures out that stand in a text: "![](data:image/png;base64,…)".
class PictureBytes
{
public:
    QString takeOut(const QString &text)
    {
        const QString all = std::exchange(m_held, {}) + text;
        QString kept;
        qsizetype at = 0;
        while (at < all.size()) {
            if (m_isInside) {
                while (at < all.size() && isByte(all.at(at)))
                    ++at;
                m_isInside = at == all.size();
                continue;
            }
            const qsizetype mark = all.indexOf(kMark, at);
            const qsizetype end = mark < 0 ? all.size() : mark + kMark.size();
            kept += QStringView(all).sliced(at, end - at);
            m_isInside = mark >= 0;
            at = end;
        }
        // The mark may be cut: what could be its beginning waits for the rest.
        for (qsizetype size = std::min(kMark.size() - 1, kept.size()); !m_isInside && size > 0; --size) {
            if (kept.endsWith(kMark.first(size))) {
                m_held = kept.last(size);
                kept.chop(size);
                break;
            }
        }
        return kept;
    }
    QString rest() const { return m_held; }

private:
    static constexpr QLatin1StringView kMark = ";base64,"_L1;

    static bool isByte(QChar c)
    {
        const char16_t u = c.unicode();
        return (u >= u'0' && u <= u'9') || (u >= u'A' && u <= u'Z') || (u >= u'a' && u <= u'z') || u == u'+'
               || u == u'/' || u == u'=';
    }

    QString m_held;
    bool m_isInside = false;
};

// Formats that are text in the eyes of a program, and none in those of a reader.
bool isForPrograms(const FileProbe &probe)
{
    static const QSet<QString> kSuffixes{u"jpg"_s,  u"jpeg"_s, u"png"_s,  u"gif"_s, u"bmp"_s, u"tif"_s,
                                         u"tiff"_s, u"webp"_s, u"heic"_s, u"svg"_s, u"mp3"_s, u"m4a"_s,
                                         u"ogg"_s,  u"wav"_s,  u"mp4"_s,  u"mov"_s, u"avi"_s, u"mkv"_s,
                                         u"zip"_s,  u"gz"_s,   u"7z"_s,   u"rar"_s, u"tar"_s, u"exe"_s,
                                         u"dll"_s,  u"so"_s,   u"doc"_s,  u"xls"_s, u"ppt"_s, u"rtf"_s,
                                         u"xlsx"_s, u"pptx"_s};
    return kSuffixes.contains(probe.suffix) || probe.head.startsWith("{\\rtf")
           || probe.head.startsWith("%PDF-") || probe.head.startsWith("%!PS");
}
} // namespace

QString TextImporter::format() const
{
    return u"text"_s;
}

Fit TextImporter::fit(const FileProbe &probe) const
{
    if (isMarkdown(probe) || probe.suffix == "txt"_L1 || probe.suffix == "text"_L1)
        return Fit::Named;
    return !isForPrograms(probe) && isClearlyText(probe.head, probe.isWhole()) ? Fit::Generic : Fit::No;
}

Result<void> TextImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    if (probe.head.startsWith("-----BEGIN PGP MESSAGE-----"))
        return refusal(probe, u"file-encrypted"_s, u"PGP"_s);
    TextReader reader(probe, sink);
    DraftWriter writer(probe, sink);
    MarkdownTitle title;
    PictureBytes pictures;
    while (true) {
        CM_TRY_ASSIGN(text, reader.next());
        if (text.isEmpty())
            break;
        if (isMarkdown(probe) && !title.isFound()) {
            title.look(text);
            writer.setTitle(title.found());
        }
        CM_TRY(writer.write(pictures.takeOut(text)));
    }
    CM_TRY(writer.write(pictures.rest()));
    if (isMarkdown(probe)) {
        title.look(u"\n"_s);
        writer.setTitle(title.found());
    }
    return writer.finish();
}

} // namespace CloneMemoria
