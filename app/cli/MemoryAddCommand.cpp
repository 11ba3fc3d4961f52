#include "app/cli/MemoryAddCommand.h"

#include "app/cli/Input.h"
#include "app/cli/Output.h"
#include "core/base/Clock.h"
#include "core/base/ErrorText.h"
#include "core/base/Futures.h"
#include "core/json/JsonForms.h"
#include "core/knowledge/importers/Importers.h"
#include "core/knowledge/importers/TextDecoder.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"

#include <QFileInfo>
#include <QLocale>

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
const QString kStandardInput = u"-"_s;
constexpr qint64 kMaxImportBytes = 64LL * 1024 * 1024;
constexpr qsizetype kNamesTold = 12;

QDateTime dayOrTime(const QString &text)
{
    if (const QDate day = QDate::fromString(text, Qt::ISODate); day.isValid())
        return QDateTime(day, QTime(0, 0), Qt::UTC);
    return fromIso(text);
}

QString counted(int number, const QString &one, const QString &many)
{
    return number == 1 ? u"1 "_s + one : u"%1 %2"_s.arg(number).arg(many);
}

QString timeLeft(int seconds)
{
    if (seconds < 60)
        return u"%1 s left"_s.arg(seconds);
    return seconds < 3600 ? u"%1 min left"_s.arg((seconds + 59) / 60)
                          : u"%1 h left"_s.arg((seconds + 3599) / 3600);
}
} // namespace

MemoryAddCommand::MemoryAddCommand(Invocation invocation, Output &output)
    : Command(std::move(invocation), output)
{ }

MemoryAddCommand::~MemoryAddCommand() = default;

Result<void> MemoryAddCommand::prepare()
{
    const QStringList files = m_invocation.arguments.mid(1);
    if (m_invocation.has(u"title"_s) && files.size() > 1)
        return wrongUse(u"--title is for a single file."_s);
    if (m_invocation.has(u"date"_s)) {
        m_date = dayOrTime(m_invocation.value(u"date"_s).trimmed());
        if (!m_date.isValid())
            return wrongUse(
                u"--date takes a day such as 1969-07-20, or a time such as 1969-07-20T20:17:00Z."_s);
    }
    if (m_invocation.has(u"chat-person"_s) && m_invocation.value(u"chat-person"_s).trimmed().isEmpty())
        return wrongUse(u"--chat-person takes a name."_s);
    if (files.contains(QString()))
        return wrongUse(u"A file's name is empty."_s);
    const qsizetype inputs = files.count(kStandardInput);
    if (inputs > 1)
        return wrongUse(u"Standard input can be read only once."_s);
    if (inputs == 1) {
        CM_TRY_ASSIGN(bytes, readInput(kMaxImportBytes));
        m_input = bytes;
    }
    const bool byItself = m_invocation.has(u"title"_s) || m_date.isValid();
    for (const QString &file : files)
        m_inputs.append(
            {file, byItself || file == kStandardInput ? QString() : QFileInfo(file).absoluteFilePath()});
    m_results.fill(nlohmann::json::array(), m_inputs.size());
    return {};
}

void MemoryAddCommand::run(Profile &profile)
{
    m_knowledge = &profile.knowledge();
    m_imports = &profile.imports();
    connect(m_imports, &ImportService::progressed, this, &MemoryAddCommand::tellProgress);
    connect(m_imports, &ImportService::finished, this, [this](const ImportReport &report) {
        tellImported(report);
        embed();
    });
    withClone(profile, m_invocation.arguments.constFirst(), [this, &profile](const Clone &clone) {
        m_clone = clone;
        await(profile.storage().read([id = clone.id](Store &store) { return store.imports.names(id); }),
              [this](const QStringList &names) {
                  m_knownNames = names;
                  addNext();
              });
    });
}

void MemoryAddCommand::interrupt()
{
    m_interrupted = true;
    if (!m_importId.isEmpty())
        m_imports->cancel(m_importId);
    else if (m_next == m_inputs.size()) // only vectors are missing yet: they can be made another time
        conclude();
}

// Blocks on the disk: nothing else wants this thread meanwhile.
Result<QList<DocumentDraft>> MemoryAddCommand::read(const QString &file) const
{
    QList<DocumentDraft> drafts;
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
        drafts.append({.content = *decoded});
    } else {
        CM_TRY_ASSIGN(found, readDrafts(file));
        drafts = found;
    }
    for (DocumentDraft &draft : drafts) {
        if (m_invocation.has(u"title"_s))
            draft.title = m_invocation.value(u"title"_s);
        if (m_date.isValid())
            draft.happenedAt = m_date;
    }
    return drafts;
}

