#pragma once

#include <QByteArray>
#include <QStringList>

namespace CloneMemoria {

// Samples of exports as JSON. Apart from the test: Qt's moc loses its way in raw strings.
inline QByteArray telegramMessages()
{
    return R"json([
  {"id": 1, "type": "service", "date": "2023-05-08T13:50:00", "actor": "Anna", "action": "create_group", "text": ""},
  {"id": 2, "type": "message", "date": "2023-05-08T13:56:01", "date_unixtime": "1683546961", "from": "Anna",
   "from_id": "user1", "text": "Have you seen the boats?", "text_entities": [{"type": "plain", "text": "Have"}]},
  {"id": 3, "type": "message", "date": "2023-05-08T13:57:00", "from": "Ben", "from_id": "user2",
   "text": ["See ", {"type": "link", "text": "https://example.org"}, " – two\nof them"]},
  {"id": 4, "type": "message", "date": "2023-05-08T13:58:00", "from": "Ben", "from_id": "user2",
   "photo": "(File not included)", "width": 3, "text": "The red one"},
  {"id": 5, "type": "message", "date": "2023-05-08T13:59:00", "from": null, "from_id": "user3",
   "media_type": "sticker", "sticker_emoji": "🚢", "file": "s.webp", "text": ""},
  {"id": 6, "type": "message", "date_unixtime": "1683547200", "from": "Anna", "from_id": "user1",
   "forwarded_from": "Carl", "text": "Ships ahoy", "reactions": [{"type": "emoji", "count": 1, "recent": [{"from": "Ben", "text": "no"}]}]}
 ])json";
}
inline QByteArray telegramChat()
{
    return R"({"name": "Anna", "type": "personal_chat", "id": 7, "messages": )" + telegramMessages() + "}";
}
inline QStringList telegramTurns()
{
    using namespace Qt::Literals::StringLiterals;
    return {u"2023-05-08 13:56:01|Anna|Have you seen the boats?"_s,
            u"2023-05-08 13:57:00|Ben|See https://example.org – two\nof them"_s,
            u"2023-05-08 13:58:00|Ben|[picture] The red one"_s,
            u"2023-05-08 13:59:00|Deleted account|[sticker 🚢]"_s,
            u"2023-05-08 12:00:00|Anna|[forwarded from Carl] Ships ahoy"_s};
}

inline QByteArray gptNode(const QByteArray &id, const QByteArray &parent, const QByteArray &role,
                          const QByteArray &text, const QByteArray &children = "[]")
{
    return "\"" + id + R"(": {"id": ")" + id + R"(", "parent": ")" + parent + R"(", "children": )" + children
           + R"(, "message": {"author": {"role": ")" + role
           + R"("}, "create_time": 1683546961.5, "recipient": "all", "content": {"content_type": "text", "parts": [")"
           + text + "\"]}}}";
}
inline QByteArray gpt()
{
    return R"([{"title": "About boats", "create_time": 1683546960.1, "mapping": {)"
           R"("root": {"id": "root", "message": null, "parent": null, "children": ["a"]},)"
           + gptNode("a", "root", "system", "You are", "[\"b\"]") + ","
           + gptNode("b", "a", "user", "What is a keel?", "[\"c\", \"d\"]") + ","
           + gptNode("c", "b", "assistant", "An old answer") + ","
           + gptNode("d", "b", "assistant", "The spine of a boat.\\nIt is below.")
           + R"(}, "current_node": "d"},)"
             R"({"title": null, "create_time": 1683633360, "mapping": {)"
           + gptNode("x", "", "user", "Hello") + R"(}}])";
}

} // namespace CloneMemoria
