#include "core/knowledge/importers/HtmlImporter.h"

#include "core/knowledge/importers/DraftWriter.h"
#include "core/knowledge/importers/Html.h"
#include "core/knowledge/importers/TextFile.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// Past comments and an XML declaration, a page begins by saying that it is one.
bool beginsAsHtml(const QByteArray &head)
{
    constexpr qsizetype kSearched = 4096;
    const std::optional<QString> text = decodeText(head.left(kSearched));
    if (!text)
        return false;
    QStringView rest = QStringView(*text).trimmed();
    while (rest.startsWith(u"<!--") || rest.startsWith(u"<?xml")) {
        const QStringView end = rest.startsWith(u"<?") ? QStringView(u"?>") : QStringView(u"-->");
        const qsizetype at = rest.indexOf(end);
        if (at < 0)
            return false;
        rest = rest.sliced(at + end.size()).trimmed();
    }
    for (const QStringView start : {u"<!doctype html", u"<html", u"<head>", u"<body"}) {
        if (rest.startsWith(start, Qt::CaseInsensitive))
            return true;
    }
    return false;
}
} // namespace

QString HtmlImporter::format() const
{
    return u"html"_s;
}

Fit HtmlImporter::fit(const FileProbe &probe) const
{
    if (beginsAsHtml(probe.head))
        return Fit::Content;
    const bool isNamed = probe.suffix == "html"_L1 || probe.suffix == "htm"_L1 || probe.suffix == "xhtml"_L1;
    return isNamed ? Fit::Named : Fit::No;
}

Result<void> HtmlImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    TextReader reader(probe, sink, htmlDecoder(probe.head, probe.isWhole()));
    DraftWriter writer(probe, sink);
    HtmlHead head;
    const auto write = [&](const QString &text) {
        if (!writer.hasTitle())
            writer.setTitle(head.title);
        return writer.write(text);
    };
    Result<void> read = readHtml([&reader] { return reader.next(); }, write, head);
    if (!read) {
        if (read.error().subject.isEmpty())
            read.error().subject = probe.name;
        return read;
    }
    writer.setTitle(head.title.trimmed().isEmpty() ? head.heading : head.title);
    return writer.finish();
}

} // namespace CloneMemoria
