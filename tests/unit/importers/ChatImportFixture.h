#pragma once

#include "core/knowledge/importers/Importers.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace CloneMemoria {

/// Writes samples into a folder of its own and reads them as the program does.
class ChatImportFixture
{
public:
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("can't write the test file");
        return file.fileName();
    }

    Result<QList<DocumentDraft>> read(const QString &name, const QByteArray &bytes) const
    {
        return readDrafts(write(name, bytes));
    }

    /// The short name of the format that such a file is read as; the error's code where there is none.
    QString format(const QString &name, const QByteArray &bytes) const
    {
        const Result<FileProbe> probe = probeFile(write(name, bytes));
        if (!probe)
            return probe.error().code;
        const Result<const Importer *> importer = importerFor(*probe);
        return importer ? (*importer)->format() : importer.error().code;
    }

    /// Every turn as "2023-05-08 13:56:01|Anna|text", without what isn't told; the error's code where it can't be read.
    QStringList turns(const QString &name, const QByteArray &bytes) const
    {
        const Result<QList<DocumentDraft>> drafts = read(name, bytes);
        if (!drafts)
            return {drafts.error().code};
        QStringList all;
        for (const DocumentDraft &draft : *drafts) {
            for (const Turn &turn : draft.turns) {
                const QString slice = draft.content.mid(turn.start, turn.end - turn.start);
                all.append(turn.happenedAt.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) + u'|'
                           + turn.speaker + u'|' + slice.mid(turn.speaker.size() + 2));
            }
        }
        return all;
    }

    /// What Turn and DocumentDraft promise, for everything that is read.
    static bool isSound(const DocumentDraft &draft)
    {
        qsizetype last = 0;
        for (const Turn &turn : draft.turns) {
            const QString slice = draft.content.mid(turn.start, turn.end - turn.start);
            if (turn.start < last || turn.end <= turn.start || turn.end > draft.content.size()
                || slice != slice.trimmed() || !slice.startsWith(turn.speaker + QStringLiteral(": "))
                || turn.speaker.isEmpty())
                return false;
            last = turn.end;
        }
        return !draft.title.isEmpty() && draft.content == cleanText(draft.content)
               && draft.content.size() <= kMaxDocumentCharacters;
    }

    /// Reads every beginning of a sample: whatever comes of it, it ends, and what it gives is sound.
    void readEveryCut(const QString &name, const QByteArray &sample) const
    {
        for (qsizetype size = 1; size <= sample.size(); ++size) {
            const Result<QList<DocumentDraft>> drafts = read(name, sample.first(size));
            if (!drafts) {
                QVERIFY2(!drafts.error().code.isEmpty(), qPrintable(QString::number(size)));
                continue;
            }
            for (const DocumentDraft &draft : *drafts)
                QVERIFY2(isSound(draft), qPrintable(QStringLiteral("%1: %2").arg(size).arg(draft.content)));
        }
    }

private:
    QTemporaryDir m_dir;
};

} // namespace CloneMemoria