void MemoryAddCommand::addNext()
{
    while (m_next < m_inputs.size() && !m_inputs.at(m_next).path.isEmpty())
        ++m_next;
    if (m_next == m_inputs.size() || m_interrupted) {
        m_next = m_inputs.size();
        startImport();
        return;
    }
    const qsizetype input = m_next++;
    const QString file = m_inputs.at(input).name;
    if (const Result<QList<DocumentDraft>> drafts = read(file)) {
        addDrafts(input, *drafts, 0);
        return;
    } else {
        tellRefused(input, file, drafts.error());
    }
    // From the event loop, so that ten thousand unreadable files don't nest.
    QMetaObject::invokeMethod(
        this, [this] { addNext(); }, Qt::QueuedConnection);
}

void MemoryAddCommand::addDrafts(qsizetype input, const QList<DocumentDraft> &drafts, qsizetype next)
{
    if (next == drafts.size() || m_interrupted) {
        addNext();
        return;
    }
    whenReady(this, m_knowledge->add(m_clone.id, drafts.at(next)),
              [this, input, drafts, next](const Result<IngestOutcome> &outcome) {
                  if (outcome)
                      tellAdded(input, *outcome);
                  else
                      tellRefused(input, m_inputs.at(input).name, outcome.error());
                  addDrafts(input, drafts, next + 1);
              });
}

void MemoryAddCommand::startImport()
{
    ImportRequest request{.cloneId = m_clone.id,
                          .paths = {},
                          .chatPerson = m_invocation.value(u"chat-person"_s).trimmed()};
    for (const Input &input : std::as_const(m_inputs)) {
        if (!input.path.isEmpty())
            request.paths.append(input.path);
    }
    if (request.paths.isEmpty() || m_interrupted) {
        embed();
        return;
    }
    await(m_imports->start(request), [this](const QString &id) {
        m_importId = id;
        if (m_interrupted)
            m_imports->cancel(id);
    });
}

void MemoryAddCommand::tellProgress(const ImportProgress &progress)
{
    QString line = u"%1 of %2, %3 of %4"_s.arg(QString::number(progress.filesDone),
                                               counted(progress.files, u"file"_s, u"files"_s),
                                               QLocale::c().formattedDataSize(progress.bytesDone),
                                               QLocale::c().formattedDataSize(progress.bytes));
    if (progress.secondsLeft >= 0)
        line += u", "_s + timeLeft(progress.secondsLeft);
    m_output.progress(line);
}

qsizetype MemoryAddCommand::inputOf(const QString &path) const
{
    for (qsizetype i = 0; i < m_inputs.size(); ++i) {
        if (m_inputs.at(i).path == path)
            return i;
    }
    for (qsizetype i = 0; i < m_inputs.size(); ++i) {
        const QString &folder = m_inputs.at(i).path;
        if (!folder.isEmpty() && path.startsWith(folder.endsWith(u'/') ? folder : folder + u'/'))
            return i;
    }
    return m_inputs.size() - 1;
}

void MemoryAddCommand::tellImported(const ImportReport &report)
{
    m_importId.clear();
    if (report.error) {
        m_anyRefused = true;
        m_output.error(*report.error);
    }
    for (const ImportedFile &file : report.files) {
        const qsizetype input = inputOf(file.path);
        const QString name = m_inputs.at(input).path == file.path ? m_inputs.at(input).name : file.path;
        if (file.error || file.state == ImportedFile::State::Skipped)
            tellRefused(input, name, file.error.value_or(Error{.kind = ErrorKind::Cancelled}));
        else
            tellFile(input, name, file);
        m_anyAdded = m_anyAdded || !file.documentId.isEmpty(); // what was there may lack its vectors
        tellPeople(name, file.people);
    }
}

