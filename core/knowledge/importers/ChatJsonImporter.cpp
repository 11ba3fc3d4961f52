#include "core/knowledge/importers/ChatJsonImporter.h"

#include "core/knowledge/importers/ChatComposer.h"
#include "core/knowledge/importers/ChatTime.h"
#include "core/knowledge/importers/DateFinder.h"
#include "core/knowledge/importers/Encoding.h"
#include "core/knowledge/importers/JsonBlocks.h"
#include "core/knowledge/importers/JsonReader.h"

#include <QHash>

#include <nlohmann/json.hpp>

#include <initializer_list>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
// A name itself, or an object that has one.
QString nameOf(const json &value)
{
    if (value.is_string())
        return mendedUtf8(QString::fromStdString(value.get_ref<const std::string &>()));
    if (!value.is_object())
        return {};
    for (const char *key : {"name", "display_name", "nickname", "username", "role"}) {
        if (const QString name = jsonText(value, key); !name.isEmpty())
            return name;
    }
    return {};
}

// A text itself, or what is in a list or in parts of one.
QString textIn(const json &value, int depth = 0)
{
    constexpr int kDeepest = 4;
    if (value.is_string())
        return mendedUtf8(QString::fromStdString(value.get_ref<const std::string &>()));
    if (depth >= kDeepest)
        return {};
    if (value.is_array()) {
        QStringList texts;
        for (const json &part : value)
            texts.append(textIn(part, depth + 1));
        texts.removeAll(QString());
        return texts.join(u'\n');
    }
    for (const char *key : {"text", "parts", "content", "body"}) {
        if (value.is_object() && value.contains(key))
            return textIn(value[key], depth + 1);
    }
    return {};
}

// A role is named as people would say it.
QString asName(const QString &role)
{
    return role.left(1).toUpper() + role.mid(1);
}

QString speakerOf(const json &object)
{
    for (const char *key : {"speaker", "sender_name", "from_name", "author", "sender", "from", "creator",
                            "name", "username", "user", "nickname", "who"}) {
        const auto found = object.find(key);
        if (found == object.end())
            continue;
        if (const QString name = nameOf(*found); !name.trimmed().isEmpty())
            return name == "user"_L1 || name == "assistant"_L1 || name == "human"_L1 ? asName(name) : name;
    }
    return asName(jsonText(object, "role"));
}

QString wordsOfTurn(const json &object)
{
    QString words;
    for (const char *key : {"text", "content", "message", "body", "mes", "msg"}) {
        const auto found = object.find(key);
        if (found == object.end())
            continue;
        words = textIn(*found).trimmed();
        if (!words.isEmpty())
            break;
    }
    for (const char *key : {"image_caption", "blip_caption"}) {
        if (const QString caption = jsonText(object, key).trimmed(); !caption.isEmpty())
            words += (words.isEmpty() ? u"[picture: "_s : u" [picture: "_s) + caption + u']';
    }
    return words;
}

// What an object says of its time; of the day alone, or the time of day alone, where that is all.
FoundMoment momentIn(const json &object, std::initializer_list<const char *> keys)
{
    for (const char *key : keys) {
        const auto found = object.find(key);
        if (found == object.end())
            continue;
        FoundMoment moment;
        if (found->is_number()) {
            const QDateTime time = timeFromSeconds(found->get<double>());
            moment = {.date = time.date(), .time = time.time(), .rest = {}};
        } else if (found->is_string()) {
            const QString text = jsonText(object, key);
            const QDateTime time = timeFromText(text);
            moment = time.isValid() ? FoundMoment{.date = time.date(), .time = time.time(), .rest = {}}
                                    : findMoment(text);
        }
        if (moment.date.isValid() || moment.time.isValid())
            return moment;
    }
    return {};
}

FoundMoment momentOfTurn(const json &turn)
{
    return momentIn(turn, {"date", "time", "timestamp", "timestamp_ms", "created_at", "create_time",
                           "sent_at", "send_date", "datetime", "date_time", "createdAt", "created_date"});
}

FoundMoment momentAround(const JsonPlace &place)
{
    const std::string ofArray = place.array.toStdString();
    for (const json *owner : place.owners) {
        const FoundMoment moment = momentIn(*owner,
                                            {(ofArray + "_date_time").c_str(), (ofArray + "_date").c_str(),
                                             "date", "date_time", "session_date", "session_date_time",
                                             "datetime", "timestamp", "time", "start_time", "created_at"});
        if (moment.date.isValid())
            return moment;
    }
    return {};
}

