#include "core/archive/CardMapping.h"

#include "core/archive/CardKeeping.h"
#include "core/archive/CardMacros.h"
#include "core/archive/CharacterCard.h"
#include "core/domain/Validation.h"
#include "core/json/JsonForms.h"
#include "core/knowledge/importers/DocumentDraft.h"

#include <QMap>
#include <QSet>

#include <nlohmann/json.hpp>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr auto kExtension = "clonememoria";
constexpr auto kBookUri = "card:book/"_L1;
constexpr qsizetype kTitleLength = 200;

// A paragraph below a text, which can be found there again.
QString withBlock(const QString &text, const QString &block)
{
    if (block.isEmpty())
        return text;
    return text.isEmpty() ? block : text + "\n\n"_L1 + block;
}

std::optional<QString> withoutBlock(const QString &text, const QString &block)
{
    if (block.isEmpty())
        return std::nullopt;
    if (text == block)
        return QString();
    if (const QString end = "\n\n"_L1 + block; text.endsWith(end))
        return text.chopped(end.size());
    return std::nullopt;
}

QString labelled(const QString &label, const QString &text)
{
    return text.isEmpty() ? QString() : label + text;
}

QString relationBlock(const QString &relation)
{
    return labelled(u"Relation to {{user}}: "_s, relation);
}

QString styleBlock(const QString &style)
{
    return labelled(u"Manner of speaking: "_s, style);
}

QString cleanMember(const json &data, const char *name)
{
    return cleanText(cardMember(data, name)).trimmed();
}

const json &objectIn(const json &data, const char *name)
{
    static const json none = json::object();
    const auto found = data.find(name);
    return found != data.end() && found->is_object() ? *found : none;
}

CardNames namesIn(const json &data, const QString &userName)
{
    const QString nickname = cleanName(cardMember(data, "nickname"));
    return {nickname.isEmpty() ? cleanName(cardMember(data, "name")) : nickname, userName};
}

// What is appended to a field of the clone's that has no member of its own in a card.
QString scenarioBlock(const json &data, const CardNames &names)
{
    return labelled(u"Scenario: "_s, describedText(cleanMember(data, "scenario"), names));
}

QString exampleBlock(const json &data, const CardNames &names)
{
    return labelled(u"Examples of how %1 speaks:\n\n"_s.arg(names.character),
                    dialogueText(cleanMember(data, "mes_example"), names));
}

QString languageIn(const json &ours)
{
    Clone trial;
    trial.name = u"-"_s;
    trial.language = cardMember(ours, "language");
    return validateClone(trial) ? trial.language : QString();
}

QString entryTitle(const json &entry, qsizetype index, const CardNames &names)
{
    for (const char *name : {"name", "comment"}) {
        const QString title = describedText(cleanMember(entry, name), names).simplified();
        if (!title.isEmpty())
            return shortened(title, kTitleLength);
    }
    QStringList keys;
    if (const auto found = entry.find("keys"); found != entry.end() && found->is_array()) {
        for (const json &key : *found) {
            if (key.is_string())
                keys.append(cleanText(QString::fromStdString(key.get<std::string>())).simplified());
        }
    }
    keys.removeAll(QString());
    return keys.isEmpty() ? u"Entry %1"_s.arg(index + 1) : shortened(keys.join(", "_L1), kTitleLength);
}

// Version 3 has lines in front that say how an entry is used.
QString withoutDecorators(QString content)
{
    while (content.startsWith("@@"_L1)) {
        const qsizetype end = content.indexOf(u'\n');
        content = end < 0 ? QString() : content.sliced(end + 1).trimmed();
    }
    return content;
}

bool saysSomething(const json &data, const char *member)
{
    const auto found = data.find(member);
    return found != data.end()
           && (found->is_string() ? !cleanMember(data, member).isEmpty() : !found->empty());
}

const json *bookEntries(const json &data)
{
    const json &book = objectIn(data, "character_book");
    const auto entries = book.find("entries");
    return entries != book.end() && entries->is_array() ? &*entries : nullptr;
}

class PersonMaker
{
public:
    PersonMaker(const json &data, const QString &userName)
        : m_data(data)
        , m_names(namesIn(data, userName)) { }

