#include "core/archive/CharacterCard.h"

#include "core/archive/StoredJson.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr const char *kTexts[] = {"name",          "description",      "personality",
                                  "scenario",      "first_mes",        "mes_example",
                                  "creator_notes", "system_prompt",    "post_history_instructions",
                                  "creator",       "character_version"};
constexpr const char *kFirstTexts[] = {"description", "personality", "scenario", "first_mes", "mes_example"};

bool isText(const json &object, const char *name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string();
}

void ensure(json &object, const char *name, const json &empty)
{
    const auto found = object.find(name);
    if (found == object.end() || found->type() != empty.type())
        object[name] = empty;
}
} // namespace

QString cardMember(const json &data, const char *name)
{
    return isText(data, name) ? QString::fromStdString(data[name].get_ref<const std::string &>()) : QString();
}

Result<json> cardData(const QByteArray &text)
{
    CM_TRY_ASSIGN(card, parseJson(text));
    if (!card.is_object())
        return fail(ErrorKind::InvalidInput, u"not an object"_s, u"not-an-archive"_s);
    const auto data = card.find("data");
    const bool isNamed = cardMember(card, "spec").startsWith("chara_card_v"_L1);
    if (data != card.end() && data->is_object() && (isNamed || isText(*data, "name")))
        return json(std::move(*data));
    const bool isFirst = isText(card, "name")
                         && std::any_of(std::begin(kFirstTexts), std::end(kFirstTexts),
                                        [&card = card](const char *name) { return isText(card, name); });
    if (isFirst)
        return card;
    return fail(ErrorKind::InvalidInput, u"JSON, but no character card"_s, u"not-an-archive"_s);
}

QByteArray cardText(json data, CardVersion version)
{
    for (const char *name : kTexts)
        ensure(data, name, "");
    ensure(data, "alternate_greetings", json::array());
    ensure(data, "tags", json::array());
    ensure(data, "extensions", json::object());
    if (version == CardVersion::V3)
        ensure(data, "group_only_greetings", json::array());
    const json card{
        {"spec", version == CardVersion::V2 ? "chara_card_v2" : "chara_card_v3"},
        {"spec_version", version == CardVersion::V2 ? "2.0" : "3.0"},
        {"data", std::move(data)},
    };
    return QByteArray::fromStdString(card.dump(2, ' ', false, json::error_handler_t::replace)) + '\n';
}

} // namespace CloneMemoria
