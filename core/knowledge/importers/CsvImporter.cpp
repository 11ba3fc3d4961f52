#include "core/knowledge/importers/CsvImporter.h"

#include "core/knowledge/importers/CsvReader.h"
#include "core/knowledge/importers/DraftWriter.h"
#include "core/knowledge/importers/TextFile.h"

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
class RowText
{
public:
    /// A row as a paragraph; empty for the header.
    QString add(const QStringList &cells)
    {
        if (!m_any) {
            m_any = true;
            const auto isNumber = [](const QString &cell) {
                bool ok = false;
                cell.toDouble(&ok);
                return ok;
            };
            m_hasHeader = std::none_of(cells.cbegin(), cells.cend(), isNumber);
            if (m_hasHeader) {
                m_header = cells;
                return {};
            }
        }
        return m_hasHeader ? withHeader(cells) : joined(cells);
    }

    /// Of a table that is nothing but a header.
    QString header() const { return joined(m_header); }

private:
    QString withHeader(const QStringList &cells) const
    {
        QStringList lines;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            if (cells.at(i).isEmpty())
                continue;
            const QString name = m_header.value(i);
            lines.append(name.isEmpty() ? cells.at(i) : name + u": "_s + cells.at(i));
        }
        return lines.join(u'\n');
    }

    static QString joined(QStringList cells)
    {
        cells.removeAll(QString());
        return cells.join(u" | "_s);
    }

    bool m_any = false;
    bool m_hasHeader = false;
    QStringList m_header;
};
} // namespace

QString CsvImporter::format() const
{
    return u"csv"_s;
}

Fit CsvImporter::fit(const FileProbe &probe) const
{
    const bool isNamed = probe.suffix == "csv"_L1 || probe.suffix == "tsv"_L1;
    return isNamed && decodeText(probe.head) ? Fit::Named : Fit::No;
}

Result<void> CsvImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    TextReader reader(probe, sink);
    DraftWriter writer(probe, sink);
    RowText rows;
    bool any = false;
    CsvReader table([&](const QStringList &cells) -> Result<void> {
        const QString text = rows.add(cells);
        if (text.isEmpty())
            return {};
        any = true;
        return writer.write(text + u"\n\n"_s);
    });
    while (true) {
        CM_TRY_ASSIGN(text, reader.next());
        if (text.isEmpty())
            break;
        CM_TRY(table.feed(text));
    }
    CM_TRY(table.finish());
    if (!any)
        CM_TRY(writer.write(rows.header()));
    return writer.finish();
}

} // namespace CloneMemoria
