#include "core/base/Logging.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

Q_LOGGING_CATEGORY(lcStorage, "clonememoria.storage")
Q_LOGGING_CATEGORY(lcNet, "clonememoria.net")
Q_LOGGING_CATEGORY(lcProviders, "clonememoria.providers")
Q_LOGGING_CATEGORY(lcKnowledge, "clonememoria.knowledge")
Q_LOGGING_CATEGORY(lcChat, "clonememoria.chat")
Q_LOGGING_CATEGORY(lcSpeech, "clonememoria.speech")
Q_LOGGING_CATEGORY(lcApi, "clonememoria.api")
Q_LOGGING_CATEGORY(lcApp, "clonememoria.app")

void setUpLogging(const QString &level)
{
    const QString asked = level.toLower();
    QString rules;
    if (asked != "debug"_L1) {
        rules += u"clonememoria.*.debug=false\n"_s;
        if (asked != "info"_L1) {
            rules += u"clonememoria.*.info=false\n"_s;
            if (asked == "error"_L1)
                rules += u"clonememoria.*.warning=false\n"_s;
        }
    } else {
        rules += u"clonememoria.*=true\n"_s;
    }
    QLoggingCategory::setFilterRules(rules);
    qSetMessagePattern(u"%{time yyyy-MM-ddThh:mm:ss.zzz} %{type} %{category}: %{message}"_s);
}

} // namespace CloneMemoria