    Result<CardPerson> make()
    {
        Clone &clone = m_person.clone;
        clone.name = shortened(cleanName(cleanText(cardMember(m_data, "name"))), kMaxNameLength);
        CM_TRY(validateName(clone.name));
        const json &ours = objectIn(objectIn(m_data, "extensions"), kExtension);
        clone.language = languageIn(ours);
        clone.relation = bounded("extensions", cleanMember(ours, "relation"));
        const QString style = cleanMember(ours, "speaking_style");
        const QString description = cleanMember(m_data, "description");
        const QString personality = cleanMember(m_data, "personality");
        clone.description = bounded(
            "description",
            withBlock(
                describedText(withoutBlock(description, relationBlock(clone.relation)).value_or(description),
                              m_names),
                scenarioBlock(m_data, m_names)));
        clone.personality = bounded(
            "personality",
            describedText(withoutBlock(personality, styleBlock(style)).value_or(personality), m_names));
        clone.speakingStyle = bounded("mes_example", withBlock(style, exampleBlock(m_data, m_names)));
        clone.greeting = bounded("first_mes", addressedText(cleanMember(m_data, "first_mes"), m_names));
        takeBook();
        remarkUnused();
        return std::move(m_person);
    }

private:
    QString bounded(const char *member, const QString &text)
    {
        if (text.size() <= kMaxPersonaTextLength)
            return text;
        const QString name = QString::fromLatin1(member);
        m_person.remarks.append({CardRemark::Kind::MadeMemory, name});
        addDocument(u"%1: %2"_s.arg(m_person.clone.name, name), text, "card:text/"_L1 + name, member);
        return shortened(text, kMaxPersonaTextLength);
    }

    void addDocument(const QString &title, QString content, const QString &uri, const char *member)
    {
        if (content.size() > kMaxDocumentCharacters) {
            m_person.remarks.append({CardRemark::Kind::LeftOut, QString::fromLatin1(member)});
            return;
        }
        if (m_contents.contains(content)) // a memory is there once
            return;
        m_contents.insert(content);
        m_person.documents.append({title, std::move(content), uri});
    }

    void takeBook()
    {
        const json *entries = bookEntries(m_data);
        const bool isUnreadable = saysSomething(m_data, "character_book")
                                  && (!m_data["character_book"].is_object()
                                      || saysSomething(m_data["character_book"], "entries"));
        if (!entries && isUnreadable)
            m_person.remarks.append({CardRemark::Kind::BookUnreadable, u"character_book"_s});
        qsizetype unused = 0;
        for (qsizetype i = 0; entries && i < qsizetype(entries->size()); ++i) {
            const json &entry = (*entries)[size_t(i)];
            const auto enabled = entry.is_object() ? entry.find("enabled") : entry.end();
            const bool isOff = enabled != entry.end() && enabled->is_boolean() && !enabled->get<bool>();
            const QString content = entry.is_object()
                                        ? describedText(withoutDecorators(cleanMember(entry, "content")),
                                                        m_names)
                                        : QString();
            if (content.isEmpty() || isOff) {
                ++unused;
                continue;
            }
            addDocument(entryTitle(entry, i, m_names), content, kBookUri + QString::number(i),
                        "character_book");
        }
        if (unused > 0)
            m_person.remarks.append(
                {CardRemark::Kind::EntriesUnused, u"character_book"_s, unused, qsizetype(entries->size())});
    }

    void remarkUnused()
    {
        for (const char *member : {"system_prompt", "post_history_instructions", "alternate_greetings",
                                   "group_only_greetings", "creator_notes"}) {
            if (saysSomething(m_data, member))
                m_person.remarks.append({CardRemark::Kind::Unused, QString::fromLatin1(member)});
        }
    }

    const json &m_data;
    CardNames m_names;
    CardPerson m_person;
    QSet<QString> m_contents;
};

// What it says, without members that say nothing.
json saidIn(json data)
{
    for (auto member = data.begin(); member != data.end();) {
        const bool saysNothing = member->is_null()
                                 || (member->is_string() && member->get_ref<std::string &>().empty())
                                 || (member->is_structured() && member->empty());
        member = saysNothing ? data.erase(member) : std::next(member);
    }
    return data;
}

class CardMaker
{
public:
    CardMaker(const Clone &clone, json kept, const QString &userName)
        : m_clone(clone)
        , m_data(kept.is_object() ? std::move(kept) : json::object())
        , m_names(namesIn(m_data, userName))
    {
        if (const Result<CardPerson> person = personOf(m_data, userName))
            m_before = *person;
    }

