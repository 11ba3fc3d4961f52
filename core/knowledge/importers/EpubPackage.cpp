#include "core/knowledge/importers/EpubPackage.h"

#include <QDir>
#include <QUrl>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

EpubPackage::EpubPackage(const QString &path) : m_folder(path.left(path.lastIndexOf(u'/') + 1)) { }

void EpubPackage::start(const QXmlStreamReader &xml)
{
    const QStringView name = xml.name();
    const QXmlStreamAttributes attributes = xml.attributes();
    m_heard = nullptr;
    if (name == u"title" && m_title.isEmpty()) {
        m_heard = &m_title;
    } else if (name == u"date" && m_date.isEmpty()) {
        m_heard = &m_date;
    } else if (name == u"item") {
        const QStringView type = attributes.value("media-type"_L1);
        const bool isText = type == u"application/xhtml+xml" || type == u"text/html"
                            || type == u"text/x-oeb1-document";
        const QStringList properties = attributes.value("properties"_L1).toString().split(u' ');
        const QString reference = attributes.value("href"_L1).toString().section(u'#', 0, 0);
        if (isText && !properties.contains("nav"_L1))
            m_paths.insert(attributes.value("id"_L1).toString(),
                           QDir::cleanPath(m_folder + QUrl::fromPercentEncoding(reference.toUtf8())));
    } else if (name == u"itemref") {
        m_spine.append(attributes.value("idref"_L1).toString());
    }
}

void EpubPackage::end(const QXmlStreamReader &)
{
    m_heard = nullptr;
}

void EpubPackage::text(const QXmlStreamReader &xml)
{
    constexpr qsizetype kLongest = 1000;
    if (m_heard && m_heard->size() < kLongest)
        *m_heard += xml.text().left(kLongest);
}

QStringList EpubPackage::chapters() const
{
    QStringList paths;
    for (const QString &id : m_spine) {
        const QString path = m_paths.value(id);
        if (!path.isEmpty())
            paths.append(path);
    }
    return paths;
}

} // namespace CloneMemoria
