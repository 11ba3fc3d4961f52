#pragma once

#include "core/knowledge/ImportItem.h"
#include "core/knowledge/importers/Importer.h"

#include <QElapsedTimer>
#include <QHash>

namespace CloneMemoria {

class ImportRun;

/// One reader of an import: reads one file after another and sends what is in them on its way, in parcels of about a
/// hundred thousand characters, whether that is a part of one file or a hundred small ones. Documents of a file that
/// were stored before the import was interrupted are passed over. Blocks; on a thread of its own.
class FileReading final : public DraftSink
{
public:
    FileReading(ImportRun &run, int reader);

    /// Until there is no file any more, or the import ends.
    void readAll();

    Result<void> take(DocumentDraft draft) override;
    Result<void> progress(qint64 bytesRead) override;

private:
    void readFile(const QString &path, int place, int documentsDone, const QDateTime &modifiedAt,
                  qint64 bytes);
    void push(ImportItem item);
    void flush();
    void flushIfDue();

    ImportRun &m_run;
    const int m_reader;
    QString m_path;
    int m_place = 0;
    int m_toSkip = 0;
    QHash<QString, int> m_turns; ///< by speaker
    ImportItems m_parcel;
    qsizetype m_parcelWeight = 0;
    QElapsedTimer m_parcelAge;
};

} // namespace CloneMemoria
