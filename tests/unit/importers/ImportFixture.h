#pragma once

#include "core/knowledge/importers/Importers.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

/// Files of a test, and what comes of importing them.
class ImportFixture
{
public:
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("can't write the test file");
        return file.fileName();
    }

    QString path(const QString &name) const { return m_dir.filePath(name); }

    static QString sample(const QString &name) { return QStringLiteral(TEST_DATA_DIR "/import/") + name; }

    static QByteArray sampleBytes(const QString &name)
    {
        QFile file(sample(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("can't read the sample");
        return file.readAll();
    }

    /// The file's one document; the code of its error where there is none; "several" where there are.
    static QString textOf(const QString &path)
    {
        const auto drafts = CloneMemoria::readDrafts(path);
        if (!drafts)
            return drafts.error().code;
        return drafts->size() == 1 ? drafts->first().content : QStringLiteral("several");
    }
    QString textOf(const QString &name, const QByteArray &bytes) const { return textOf(write(name, bytes)); }

    /// Empty where it was read.
    static QString errorOf(const QString &path)
    {
        const auto drafts = CloneMemoria::readDrafts(path);
        return drafts ? QString() : drafts.error().code;
    }

private:
    QTemporaryDir m_dir;
};
