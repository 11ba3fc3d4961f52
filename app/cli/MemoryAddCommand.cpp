#include "app/cli/MemoryAddCommand.h"

#include "app/cli/Input.h"
#include "app/cli/JsonForms.h"
#include "app/cli/Output.h"
#include "core/base/Clock.h"
#include "core/base/ErrorText.h"
#include "core/base/Futures.h"
#include "core/knowledge/importers/Importers.h"
#include "core/knowledge/importers/TextDecoder.h"
#include "core/profile/Profile.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
const QString kStandardInput = u"-"_s;
constexpr qint64 kMaxImportBytes = 64LL * 1024 * 1024;

QDateTime dayOrTime(const QString &text)
{
    if (const QDate day = QDate::fromString(text, Qt::ISODate); day.isValid())
        return QDateTime(day, QTime(0, 0), Qt::UTC);
    return fromIso(text);
}
} // namespace

MemoryAddCommand::MemoryAddCommand(Invocation invocation, Output &output)
    : Command(std::move(invocation), output)
    , m_results(std::make_unique<nlohmann::json>(nlohmann::json::array()))
{ }

MemoryAddCommand::~MemoryAddCommand() = default;

Result<void> MemoryAddCommand::prepare()
{
    m_files = m_invocation.arguments.mid(1);
    if (m_invocation.has(u"title"_s) && m_files.size() > 1)
        return wrongUse(u"--title is for a single file."_s);
    if (m_invocation.has(u"date"_s)) {
        m_date = dayOrTime(m_invocation.value(u"date"_s).trimmed());
        if (!m_date.isValid())
            return wrongUse(
                u"--date takes a day such as 1969-07-20, or a time such as 1969-07-20T20:17:00Z."_s);
    }
    if (m_files.contains(QString()))
        return wrongUse(u"A file's name is empty."_s);
    const qsizetype inputs = m_files.count(kStandardInput);
    if (inputs > 1)
        return wrongUse(u"Standard input can be read only once."_s);
    if (inputs == 1) {
        CM_TRY_ASSIGN(bytes, readInput(kMaxImportBytes));
        m_input = bytes;
    }
    return {};
}

void MemoryAddCommand::run(Profile &profile)
{
    m_knowledge = &profile.knowledge();
    withClone(profile, m_invocation.arguments.constFirst(), [this](const Clone &clone) {
        m_cloneId = clone.id;
        addNext();
    });
}

// Blocks on the disk: nothing else wants this thread meanwhile.
Result<DocumentDraft> MemoryAddCommand::read(const QString &file) const
{
    DocumentDraft draft;
    if (file == kStandardInput) {
        const QString name = u"Standard input"_s;
        if (m_input.size() > kMaxImportBytes)
            return fail(ErrorKind::InvalidInput, u"%1 bytes"_s.arg(m_input.size()), u"file-too-large"_s,
                        name);
        const std::optional<QString> decoded = decodeText(m_input);
        if (!decoded)
            return fail(ErrorKind::InvalidInput, u"control characters"_s, u"file-not-text"_s, name);
        if (decoded->trimmed().isEmpty())
            return fail(ErrorKind::InvalidInput, u"no text"_s, u"file-empty"_s, name);
        draft.content = *decoded;
    } else {
        CM_TRY_ASSIGN(drafts, readDrafts(file));
        draft = drafts.first();
    }
    if (m_invocation.has(u"title"_s))
        draft.title = m_invocation.value(u"title"_s);
    if (m_date.isValid())
        draft.happenedAt = m_date;
    return draft;
}

void MemoryAddCommand::addNext()
{
    if (m_next == m_files.size()) {
        embed();
        return;
    }
    const QString file = m_files.at(m_next++);
    const Result<DocumentDraft> draft = read(file);
    if (!draft) {
        tellRefused(file, draft.error());
        // From the event loop, so that ten thousand unreadable files don't nest.
        QMetaObject::invokeMethod(
            this, [this] { addNext(); }, Qt::QueuedConnection);
        return;
    }
    whenReady(this, m_knowledge->add(m_cloneId, *draft), [this, file](const Result<IngestOutcome> &outcome) {
        if (outcome)
            tellAdded(file, *outcome);
        else
            tellRefused(file, outcome.error());
        addNext();
    });
}

void MemoryAddCommand::tellAdded(const QString &file, const IngestOutcome &outcome)
{
    m_anyAdded = true;
    if (m_output.json()) {
        m_results->push_back({
            {"file", text(file)},
            {"document_id", text(outcome.document.id)},
            {"title", text(outcome.document.title)},
            {"passages", outcome.passages},
            {"duplicate", outcome.duplicate},
        });
        return;
    }
    const QString passages = outcome.passages == 1 ? u"1 passage"_s : u"%1 passages"_s.arg(outcome.passages);
    m_output.writeLine(
        outcome.duplicate
            ? u"%1: is in the memories already, as “%2” (%3)"_s.arg(file, outcome.document.title,
                                                                    outcome.document.id)
            : u"%1: “%2”, %3 (%4)"_s.arg(file, outcome.document.title, passages, outcome.document.id));
}

void MemoryAddCommand::tellRefused(const QString &file, const Error &error)
{
    m_anyRefused = true;
    if (m_output.json())
        m_results->push_back({{"file", text(file)},
                              {"error", text(describe(error).sentence)},
                              {"kind", text(toString(error.kind))}});
    else
        m_output.error(error);
}

void MemoryAddCommand::embed()
{
    if (!m_anyAdded) {
        conclude();
        return;
    }
    whenReady(this, m_knowledge->embedMissing(m_cloneId), [this](const Result<int> &embedded) {
        if (!embedded) {
            m_output.warning(embedded.error());
            m_output.note(u"The memories are there, and are found by their words until this is mended."_s);
        }
        conclude();
    });
}

void MemoryAddCommand::conclude()
{
    if (m_output.json())
        m_output.document(*m_results);
    done(m_anyRefused ? ExitFailed : ExitDone);
}

} // namespace CloneMemoria::Cli
