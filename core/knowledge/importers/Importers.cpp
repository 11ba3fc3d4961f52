#include "core/knowledge/importers/Importers.h"

#include "core/knowledge/importers/ChatGptImporter.h"
#include "core/knowledge/importers/ChatJsonImporter.h"
#include "core/knowledge/importers/CsvImporter.h"
#include "core/knowledge/importers/DocxImporter.h"
#include "core/knowledge/importers/EpubImporter.h"
#include "core/knowledge/importers/GenericChatImporter.h"
#include "core/knowledge/importers/HtmlImporter.h"
#include "core/knowledge/importers/JsonImporter.h"
#include "core/knowledge/importers/MailImporter.h"
#include "core/knowledge/importers/OdtImporter.h"
#include "core/knowledge/importers/SignalImporter.h"
#include "core/knowledge/importers/TelegramImporter.h"
#include "core/knowledge/importers/TextImporter.h"
#include "core/knowledge/importers/WhatsAppImporter.h"

#ifdef CLONEMEMORIA_PDF
#include "core/knowledge/importers/PdfImporter.h"
#endif

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// One a format. Where two are equally sure of a file, the first one reads it.
const QList<const Importer *> &importers()
{
#ifdef CLONEMEMORIA_PDF
    static const PdfImporter pdf;
#endif
    static const DocxImporter docx;
    static const OdtImporter odt;
    static const EpubImporter epub;
    static const HtmlImporter html;
    static const CsvImporter csv;
    static const JsonImporter json;
    static const TextImporter text;
    static const ChatGptImporter chatGpt;
    static const ChatJsonImporter chatJson;
    static const EmlImporter eml;
    static const GenericChatImporter genericChat;
    static const MboxImporter mbox;
    static const SignalImporter signal;
    static const TelegramImporter telegram;
    static const WhatsAppImporter whatsApp;
    static const QList<const Importer *> all{
#ifdef CLONEMEMORIA_PDF
        &pdf,
#endif
        &whatsApp, &signal, &telegram, &chatGpt, &chatJson, &genericChat, &eml,  &mbox,
        &docx,     &odt,    &epub,     &html,    &csv,      &json,        &text,
    };
    return all;
}

class CountingSink final : public DraftSink
{
public:
    explicit CountingSink(DraftSink &sink) : m_sink(sink) { }

    Result<void> take(DocumentDraft draft) override
    {
        m_any = true;
        return m_sink.take(std::move(draft));
    }
    Result<void> progress(qint64 bytesRead) override { return m_sink.progress(bytesRead); }
    bool any() const { return m_any; }

private:
    DraftSink &m_sink;
    bool m_any = false;
};

class CollectingSink final : public DraftSink
{
public:
    Result<void> take(DocumentDraft draft) override
    {
        drafts.append(std::move(draft));
        return {};
    }
    Result<void> progress(qint64) override { return {}; }

    QList<DocumentDraft> drafts;
};

class PeopleSink final : public DraftSink
{
public:
    Result<void> take(DocumentDraft draft) override
    {
        for (const Turn &turn : std::as_const(draft.turns))
            ++m_turns[turn.speaker];
        return {};
    }
    Result<void> progress(qint64) override { return {}; }

    QStringList people() const
    {
        QStringList names = m_turns.keys();
        names.removeAll(QString());
        std::sort(names.begin(), names.end(), [this](const QString &a, const QString &b) {
            return m_turns[a] != m_turns[b] ? m_turns[a] > m_turns[b] : a < b;
        });
        return names;
    }

private:
    QHash<QString, qint64> m_turns;
};
} // namespace

Result<const Importer *> importerFor(const FileProbe &probe)
{
    const Importer *best = nullptr;
    Fit bestFit = Fit::No;
    for (const Importer *importer : importers()) {
        const Fit fit = importer->fit(probe);
        if (fit > bestFit) {
            best = importer;
            bestFit = fit;
        }
    }
    if (!best)
        return fail(ErrorKind::InvalidInput, probe.suffix, u"file-type"_s, probe.name);
    return best;
}

Result<void> importFile(const QString &path, DraftSink &sink)
{
    CM_TRY_ASSIGN(probe, probeFile(path));
    CM_TRY_ASSIGN(importer, importerFor(probe));
    CountingSink counting(sink);
    CM_TRY(importer->read(probe, counting));
    if (!counting.any())
        return fail(ErrorKind::InvalidInput, u"no text"_s, u"file-empty"_s, probe.name);
    return {};
}

Result<QList<DocumentDraft>> readDrafts(const QString &path)
{
    CollectingSink sink;
    CM_TRY(importFile(path, sink));
    return std::move(sink.drafts);
}

Result<QStringList> peopleIn(const QString &path)
{
    PeopleSink sink;
    CM_TRY(importFile(path, sink));
    return sink.people();
}

QStringList importableSuffixes()
{
    QStringList suffixes = suffixesInFolders();
    suffixes.append(u"zip"_s);
    return suffixes;
}

QStringList suffixesInFolders()
{
    return {
#ifdef CLONEMEMORIA_PDF
        u"pdf"_s,
#endif
        u"txt"_s,  u"text"_s,  u"md"_s,     u"markdown"_s, u"html"_s, u"htm"_s, u"xhtml"_s,
        u"docx"_s, u"docm"_s,  u"odt"_s,    u"ott"_s,      u"epub"_s, u"csv"_s, u"tsv"_s,
        u"json"_s, u"jsonl"_s, u"ndjson"_s, u"eml"_s,      u"mbox"_s,
    };
}

} // namespace CloneMemoria