bool isTurnShaped(const json &object)
{
    return !speakerOf(object).isEmpty() && !wordsOfTurn(object).isEmpty();
}

bool isAside(const json &object)
{
    const QString role = jsonText(object, "role");
    const auto isSystem = object.find("is_system");
    return role == "system"_L1 || role == "tool"_L1 || role == "developer"_L1
           || (isSystem != object.end() && isSystem->is_boolean() && isSystem->get<bool>());
}

class TurnCounter final : public JsonVisitor
{
public:
    Result<bool> element(const JsonPlace &, const json &object) override
    {
        if (!isTurnShaped(object))
            return false;
        if (isAside(object))
            return true;
        ++m_turns;
        ++m_speakers[speakerOf(object)];
        // "name" alone is a property of anything.
        for (const char *key :
             {"speaker", "sender", "from", "author", "creator", "role", "is_user", "sender_name"})
            m_clear += object.contains(key);
        return true;
    }

    bool isChat() const
    {
        const bool isRecurring = m_speakers.size() * 2 <= m_turns;
        return m_turns >= 2 && (isRecurring || (m_speakers.size() <= 2 && m_clear > 0));
    }

private:
    QHash<QString, int> m_speakers;
    int m_turns = 0;
    int m_clear = 0;
};

class JsonChat final : public JsonVisitor
{
public:
    JsonChat(ChatComposer &composer, const FileProbe &probe)
        : m_composer(composer)
        , m_name(chatTitleOf(probe))
        , m_day(findDate(probe.name).date())
    { }

    Result<bool> element(const JsonPlace &place, const json &object) override
    {
        if (isTurnShaped(object)) {
            if (!isAside(object))
                CM_TRY(add(place, object));
            return true;
        }
        if (place.owners.size() > 1 || place.array == "sessions")
            return false;
        // The end of one of several conversations.
        if (isConversation(object)) {
            CM_TRY(m_composer.finish());
            m_composer.setTitle(m_name);
            return true;
        }
        return place.owners.empty();
    }

private:
    static QString titleOf(const json &object)
    {
        for (const char *key : {"title", "name", "chat_name", "conversation_name", "subject"}) {
            if (const QString title = jsonText(object, key); !title.isEmpty())
                return title;
        }
        return {};
    }

    static bool isConversation(const json &object)
    {
        return !titleOf(object).isEmpty() || object.contains("conversation")
               || object.contains("conversation_id") || object.contains("sessions")
               || object.contains("uuid");
    }

    Result<void> add(const JsonPlace &place, const json &object)
    {
        if (!place.owners.empty()) {
            const QString title = titleOf(*place.owners.back());
            m_composer.setTitle(title.isEmpty() ? m_name : title);
        }
        FoundMoment moment = momentOfTurn(object);
        if (!moment.date.isValid()) {
            const FoundMoment around = momentAround(place);
            moment.date = around.date.isValid() ? around.date : m_day;
            if (!moment.time.isValid())
                moment.time = around.time;
        }
        return m_composer.add({.speaker = speakerOf(object),
                               .text = wordsOfTurn(object),
                               .happenedAt = clockTime(moment.date, moment.time)});
    }

    ChatComposer &m_composer;
    QString m_name;
    QDate m_day;
};
} // namespace

QString ChatJsonImporter::format() const
{
    return u"chat-json"_s;
}

Fit ChatJsonImporter::fit(const FileProbe &probe) const
{
    const QByteArray head = jsonHead(probe);
    if (!head.startsWith('{') && !head.startsWith('['))
        return Fit::No;
    TurnCounter counter;
    readJsonHead(head, counter);
    return counter.isChat() ? Fit::Content : Fit::No;
}

Result<void> ChatJsonImporter::read(const FileProbe &probe, DraftSink &sink) const
{
    ChatComposer composer(sink, chatTitleOf(probe), probe);
    JsonChat chat(composer, probe);
    const Result<void> read = readJson(probe, chat, sink);
    // What came before the damage is worth keeping.
    if (read || read.error().code == "file-damaged"_L1)
        CM_TRY(composer.finish());
    return read;
}

} // namespace CloneMemoria
