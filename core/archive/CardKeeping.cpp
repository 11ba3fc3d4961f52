#include "core/archive/CardKeeping.h"

#include "core/archive/StoredJson.h"
#include "core/knowledge/importers/DocumentDraft.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
// What a text must not have in it, JSON can say in another way.
QString readable(const json &value)
{
    const QString text = QString::fromStdString(value.dump(2, ' ', false, json::error_handler_t::replace));
    if (cleanText(text) == text)
        return text;
    return QString::fromStdString(value.dump(2, ' ', true, json::error_handler_t::replace));
}

std::string largestMember(const json &data)
{
    std::string largest;
    size_t size = 0;
    for (const auto &item : data.items()) {
        const size_t own = item.value().dump(-1, ' ', true, json::error_handler_t::replace).size();
        if (own >= size) {
            size = own;
            largest = item.key();
        }
    }
    return largest;
}
} // namespace

CardDocument keptCard(json data, const QString &name, QList<CardRemark> &remarks)
{
    const QString preface = u"What came with the character card of %1. It goes back into the card when %1 is "
                            u"exported as one, but for "
                            "what was changed here since.\n\n"_s.arg(name);
    QString text = readable(data);
    while (preface.size() + text.size() > kMaxDocumentCharacters) {
        const std::string member = largestMember(data);
        remarks.append({CardRemark::Kind::LeftOut, QString::fromStdString(member)});
        data.erase(member);
        text = readable(data);
    }
    return {u"Character card of %1"_s.arg(name), preface + text, kKeptCardUri, false};
}

json keptData(const CardDocument &document)
{
    const qsizetype start = document.content.indexOf("\n{"_L1);
    if (start < 0)
        return {};
    Result<json> data = parseJson(QStringView(document.content).sliced(start).toUtf8());
    return data && data->is_object() ? std::move(*data) : json();
}

} // namespace CloneMemoria
