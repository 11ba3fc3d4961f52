#pragma once

#include "core/knowledge/importers/ZipArchive.h"

#include <QDateTime>
#include <QHash>
#include <QString>

namespace CloneMemoria {

/// The texts of a part's elements by their local names, the first of each: "title", "created". For small parts.
class XmlTexts final : public XmlHandler
{
public:
    void start(const QXmlStreamReader &xml) override;
    void end(const QXmlStreamReader &xml) override;
    void text(const QXmlStreamReader &xml) override;

    QString value(const QString &name) const { return m_texts.value(name).trimmed(); }

private:
    QString m_name;
    QHash<QString, QString> m_texts;
};

/// A day on which a person may have written on a computer; else invalid. `text` is ISO 8601, perhaps a year alone.
QDateTime sensibleDate(const QString &text);

} // namespace CloneMemoria
