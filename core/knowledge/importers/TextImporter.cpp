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
        if (m_code || hashes < 1 || hashes > 6 || hashes >= line.size() || !line[hashes].isSpace())
            return;
        QStringView title = line.sliced(hashes).trimmed();
        while (title.endsWith(u'#'))
            title.chop(1);
        m_found = title.trimmed().toString();
    }

    QString m_line;
    QString m_found;
    bool m_code = false;
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
    TextReader reader(probe, sink);
    DraftWriter writer(probe, sink);
    MarkdownTitle title;
    while (true) {
        CM_TRY_ASSIGN(text, reader.next());
        if (text.isEmpty())
            break;
        if (isMarkdown(probe) && !title.isFound()) {
            title.look(text);
            writer.setTitle(title.found());
        }
        CM_TRY(writer.write(text));
    }
    if (isMarkdown(probe)) {
        title.look(u"\n"_s);
        writer.setTitle(title.found());
    }
    return writer.finish();
}

} // namespace CloneMemoria
