#pragma once

#include "core/knowledge/importers/ZipArchive.h"

#include <QHash>
#include <QStringList>

namespace CloneMemoria {

/// The package file of a book: what it is called, and its chapters' paths in the archive, in the order of reading.
class EpubPackage final : public XmlHandler
{
public:
    /// `path`: of the package file, to which its references are relative.
    explicit EpubPackage(const QString &path);

    void start(const QXmlStreamReader &xml) override;
    void end(const QXmlStreamReader &xml) override;
    void text(const QXmlStreamReader &xml) override;

    QString title() const { return m_title.simplified(); }
    QString date() const { return m_date.simplified(); }
    QStringList chapters() const;

private:
    QString m_folder;
    QString m_title;
    QString m_date;
    QString *m_heard = nullptr;
    QHash<QString, QString> m_paths; ///< by id; of parts that are text, without the table of contents
    QStringList m_spine;
};

} // namespace CloneMemoria
