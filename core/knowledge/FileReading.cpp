#include "core/knowledge/FileReading.h"

#include "core/knowledge/ImportRun.h"
#include "core/knowledge/importers/Importers.h"

#include <QFileInfo>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// Large enough for an embedder to work in batches, small enough that every core has one.
constexpr qsizetype kParcelCharacters = 192 * 1024;
constexpr qint64 kParcelMs = 200;
constexpr qsizetype kItemWeight = 500; // of what hangs on a document beside its text

QStringList byTurns(const QHash<QString, int> &turns)
{
    QStringList people = turns.keys();
    people.removeAll(QString());
    std::sort(people.begin(), people.end(), [&turns](const QString &a, const QString &b) {
        return turns[a] != turns[b] ? turns[a] > turns[b] : a < b;
    });
    return people;
}
} // namespace

FileReading::FileReading(ImportRun &run, int reader) : m_run(run), m_reader(reader) { }

void FileReading::readAll()
{
    while (const std::optional<StoredImportFile> next = m_run.nextFile()) {
        const QFileInfo info(next->file.path);
        const bool same = next->modifiedAt.isValid() && next->modifiedAt == info.lastModified().toUTC()
                          && next->file.bytes == info.size();
        readFile(next->file.path, next->place, same ? next->documentsDone : 0, info.lastModified().toUTC(),
                 info.isFile() ? info.size() : 0);
        flushIfDue();
    }
    flush();
}

void FileReading::readFile(const QString &path, int place, int documentsDone, const QDateTime &modifiedAt,
                           qint64 bytes)
{
    m_path = path;
    m_place = place;
    m_toSkip = documentsDone;
    m_turns.clear();
    push({.kind = ImportItem::Kind::Begin,
          .place = place,
          .bytes = bytes,
          .modifiedAt = modifiedAt,
          .documentsDone = documentsDone});
    Result<void> read = importFile(path, *this);
    if (!read && read.error().kind == ErrorKind::Cancelled)
        return; // the import's, not the file's end
    ImportItem end{.kind = ImportItem::Kind::End, .place = place, .people = byTurns(m_turns)};
    if (!read) {
        end.error = read.error();
        if (end.error->code == "file-is-folder"_L1) // all that the walk brought of it
            end.error->code = u"folder-empty"_s;
        if (end.error->subject.isEmpty())
            end.error->subject = QFileInfo(path).fileName();
    }
    push(std::move(end));
}

Result<void> FileReading::take(DocumentDraft draft)
{
    for (const Turn &turn : std::as_const(draft.turns))
        ++m_turns[turn.speaker];
    if (m_toSkip > 0) {
        --m_toSkip;
        push({.kind = ImportItem::Kind::Skipped, .place = m_place, .hash = contentHash(draft.content)});
        flushIfDue();
        return {};
    }
    draft.sourceUri = m_path; // by which it is known again
    const qsizetype weight = draft.content.size() + kItemWeight;
    if (!m_run.tryHold(weight)) {
        flush(); // what waits here must not be what is waited for
        CM_TRY(m_run.hold(weight));
    }
    push({.kind = ImportItem::Kind::Document, .place = m_place, .draft = std::move(draft), .weight = weight});
    flushIfDue();
    return {};
}

Result<void> FileReading::progress(qint64 bytesRead)
{
    if (m_run.isPaused())
        flush();
    else
        flushIfDue();
    return m_run.reached(m_place, bytesRead);
}

void FileReading::push(ImportItem item)
{
    if (m_parcel.empty())
        m_parcelAge.start();
    m_parcelWeight += item.weight;
    m_parcel.push_back(std::move(item));
}

void FileReading::flushIfDue()
{
    if (!m_parcel.empty() && (m_parcelWeight >= kParcelCharacters || m_parcelAge.hasExpired(kParcelMs)))
        flush();
}

void FileReading::flush()
{
    if (m_parcel.empty())
        return;
    m_run.submit(m_reader, std::exchange(m_parcel, {}));
    m_parcelWeight = 0;
}

} // namespace CloneMemoria