void MemoryAddCommand::tellFile(qsizetype input, const QString &name, const ImportedFile &file)
{
    const bool duplicate = file.state == ImportedFile::State::Unchanged;
    const int documents = file.added + file.updated + file.known;
    if (m_output.json()) {
        nlohmann::json told{
            {"file", jsonText(name)},        {"document_id", jsonText(file.documentId)},
            {"title", jsonText(file.title)}, {"passages", file.passages},
            {"duplicate", duplicate},        {"documents", documents},
            {"added", file.added},           {"updated", file.updated},
            {"unchanged", file.known},       {"removed", file.removed},
        };
        if (!file.people.isEmpty()) {
            told["people"] = nlohmann::json::array();
            for (const QString &person : file.people)
                told["people"].push_back(jsonText(person));
        }
        m_results[input].push_back(std::move(told));
        return;
    }
    if (documents == 1 && file.removed == 0) {
        m_output.writeLine(
            duplicate
                ? u"%1: is in the memories already, as “%2” (%3)"_s.arg(name, file.title, file.documentId)
                : u"%1: “%2”, %3%4 (%5)"_s.arg(name, file.title,
                                               counted(file.passages, u"passage"_s, u"passages"_s),
                                               file.updated > 0 ? u", changed"_s : QString(),
                                               file.documentId));
        return;
    }
    QStringList parts;
    if (file.added > 0)
        parts.append(u"%1 added"_s.arg(counted(file.added, u"memory"_s, u"memories"_s)));
    if (file.updated > 0)
        parts.append(u"%1 changed"_s.arg(file.updated));
    if (file.known > 0)
        parts.append(u"%1 there already"_s.arg(file.known));
    if (file.removed > 0)
        parts.append(u"%1 moved to the trash, since they are no longer in it"_s.arg(file.removed));
    m_output.writeLine(
        u"%1: %2 (%3)"_s.arg(name, parts.join(u", "_s), counted(file.passages, u"passage"_s, u"passages"_s)));
}

void MemoryAddCommand::tellPeople(const QString &name, const QStringList &people)
{
    if (people.size() < 2 || m_invocation.has(u"chat-person"_s) || people.contains(m_clone.name))
        return;
    for (const QString &known : std::as_const(m_knownNames)) {
        if (people.contains(known))
            return;
    }
    QStringList told = people.mid(0, kNamesTold);
    if (people.size() > kNamesTold)
        told.append(u"…"_s);
    m_output.note(u"%1 is a chat of %2. Say which of them %3 is: --chat-person NAME"_s.arg(
        name, told.join(u", "_s), m_clone.name));
}

void MemoryAddCommand::tellAdded(qsizetype input, const IngestOutcome &outcome)
{
    const int count = outcome.duplicate ? 0 : 1;
    ImportedFile file{.path = {},
                      .state = outcome.duplicate ? ImportedFile::State::Unchanged : ImportedFile::State::Done,
                      .added = count,
                      .known = 1 - count,
                      .passages = outcome.passages,
                      .documentId = outcome.document.id,
                      .title = outcome.document.title};
    m_anyAdded = true; // what was there may lack its vectors
    tellFile(input, m_inputs.at(input).name, file);
}

void MemoryAddCommand::tellRefused(qsizetype input, const QString &name, const Error &error)
{
    m_anyRefused = true;
    if (m_output.json())
        m_results[input].push_back({{"file", jsonText(name)},
                                    {"error", jsonText(describe(error).sentence)},
                                    {"kind", jsonText(toString(error.kind))}});
    else if (error.kind != ErrorKind::Cancelled)
        m_output.error(error);
}

void MemoryAddCommand::embed()
{
    if (!m_anyAdded || m_interrupted) {
        conclude();
        return;
    }
    connect(m_knowledge, &KnowledgeService::embeddingProgressed, this,
            [this](const QString &, int made, int all) {
                m_output.progress(u"%1 of %2 can be found by their meaning"_s.arg(
                    QString::number(made), counted(all, u"passage"_s, u"passages"_s)));
            });
    whenReady(this, m_knowledge->embedMissing(m_clone.id), [this](const Result<int> &embedded) {
        if (!embedded && !m_ended) {
            m_output.warning(embedded.error());
            m_output.note(u"The memories are there, and are found by their words until this is mended."_s);
        }
        conclude();
    });
}

void MemoryAddCommand::conclude()
{
    if (std::exchange(m_ended, true))
        return;
    if (m_output.json()) {
        nlohmann::json all = nlohmann::json::array();
        for (nlohmann::json &results : m_results) {
            for (nlohmann::json &result : results)
                all.push_back(std::move(result));
        }
        m_output.document(all);
    } else if (m_interrupted) {
        m_output.note(u"Stopped. What was stored by then stays."_s);
    }
    done(m_anyRefused || m_interrupted ? ExitFailed : ExitDone);
}

} // namespace CloneMemoria::Cli
