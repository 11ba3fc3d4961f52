#include "core/knowledge/importers/OfficeMeta.h"

namespace CloneMemoria {

void XmlTexts::start(const QXmlStreamReader &xml)
{
    m_name = xml.name().toString();
    if (m_texts.contains(m_name))
        m_name.clear();
}

void XmlTexts::end(const QXmlStreamReader &)
{
    m_name.clear();
}

void XmlTexts::text(const QXmlStreamReader &xml)
{
    constexpr qsizetype kLongest = 4000;
    if (!m_name.isEmpty())
        m_texts[m_name] += xml.text().left(kLongest);
}

QDateTime sensibleDate(const QString &text)
{
    // Programs write the beginning of their calendar (1900, 1970, 1980) where they know nothing.
    constexpr int kFirstYear = 1981;
    QDateTime date = QDateTime::fromString(text, Qt::ISODate);
    if (!date.isValid())
        date = QDateTime(QDate::fromString(text.left(10), Qt::ISODate), QTime(0, 0), Qt::UTC);
    date = date.toUTC();
    const bool isSensible = date.isValid() && date.date().year() >= kFirstYear
                            && date <= QDateTime::currentDateTimeUtc().addDays(1);
    return isSensible ? date : QDateTime();
}

} // namespace CloneMemoria
