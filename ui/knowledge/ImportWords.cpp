#include "ui/knowledge/ImportWords.h"

#include "core/base/ErrorText.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringList>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kMinute = 60;
constexpr int kHour = 60 * kMinute;

QString importText(const char *text, int count = -1)
{
    return QCoreApplication::translate("ImportWords", text, nullptr, count);
}

struct ImportCounts
{
    int added = 0;
    int updated = 0;
    int unchanged = 0; // files
    int failed = 0;
    int skipped = 0;
};

ImportCounts countImported(const QList<ImportedFile> &files)
{
    ImportCounts counts;
    for (const ImportedFile &file : files) {
        counts.added += file.added;
        counts.updated += file.updated;
        counts.unchanged += file.state == ImportedFile::State::Unchanged;
        counts.failed += file.state == ImportedFile::State::Failed;
        counts.skipped += file.state == ImportedFile::State::Skipped;
    }
    return counts;
}
} // namespace

QString timeLeftText(int seconds)
{
    if (seconds < 0)
        return {};
    if (seconds < 10)
        return importText(QT_TRANSLATE_NOOP("ImportWords", "a few seconds left"));
    if (seconds < kMinute)
        return importText(QT_TRANSLATE_NOOP("ImportWords", "less than a minute left"));
    if (seconds < kHour)
        return importText(QT_TRANSLATE_N_NOOP("ImportWords", "about %Ln minutes left"),
                          (seconds + kMinute / 2) / kMinute);
    return importText(QT_TRANSLATE_N_NOOP("ImportWords", "about %Ln hours left"),
                      (seconds + kHour / 2) / kHour);
}

QString importProgressText(const ImportProgress &progress)
{
    QStringList parts;
    if (progress.files == 1 && !progress.currentFile.isEmpty())
        parts << importText(QT_TRANSLATE_NOOP("ImportWords", "Adding %1"))
                     .arg(QFileInfo(progress.currentFile).fileName());
    else
        parts << importText(QT_TRANSLATE_NOOP("ImportWords", "Adding memories: %L1 of %L2 files"))
                     .arg(progress.filesDone)
                     .arg(progress.files);
    if (progress.passages > 0)
        parts << importText(QT_TRANSLATE_N_NOOP("ImportWords", "%Ln passages"), int(progress.passages));
    if (progress.state == ImportState::Paused)
        parts << importText(QT_TRANSLATE_NOOP("ImportWords", "paused"));
    else
        parts << timeLeftText(progress.secondsLeft);
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

QString importSummary(const QList<ImportedFile> &files)
{
    const ImportCounts counts = countImported(files);
    QStringList parts;
    if (counts.added > 0)
        parts << importText(QT_TRANSLATE_N_NOOP("ImportWords", "%Ln memories added."), counts.added);
    if (counts.updated > 0)
        parts << importText(QT_TRANSLATE_N_NOOP("ImportWords", "%Ln brought up to date."), counts.updated);
    const bool one = files.size() == 1;
    if (one && counts.unchanged == 1 && !files.first().title.isEmpty())
        parts
            << importText(QT_TRANSLATE_NOOP("ImportWords", "Already there: “%1”.")).arg(files.first().title);
    else if (counts.unchanged > 0)
        parts << importText(QT_TRANSLATE_N_NOOP("ImportWords", "%Ln files were there already."),
                            counts.unchanged);
    if (one && counts.failed == 1)
        parts << importedFileText(files.first());
    else if (counts.failed > 0)
        parts << importText(QT_TRANSLATE_N_NOOP("ImportWords", "%Ln files could not be added."),
                            counts.failed);
    if (counts.skipped > 0)
        parts << importText(QT_TRANSLATE_N_NOOP("ImportWords", "Stopped; %Ln files were left out."),
                            counts.skipped);
    if (parts.isEmpty())
        parts << importText(QT_TRANSLATE_NOOP("ImportWords", "There was nothing to add."));
    return parts.join(u' ');
}

QString importedFileState(const ImportedFile &file)
{
    switch (file.state) {
    case ImportedFile::State::Waiting:
        return importText(QT_TRANSLATE_NOOP("ImportWords", "Waiting"));
    case ImportedFile::State::Reading:
        return importText(QT_TRANSLATE_NOOP("ImportWords", "Being read"));
    case ImportedFile::State::Done:
        return file.added > 0 ? importText(QT_TRANSLATE_NOOP("ImportWords", "Added"))
                              : importText(QT_TRANSLATE_NOOP("ImportWords", "Brought up to date"));
    case ImportedFile::State::Unchanged:
        return importText(QT_TRANSLATE_NOOP("ImportWords", "Already there"));
    case ImportedFile::State::Failed:
        return importText(QT_TRANSLATE_NOOP("ImportWords", "Could not be added"));
    case ImportedFile::State::Skipped:
        break;
    }
    return importText(QT_TRANSLATE_NOOP("ImportWords", "Left out"));
}

QString importedFileText(const ImportedFile &file)
{
    QStringList parts;
    if (file.added > 0)
        parts << importText(QT_TRANSLATE_N_NOOP("ImportWords", "%Ln new"), file.added);
    if (file.updated > 0)
        parts << importText(QT_TRANSLATE_N_NOOP("ImportWords", "%Ln changed"), file.updated);
    if (file.known > 0)
        parts << importText(QT_TRANSLATE_N_NOOP("ImportWords", "%Ln as before"), file.known);
    if (file.passages > 0)
        parts << importText(QT_TRANSLATE_N_NOOP("ImportWords", "%Ln passages"), file.passages);
    const QString counts = parts.join(u" · "_s);
    if (!file.error)
        return counts;
    const QString name = QFileInfo(file.path).fileName();
    QString sentence = describe(*file.error).sentence;
    if (!sentence.contains(name))
        sentence = u"%1: %2"_s.arg(name, sentence);
    return counts.isEmpty() ? sentence : sentence + u' ' + counts;
}

} // namespace CloneMemoria
