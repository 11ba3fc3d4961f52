#include "core/knowledge/importers/ChatGptImporter.h"

#include "core/knowledge/importers/ChatComposer.h"
#include "core/knowledge/importers/ChatTime.h"
#include "core/knowledge/importers/JsonBlocks.h"
#include "core/knowledge/importers/JsonReader.h"

#include <QSet>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
const json *memberOf(const json &object, const char *key)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

double numberOf(const json &object, const char *key)
{
    const json *value = memberOf(object, key);
    return value && value->is_number() ? value->get<double>() : 0;
}

// The node that the conversation ended with; where it isn't told, the latest one that nothing follows.
QString lastNode(const json &conversation, const json &mapping)
{
    const QString told = jsonText(conversation, "current_node");
    if (!told.isEmpty() && mapping.contains(told.toStdString()))
        return told;
    QString last;
    double latest = -1;
    for (const auto &[id, node] : mapping.items()) {
        const json *children = memberOf(node, "children");
        const json *message = memberOf(node, "message");
        if (!message || (children && children->is_array() && !children->empty()))
            continue;
        if (const double time = numberOf(*message, "create_time"); time > latest) {
            latest = time;
            last = QString::fromStdString(id);
        }
    }
    return last;
}

// From the first message to the last.
std::vector<const json *> branchOf(const json &conversation)
{
    std::vector<const json *> messages;
    const json *mapping = memberOf(conversation, "mapping");
    if (!mapping || !mapping->is_object())
        return messages;
    QSet<QString> seen; // a damaged tree may go round in circles
    for (QString id = lastNode(conversation, *mapping); !id.isEmpty() && !seen.contains(id);) {
        seen.insert(id);
        const json *node = memberOf(*mapping, id.toStdString().c_str());
        if (!node)
            break;
        if (const json *message = memberOf(*node, "message"))
            messages.push_back(message);
        id = node->is_object() ? jsonText(*node, "parent") : QString();
    }
    std::reverse(messages.begin(), messages.end());
    return messages;
}

QString textOfParts(const json &content)
{
    const QString type = jsonText(content, "content_type");
    if (type != "text"_L1 && type != "multimodal_text"_L1)
        return {}; // code for a tool, thoughts, what a tool gave back
    const json *parts = memberOf(content, "parts");
    if (!parts || !parts->is_array())
        return {};
    QStringList texts;
    for (const json &part : *parts) {
        if (part.is_string())
            texts.append(QString::fromStdString(part.get_ref<const std::string &>()));
        else if (part.is_object() && part.contains("text"))
            texts.append(jsonText(part, "text"));
        else if (part.is_object())
            texts.append(u"[picture]"_s);
    }
    texts.removeAll(QString());
    return texts.join(u'\n');
}

ChatEntry entryOfMessage(const json &message)
{
    const json *author = memberOf(message, "author");
    const json *content = memberOf(message, "content");
    if (!author || !author->is_object() || !content || !content->is_object())
        return {};
    const QString role = jsonText(*author, "role");
    const QString recipient = jsonText(message, "recipient");
    if ((role != "user"_L1 && role != "assistant"_L1) || !(recipient.isEmpty() || recipient == "all"_L1))
        return {};
    if (const json *metadata = memberOf(message, "metadata")) {
        const json *hidden = memberOf(*metadata, "is_visually_hidden_from_conversation");
        if (hidden && hidden->is_boolean() && hidden->get<bool>())
            return {};
    }
    return {.speaker = role == "user"_L1 ? u"User"_s : u"ChatGPT"_s,
            .text = textOfParts(*content),
            .happenedAt = timeFromSeconds(numberOf(message, "create_time"))};
}

class GptConversations final : public JsonVisitor
{
public:
    GptConversations(ChatComposer &composer, QString name) : m_composer(composer), m_name(std::move(name)) { }

    Result<bool> element(const JsonPlace &place, const json &object) override
    {
        if (!object.contains("mapping"))
            return place.owners.empty();
        const QString title = jsonText(object, "title");
        m_composer.setTitle(title.isEmpty() ? m_name : title);
        const QDateTime created = timeFromSeconds(numberOf(object, "create_time"));
        for (const json *message : branchOf(object)) {
            ChatEntry entry = entryOfMessage(*message);
            if (!entry.happenedAt.isValid())
                entry.happenedAt = created;
            CM_TRY(m_composer.add(std::move(entry)));
        }
        CM_TRY(m_composer.finish());
        return true;
    }

private:
    ChatComposer &m_composer;
    QString m_name;
};
} // namespace

QString ChatGptImporter::format() const
{
    return u"chatgpt"_s;
}

Fit ChatGptImporter::fit(const FileProbe &probe) const
{
    const QByteArray head = jsonHead(probe);
    const bool isJson = head.startsWith('[') || head.startsWith('{');
    return isJson && head.contains("\"mapping\"") && head.contains("\"message\"") ? Fit::Exact : Fit::No;
}

Result<void> ChatGptImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    ChatComposer composer(sink, chatTitleOf(probe), probe, ChatComposer::Division::BySize);
    GptConversations conversations(composer, chatTitleOf(probe));
    return readJson(probe, conversations, sink);
}

} // namespace CloneMemoria
