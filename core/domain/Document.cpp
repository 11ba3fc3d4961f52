#include "core/domain/Document.h"

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

QString toString(SourceType type)
{
    switch (type) {
    case SourceType::Manual:
        return u"manual"_s;
    case SourceType::File:
        return u"file"_s;
    case SourceType::ChatExport:
        return u"chat_export"_s;
    case SourceType::Conversation:
        break;
    }
    return u"conversation"_s;
}

std::optional<SourceType> sourceTypeFromString(const QString &name)
{
    for (const SourceType type :
         {SourceType::Manual, SourceType::File, SourceType::ChatExport, SourceType::Conversation}) {
        if (name == toString(type))
            return type;
    }
    return std::nullopt;
}

} // namespace CloneMemoria
