#include "core/knowledge/importers/MonthNames.h"

#include <QHash>
#include <QStringList>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

int monthNumber(const QString &lowerCaseName)
{
    static const QHash<QString, int> numbers = [] {
        // Lower case; one line a month: English, German, French, Spanish, Portuguese, Italian, Dutch.
        const QString months[] = {
            u"january jan januar jänner janner janvier enero janeiro gennaio januari"_s,
            u"february feb februar février fevrier febrero fevereiro febbraio februari"_s,
            u"march mar märz marz maerz mars marzo março marco maart"_s,
            u"april apr avril abril aprile"_s,
            u"may mai mayo maio maggio mei"_s,
            u"june jun juni juin junio junho giugno"_s,
            u"july jul juli juillet julio julho luglio"_s,
            u"august aug août aout agosto augustus"_s,
            u"september sep sept septembre septiembre setiembre setembro settembre"_s,
            u"october oct oktober okt octobre octubre outubro ottobre"_s,
            u"november nov novembre noviembre novembro"_s,
            u"december dec dezember dez décembre decembre diciembre dezembro dicembre"_s,
        };
        QHash<QString, int> all;
        for (int month = 0; month < 12; ++month) {
            for (const QString &name : months[month].split(u' '))
                all.insert(name, month + 1);
        }
        return all;
    }();
    return numbers.value(lowerCaseName, 0);
}

} // namespace CloneMemoria
