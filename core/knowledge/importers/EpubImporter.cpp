#include "core/knowledge/importers/EpubImporter.h"

#include "core/knowledge/importers/DraftWriter.h"
#include "core/knowledge/importers/EpubPackage.h"
#include "core/knowledge/importers/Html.h"
#include "core/knowledge/importers/OfficeMeta.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>
#include <QUrl>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// The values of one attribute, wherever it stands: where the package is, what is encrypted.
class AttributeValues final : public XmlHandler
{
public:
    explicit AttributeValues(QLatin1StringView name) : m_name(name) { }

    void start(const QXmlStreamReader &xml) override
    {
        const QString value = xml.attributes().value(m_name).toString();
        if (!value.isEmpty())
            values.append(value);
    }
    void end(const QXmlStreamReader &) override { }
    void text(const QXmlStreamReader &) override { }

    QStringList values;

private:
    QLatin1StringView m_name;
};

class EpubReader
{
public:
    EpubReader(const FileProbe &probe, DraftSink &sink) : m_probe(probe), m_sink(sink), m_archive(probe, sink)
    { }

    Result<void> read()
    {
        CM_TRY(m_archive.open());
        AttributeValues containers("full-path"_L1);
        CM_TRY(m_archive.readXml(u"META-INF/container.xml"_s, containers));
        if (containers.values.isEmpty())
            return m_archive.refuse(u"file-damaged"_s, u"no package is named"_s);
        EpubPackage package(containers.values.first());
        CM_TRY(m_archive.readXml(containers.values.first(), package));
        m_book = package.title().isEmpty() ? QFileInfo(m_probe.name).completeBaseName() : package.title();
        m_date = sensibleDate(package.date());
        const QStringList chapters = package.chapters();
        CM_TRY(refuseLocked(chapters));
        for (const QString &path : chapters)
            CM_TRY(readChapter(path));
        return finish();
    }

private:
    struct Chapter
    {
        QString title;
        QString text;
    };

    Result<void> refuseLocked(const QStringList &chapters)
    {
        const QString name = u"META-INF/encryption.xml"_s;
        if (!m_archive.contains(name))
            return {};
        AttributeValues locked("URI"_L1);
        CM_TRY(m_archive.readXml(name, locked));
        const QSet<QString> known(chapters.cbegin(), chapters.cend());
        for (const QString &reference : std::as_const(locked.values)) {
            if (known.contains(QDir::cleanPath(QUrl::fromPercentEncoding(reference.toUtf8()))))
                return m_archive.refuse(u"file-encrypted"_s, reference);
        }
        return {};
    }

    Result<void> readChapter(const QString &path)
    {
        CM_TRY_ASSIGN(bytes, m_archive.read(path));
        TextDecoder decoder = htmlDecoder(bytes, true);
        const std::optional<QString> begin = decoder.decode(bytes);
        const std::optional<QString> rest = begin ? decoder.finish() : std::nullopt;
        if (!rest)
            return m_archive.refuse(u"file-damaged"_s, u"“%1” is no text"_s.arg(path));
        bytes.clear();
        QString html = *begin + *rest;
        Chapter chapter;
        HtmlHead head;
        Result<void> readResult = readHtml([&html]() -> Result<QString> { return std::exchange(html, {}); },
                                           [&chapter](const QString &text) -> Result<void> {
                                               chapter.text += text;
                                               return {};
                                           },
                                           head);
        if (!readResult)
            return m_archive.refuse(readResult.error().code, readResult.error().detail);
        if (chapter.text.trimmed().isEmpty())
            return {};
        chapter.title = head.heading.trimmed().isEmpty() ? head.title.simplified()
                                                         : head.heading.simplified();
        m_size += chapter.text.size() + 2;
        m_chapters.append(std::move(chapter));
        return m_size > kMaxDocumentCharacters ? handOnChapters() : Result<void>();
    }

    Result<void> handOnChapters()
    {
        m_isDivided = true;
        for (const Chapter &chapter : std::exchange(m_chapters, {})) {
            const bool isNamed = !chapter.title.isEmpty() && chapter.title != m_book;
            ++m_number;
            CM_TRY(handOn(u"%1: %2"_s.arg(m_book, isNamed ? chapter.title : QString::number(m_number)),
                          chapter.text));
        }
        return {};
    }

    Result<void> handOn(const QString &title, const QString &text)
    {
        DraftWriter writer(m_probe, m_sink);
        writer.setTitle(title);
        writer.setFallbackDate(m_date);
        CM_TRY(writer.write(text));
        return writer.finish();
    }

    Result<void> finish()
    {
        if (m_isDivided)
            return handOnChapters();
        QStringList texts;
        for (const Chapter &chapter : std::as_const(m_chapters))
            texts.append(chapter.text);
        return handOn(m_book, texts.join(u"\n\n"_s));
    }

    FileProbe m_probe;
    DraftSink &m_sink;
    ZipArchive m_archive;
    QString m_book;
    QDateTime m_date;
    QList<Chapter> m_chapters; ///< until it is known whether the book is to be divided
    qsizetype m_size = 0;
    int m_number = 0;
    bool m_isDivided = false;
};
} // namespace

QString EpubImporter::format() const
{
    return u"epub"_s;
}

Fit EpubImporter::fit(const FileProbe &probe) const
{
    return packageFit(probe, PackageKind::Epub, {u"epub"_s});
}

Result<void> EpubImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    return EpubReader(probe, sink).read();
}

} // namespace CloneMemoria
