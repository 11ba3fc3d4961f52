#include "core/knowledge/importers/TelegramImporter.h"

#include "core/knowledge/importers/ChatComposer.h"
#include "core/knowledge/importers/ChatTime.h"
#include "core/knowledge/importers/JsonBlocks.h"
#include "core/knowledge/importers/JsonReader.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
// A string, or a list of strings and of pieces with a style.
QString textOfTelegram(const nlohmann::json &message)
{
    const auto text = message.find("text");
    if (text == message.end())
        return {};
    if (!text->is_array())
        return jsonText(message, "text");
    QString all;
    for (const nlohmann::json &piece : *text) {
        if (piece.is_string())
            all += QString::fromStdString(piece.get_ref<const std::string &>());
        else if (piece.is_object())
            all += jsonText(piece, "text");
    }
    return all;
}

QString mediaOf(const nlohmann::json &message)
{
    const QString type = jsonText(message, "media_type");
    if (type == "sticker"_L1)
        return u"[sticker %1]"_s.arg(jsonText(message, "sticker_emoji")).replace(" ]"_L1, "]"_L1);
    if (type == "voice_message"_L1)
        return u"[voice message]"_s;
    if (type == "audio_file"_L1)
        return u"[sound]"_s;
    if (type == "video_message"_L1 || type == "video_file"_L1)
        return u"[video]"_s;
    if (type == "animation"_L1)
        return u"[animation]"_s;
    if (message.contains("photo"))
        return u"[picture]"_s;
    if (message.contains("file")) {
        const QString name = jsonText(message, "file_name");
        return name.isEmpty() ? u"[document]"_s : u"[document: %1]"_s.arg(name);
    }
    if (message.contains("contact_information"))
        return u"[contact]"_s;
    if (message.contains("location_information"))
        return u"[place]"_s;
    if (const auto poll = message.find("poll"); poll != message.end() && poll->is_object())
        return u"[poll: %1]"_s.arg(jsonText(*poll, "question"));
    return {};
}

QDateTime timeOfTelegram(const nlohmann::json &message)
{
    // The first is by the clock of who exported it, as in all other exports.
    const QDateTime clock = timeFromText(jsonText(message, "date"));
    return clock.isValid() ? clock : timeFromText(jsonText(message, "date_unixtime"));
}

class TelegramChats final : public JsonVisitor
{
public:
    explicit TelegramChats(ChatComposer &composer) : m_composer(composer) { }

    Result<bool> element(const JsonPlace &place, const nlohmann::json &object) override
    {
        if (place.array == "messages" && !place.owners.empty()) {
            CM_TRY(add(object, *place.owners.front()));
            return true;
        }
        if (place.array == "list") { // a chat is at its end
            CM_TRY(m_composer.finish());
            return true;
        }
        return place.owners.empty();
    }

private:
    Result<void> add(const nlohmann::json &message, const nlohmann::json &chat)
    {
        if (jsonText(message, "type") != "message"_L1)
            return {};
        if (const QString name = jsonText(chat, "name"); !name.isEmpty())
            m_composer.setTitle(jsonText(chat, "type") == "personal_chat"_L1 ? u"Chat with %1"_s.arg(name)
                                                                             : name);
        else if (jsonText(chat, "type") == "saved_messages"_L1)
            m_composer.setTitle(u"Saved messages"_s);
        QString speaker = jsonText(message, "from");
        if (speaker.isEmpty())
            speaker = u"Deleted account"_s;
        QStringList parts{mediaOf(message), textOfTelegram(message)};
        if (const QString from = jsonText(message, "forwarded_from"); !from.isEmpty())
            parts.prepend(u"[forwarded from %1]"_s.arg(from));
        parts.removeAll(QString());
        return m_composer.add(
            {.speaker = speaker, .text = parts.join(u' '), .happenedAt = timeOfTelegram(message)});
    }

    ChatComposer &m_composer;
};
} // namespace

QString TelegramImporter::format() const
{
    return u"telegram"_s;
}

Fit TelegramImporter::fit(const FileProbe &probe) const
{
    const QByteArray head = jsonHead(probe);
    if (!head.startsWith('{'))
        return Fit::No;
    const bool isChat = head.contains("\"messages\"")
                        && (head.contains("\"date_unixtime\"") || head.contains("\"from_id\""));
    // A whole account begins with a page about the export and what is in it.
    const bool isAccount = head.contains("\"about\"") && head.contains("Telegram")
                           && (head.contains("\"personal_information\"") || head.contains("\"chats\""));
    return isChat || isAccount ? Fit::Exact : Fit::No;
}

Result<void> TelegramImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    ChatComposer composer(sink, chatTitleOf(probe), probe);
    TelegramChats chats(composer);
    const Result<void> read = readJson(probe, chats, sink);
    // What came before the damage is worth keeping.
    if (read || read.error().code == "file-damaged"_L1)
        CM_TRY(composer.finish());
    return read;
}

} // namespace CloneMemoria