    json make(const QHash<QString, CardDocument> &documents)
    {
        const Clone &before = m_before.clone;
        if (m_clone.description != before.description || m_clone.relation != before.relation)
            setDescription();
        const QString style = ownStyle();
        if (m_clone.personality != before.personality || m_clone.speakingStyle != before.speakingStyle)
            m_data["personality"] = jsonText(withBlock(m_clone.personality, styleBlock(style)));
        if (m_clone.greeting != before.greeting)
            m_data["first_mes"] = jsonText(m_clone.greeting);
        if (m_clone.name != before.name) {
            m_data["name"] = jsonText(m_clone.name);
            m_data.erase("nickname");
        }
        setExtension(style);
        setBook(documents);
        return std::move(m_data);
    }

private:
    void setDescription()
    {
        const std::optional<QString> own = withoutBlock(m_clone.description, scenarioBlock(m_data, m_names));
        if (!own)
            m_data["scenario"] = "";
        m_data["description"] = jsonText(
            withBlock(own.value_or(m_clone.description), relationBlock(m_clone.relation)));
    }

    // How they speak, but for the examples, which have their own place.
    QString ownStyle()
    {
        if (m_clone.speakingStyle == m_before.clone.speakingStyle)
            return cleanMember(objectIn(objectIn(m_data, "extensions"), kExtension), "speaking_style");
        const std::optional<QString> own = withoutBlock(m_clone.speakingStyle, exampleBlock(m_data, m_names));
        if (!own)
            m_data["mes_example"] = "";
        return own.value_or(m_clone.speakingStyle);
    }

    void setExtension(const QString &style)
    {
        json ours = json::object();
        const std::pair<const char *, QString> members[] = {{"relation", m_clone.relation},
                                                            {"speaking_style", style},
                                                            {"language", m_clone.language}};
        for (const auto &[name, value] : members) {
            if (!value.isEmpty())
                ours[name] = jsonText(value);
        }
        json extensions = objectIn(m_data, "extensions");
        extensions.erase(kExtension);
        if (!ours.empty())
            extensions[kExtension] = ours;
        m_data["extensions"] = extensions;
    }

    void setBook(const QHash<QString, CardDocument> &documents)
    {
        json entries = json::array();
        const json *kept = bookEntries(m_data);
        for (qsizetype i = 0; kept && i < qsizetype(kept->size()); ++i) {
            json entry = (*kept)[size_t(i)];
            const QString uri = kBookUri + QString::number(i);
            const CardDocument *made = documentBefore(uri);
            if (made && !documents.contains(uri))
                continue; // it was removed here
            if (made)
                takeChanges(entry, *made, documents.value(uri));
            entries.push_back(std::move(entry));
        }
        if (kept) {
            m_data["character_book"]["entries"] = std::move(entries);
            return;
        }
        entries = entriesOf(documents);
        if (!entries.empty())
            m_data["character_book"] = {{"extensions", json::object()}, {"entries", std::move(entries)}};
    }

    // Of a book that was too large to be kept.
    static json entriesOf(const QHash<QString, CardDocument> &documents)
    {
        QMap<int, CardDocument> ordered;
        for (const CardDocument &document : documents) {
            if (document.uri.startsWith(kBookUri))
                ordered.insert(QStringView(document.uri).sliced(kBookUri.size()).toInt(), document);
        }
        json entries = json::array();
        for (const CardDocument &document : std::as_const(ordered))
            entries.push_back({{"keys", json::array({jsonText(document.title)})},
                               {"name", jsonText(document.title)},
                               {"content", jsonText(document.content)},
                               {"extensions", json::object()},
                               {"enabled", true},
                               {"insertion_order", entries.size()}});
        return entries;
    }

    const CardDocument *documentBefore(const QString &uri) const
    {
        for (const CardDocument &document : m_before.documents) {
            if (document.uri == uri)
                return &document;
        }
        return nullptr;
    }

    static void takeChanges(json &entry, const CardDocument &made, const CardDocument &now)
    {
        if (now.content != made.content)
            entry["content"] = jsonText(now.content);
        if (now.title != made.title)
            entry["name"] = jsonText(now.title);
    }

    const Clone &m_clone;
    json m_data;
    CardNames m_names;
    CardPerson m_before;
};
} // namespace

Result<CardPerson> personOf(const json &data, const QString &userName)
{
    CM_TRY_ASSIGN(person, PersonMaker(data, userName).make());
    const json plain = CardMaker(person.clone, {}, userName).make({});
    if (saidIn(plain) != saidIn(data))
        person.documents.append(keptCard(data, person.clone.name, person.remarks));
    return person;
}

json cardOf(const Clone &clone, const QHash<QString, CardDocument> &documents, const QString &userName)
{
    return CardMaker(clone, keptData(documents.value(kKeptCardUri)), userName).make(documents);
}

} // namespace CloneMemoria
