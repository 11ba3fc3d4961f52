#include "ArchiveFixture.h"
#include "core/archive/CardArchive.h"
#include "core/archive/CardFile.h"
#include "core/archive/CardKeeping.h"
#include "core/archive/CardMacros.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImage>

#include <nlohmann/json.hpp>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

// Character cards of all versions, as files: what they become here, and what goes back into them.
class CharacterCardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_profile = std::make_unique<ArchiveProfile>(); }
    void firstVersion();
    void secondVersion();
    void thirdVersion();
    void fromPictures();
    void goesBackAsItCame_data();
    void goesBackAsItCame();
    void goesBackThroughAnArchive();
    void ownClone_data();
    void ownClone();
    void changesGoOut();
    void removedEntriesStayAway();
    void picturesCarryBothVersions();
    void portraitInTheCard();
    void neverHasSettings();
    void longTexts();
    void bookTooLargeToKeep();
    void weirdMembers();
    void unreadableBooks_data();
    void unreadableBooks();
    void macros_data();
    void macros();

private:
    static QString fixture(const QString &name)
    {
        return QFileInfo(QStringLiteral(__FILE__)).absolutePath() + u"/cards/"_s + name;
    }
    static json dataIn(const QString &path) { return *valueOf(readCard(path)).data; }
    QString write(const QString &name, const json &card)
    {
        QFile file(m_profile->file(name));
        const QByteArray text = QByteArray::fromStdString(card.dump());
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("can't write %s", qPrintable(name));
        return file.fileName();
    }
    ImportedCard read(const QString &path, const QString &name = {})
    {
        return valueOf(importCard(m_profile->storage(), path, name));
    }
    CardFacts send(const QString &cloneId, const QString &name, CardVersion version = CardVersion::V2)
    {
        return valueOf(exportCard(m_profile->paths().database(), cloneId, m_profile->file(name), version));
    }
    Clone clone(const QString &id)
    {
        return m_profile->run([id](Store &store) { return store.clones.get(id); });
    }
    QMap<QString, Document> documents(const QString &cloneId)
    {
        return m_profile->run([cloneId](Store &store) -> Result<QMap<QString, Document>> {
            QMap<QString, Document> found;
            CM_TRY_ASSIGN(list, store.documents.list(cloneId));
            for (const DocumentSummary &each : list) {
                CM_TRY_ASSIGN(document, store.documents.get(each.id));
                found.insert(document.sourceUri, document);
            }
            return found;
        });
    }
    void update(Clone changed)
    {
        m_profile->run([changed](Store &store) { return store.clones.update(changed); });
    }

    std::unique_ptr<ArchiveProfile> m_profile;
};

void CharacterCardTest::firstVersion()
{
    const ImportedCard card = read(fixture(u"v1.json"_s));
    QCOMPARE(card.name, u"Orla Finch"_s);
    const Clone orla = clone(card.cloneId);
    QCOMPARE(orla.description,
             u"Orla Finch keeps the lighthouse at Skerry Point. She taught the user to row.\n\n"
             "Scenario: The user comes up the stairs with a basket."_s);
    QCOMPARE(orla.personality, u"Patient, and curious about the weather."_s);
    QCOMPARE(orla.greeting, u"*Orla Finch looks up from the log.* You are late! Was the path wet?"_s);
    QCOMPARE(
        orla.speakingStyle,
        u"Examples of how Orla Finch speaks:\n\nUser: Is it always this loud?\nOrla Finch: Only when it has "
        "something to say.\n\nUser: What has?\nOrla Finch: The sea."_s);
    QCOMPARE(orla.avatar, QString());
    const QMap<QString, Document> kept = documents(card.cloneId);
    QCOMPARE(kept.keys(), QStringList{u"card:data"_s});
    QVERIFY(kept.first().content.contains(u"\"create_date\": \"2024-1-1\""_s));
    QVERIFY(card.remarks.isEmpty());
}

void CharacterCardTest::secondVersion()
{
    const ImportedCard card = read(fixture(u"v2.json"_s), u"Auntie Orla"_s);
    QCOMPARE(card.name, u"Auntie Orla"_s);
    const QMap<QString, Document> found = documents(card.cloneId);
    QCOMPARE(found.keys(), (QStringList{u"card:book/0"_s, u"card:book/1"_s, u"card:data"_s}));
    QCOMPARE(found[u"card:book/0"_s].title, u"The lamp"_s);
    QCOMPARE(found[u"card:book/0"_s].content,
             u"The lamp has burned since 1871. Orla Finch trims it at dusk."_s);
    QCOMPARE(found[u"card:book/1"_s].title, u"Bess, dog"_s);
    // What a reader of the card sees is there to be read; but it is quoted to no model.
    for (const QString &words :
         {u"Best with a cup of tea."_s, u"Mind the third step"_s, u"Stay in the lighthouse."_s,
          u"bottle behind the third stone"_s, u"lighthouse"_s, u"something_new"_s})
        QVERIFY2(found[u"card:data"_s].content.contains(words), qPrintable(words));
    const auto sought = [&](const QString &term) {
        return m_profile
            ->run([&](Store &store) { return store.passages.searchText(card.cloneId, {term}, 10); })
            .size();
    };
    QCOMPARE(sought(u"gull"_s), 1);
    QCOMPARE(sought(u"bottl"_s), 0);
    QCOMPARE(sought(u"tea"_s), 0);
    QCOMPARE(card.documents, 3);
    QCOMPARE(card.passages, 2);
    using Kind = CardRemark::Kind;
    QVERIFY(card.remarks
            == (QList<CardRemark>{{Kind::EntriesUnused, u"character_book"_s, 1, 3},
                                  {Kind::Unused, u"system_prompt"_s},
                                  {Kind::Unused, u"post_history_instructions"_s},
                                  {Kind::Unused, u"alternate_greetings"_s},
                                  {Kind::Unused, u"creator_notes"_s}}));
}

void CharacterCardTest::thirdVersion()
{
    const ImportedCard card = read(fixture(u"v3.json"_s));
    const Clone orla = clone(card.cloneId);
    QCOMPARE(orla.name, u"Orla Finch of Skerry Point"_s);
    QCOMPARE(orla.description, u"Orla keeps the lighthouse. The user's grandfather built it."_s);
    QCOMPARE(orla.greeting, u"Come up."_s);
    const QMap<QString, Document> found = documents(card.cloneId);
    QCOMPARE(found[u"card:book/0"_s].title, u"Foghorn"_s);
    QCOMPARE(found[u"card:book/0"_s].content, u"The foghorn is older than the user."_s);
}

void CharacterCardTest::fromPictures()
{
    const ImportedCard second = read(fixture(u"v2.png"_s));
    const ImportedCard third = read(fixture(u"v3.png"_s));
    QCOMPARE(second.name, u"Orla Finch"_s);
    QCOMPARE(third.name, u"Orla Finch of Skerry Point"_s); // the newer of the two in it
    const QImage portrait = QImage::fromData(QByteArray::fromBase64(clone(third.cloneId).avatar.toLatin1()));
    QCOMPARE(portrait.size(), QSize(40, 60));
    QCOMPARE(portrait.pixelColor(10, 20), QColor(50, 60, 120));
    QVERIFY(portrait.textKeys().isEmpty()); // the card is in no picture of the database
}

void CharacterCardTest::goesBackAsItCame_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"v1.json", "v2.json", "v3.json", "v2.png", "v3.png"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

// Nothing of it is lost: neither what means something here nor the rest.
void CharacterCardTest::goesBackAsItCame()
{
    QFETCH(QString, name);
    const json before = dataIn(fixture(name));
    QString id = read(fixture(name)).cloneId;
    for (int round = 0; round < 3; ++round) { // out and in again
        const QString file = round == 1 ? u"out.png"_s : u"out.json"_s;
        send(id, file, CardVersion::V3);
        const json after = dataIn(m_profile->file(file));
        for (const auto &item : before.items())
            QVERIFY2(after.value(item.key(), json()) == item.value(),
                     (item.key() + ": " + after.value(item.key(), json()).dump()).c_str());
        id = read(m_profile->file(file)).cloneId;
    }
}

void CharacterCardTest::goesBackThroughAnArchive()
{
    const QString id = read(fixture(u"v2.png"_s)).cloneId;
    valueOf(m_profile->write(id, u"a.cmclone"_s));
    const ImportedClone imported = valueOf(m_profile->read(m_profile->file(u"a.cmclone"_s)));
    QCOMPARE(imported.passages, 2); // what came with the card is still not searched
    send(imported.cloneId, u"out.json"_s);
    const json before = dataIn(fixture(u"v2.json"_s));
    const json after = dataIn(m_profile->file(u"out.json"_s));
    for (const auto &item : before.items())
        QVERIFY2(after.value(item.key(), json()) == item.value(), item.key().c_str());
}

void CharacterCardTest::ownClone_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("full");
    for (const char *file : {"a.json", "a.png"}) {
        QTest::addRow("%s full", file) << QString::fromLatin1(file) << true;
        QTest::addRow("%s empty", file) << QString::fromLatin1(file) << false;
    }
}

// A clone of ours comes back as it went, with nothing beside it.
void CharacterCardTest::ownClone()
{
    QFETCH(QString, file);
    QFETCH(bool, full);
    const Clone before = clone(m_profile->run([full](Store &store) -> Result<QString> {
        if (full)
            return makeRichClone(store);
        Clone draft;
        draft.name = u"Nobody"_s;
        return valueOf(store.clones.create(draft)).id;
    }));
    const CardFacts facts = send(before.id, file, CardVersion::V3);
    QCOMPARE(facts.bytes, QFileInfo(m_profile->file(file)).size());
    const json data = dataIn(m_profile->file(file));
    if (full) { // for programs that know nothing of us
        QCOMPARE(cardMember(data, "description"),
                 u"Born in 1932.\nA sign-writer.\n\nRelation to {{user}}: my grandmother"_s);
        QCOMPARE(cardMember(data, "personality"),
                 u"Dry, exact and warm.\n\nManner of speaking: Short sentences."_s);
    }
    const ImportedCard card = read(m_profile->file(file));
    const Clone after = clone(card.cloneId);
    QCOMPARE(after.name, before.name);
    QCOMPARE(after.relation, before.relation);
    QCOMPARE(after.description, before.description);
    QCOMPARE(after.personality, before.personality);
    QCOMPARE(after.speakingStyle, before.speakingStyle);
    QCOMPARE(after.greeting, before.greeting);
    QCOMPARE(after.language, before.language);
    QCOMPARE(after.avatar.isEmpty(), file == "a.json"_L1 || !full);
    QVERIFY(card.remarks.isEmpty());
    QVERIFY(documents(card.cloneId).isEmpty());
}

// What was changed here goes into its own member; the rest is what came.
void CharacterCardTest::changesGoOut()
{
    const json before = dataIn(fixture(u"v2.json"_s));
    const QString id = read(fixture(u"v2.json"_s)).cloneId;
    Clone changed = clone(id);
    changed.description.replace(u"keeps the lighthouse"_s, u"kept the lighthouse"_s);
    changed.speakingStyle.prepend(u"Slowly.\n\n"_s);
    changed.relation = u"my aunt"_s;
    update(changed);
    Document lamp = documents(id).value(u"card:book/0"_s);
    m_profile->change([&lamp](Store &store) -> Result<void> {
        PreparedDocument prepared = prepareDocument(
            valueOf(cleanDraft({.title = u"Our lamp"_s, .content = u"The lamp is out."_s})), QString());
        prepared.document.id = lamp.id;
        return store.documents.replace(prepared.document, prepared.passages);
    });
    send(id, u"out.json"_s);
    const json after = dataIn(m_profile->file(u"out.json"_s));
    QCOMPARE(cardMember(after, "description"),
             u"Orla Finch kept the lighthouse at Skerry Point. She taught the user to row.\n\n"
             "Relation to {{user}}: my aunt"_s);
    QCOMPARE(cardMember(after, "scenario"), cardMember(before, "scenario"));
    QCOMPARE(cardMember(after, "mes_example"), cardMember(before, "mes_example"));
    QCOMPARE(cardMember(after, "personality"),
             u"Patient, and curious about the weather.\n\nManner of speaking: Slowly."_s);
    QCOMPARE(cardMember(after, "first_mes"), cardMember(before, "first_mes"));
    const json &entries = after["character_book"]["entries"];
    QCOMPARE(entries.size(), size_t(3));
    QCOMPARE(cardMember(entries[0], "content"), u"The lamp is out."_s);
    QCOMPARE(cardMember(entries[0], "name"), u"Our lamp"_s);
    QVERIFY(entries[0]["keys"] == before["character_book"]["entries"][0]["keys"]);
    QVERIFY(entries[1] == before["character_book"]["entries"][1]);
    // And it comes in again as it was here.
    const Clone again = clone(read(m_profile->file(u"out.json"_s)).cloneId);
    QCOMPARE(again.description, changed.description);
    QCOMPARE(again.speakingStyle, changed.speakingStyle);
    QCOMPARE(again.relation, changed.relation);

    changed = clone(id);
    changed.name = u"Orla"_s;
    changed.description = u"Somebody else."_s;
    changed.greeting = u"Hello."_s;
    changed.speakingStyle.clear();
    update(changed);
    send(id, u"out.json"_s);
    const json other = dataIn(m_profile->file(u"out.json"_s));
    QCOMPARE(cardMember(other, "name"), u"Orla"_s);
    QCOMPARE(cardMember(other, "description"), u"Somebody else.\n\nRelation to {{user}}: my aunt"_s);
    QCOMPARE(cardMember(other, "scenario"), QString()); // it was taken out here
    QCOMPARE(cardMember(other, "mes_example"), QString());
    QCOMPARE(cardMember(other, "first_mes"), u"Hello."_s);
}

void CharacterCardTest::removedEntriesStayAway()
{
    const QString id = read(fixture(u"v2.json"_s)).cloneId;
    m_profile->change(
        [id = documents(id).value(u"card:book/0"_s).id](Store &store) { return store.documents.trash(id); });
    send(id, u"out.json"_s);
    const json entries = dataIn(m_profile->file(u"out.json"_s))["character_book"]["entries"];
    QCOMPARE(entries.size(), size_t(2));
    QCOMPARE(entries[0]["keys"][0].get<std::string>(), std::string("Bess"));
}

// Read back by another reader of pictures than ours.
void CharacterCardTest::picturesCarryBothVersions()
{
    const QString id = m_profile->run([](Store &store) -> Result<QString> { return makeRichClone(store); });
    send(id, u"three.png"_s, CardVersion::V3);
    const QImage three(m_profile->file(u"three.png"_s));
    QCOMPARE(three.size(), QSize(1, 1));
    const auto textOf = [](const QImage &image, const QString &key) {
        return json::parse(QByteArray::fromBase64(image.text(key).toLatin1()).toStdString(), nullptr, false);
    };
    QCOMPARE(textOf(three, u"chara"_s).value("spec", ""), std::string("chara_card_v2"));
    QCOMPARE(textOf(three, u"ccv3"_s).value("spec", ""), std::string("chara_card_v3"));
    QVERIFY(textOf(three, u"ccv3"_s)["data"]["group_only_greetings"] == json::array());
    QVERIFY(textOf(three, u"chara"_s)["data"]["name"] == textOf(three, u"ccv3"_s)["data"]["name"]);
    send(id, u"two.png"_s, CardVersion::V2);
    const QImage two(m_profile->file(u"two.png"_s));
    QCOMPARE(textOf(two, u"chara"_s).value("spec_version", ""), std::string("2.0"));
    QCOMPARE(two.text(u"ccv3"_s), QString());
    // All that version 2 asks for is there.
    const json data = textOf(two, u"chara"_s)["data"];
    for (const char *member :
         {"name", "description", "personality", "scenario", "first_mes", "mes_example", "creator_notes",
          "system_prompt", "post_history_instructions", "creator", "character_version"})
        QVERIFY2(data.contains(member) && data[member].is_string(), member);
    for (const char *member : {"alternate_greetings", "tags"})
        QVERIFY2(data.contains(member) && data[member].is_array(), member);
    QVERIFY(data["extensions"].is_object());
    // Nothing but the picture where there is none.
    Clone plain = clone(id);
    plain.avatar.clear();
    update(plain);
    send(id, u"plain.png"_s, CardVersion::V3);
    QVERIFY(QImage(m_profile->file(u"plain.png"_s)).width() > 100);
}

void CharacterCardTest::portraitInTheCard()
{
    QImage image(900, 600, QImage::Format_RGB32);
    image.fill(Qt::red);
    QByteArray png;
    QBuffer buffer(&png);
    QVERIFY(buffer.open(QIODevice::WriteOnly) && image.save(&buffer, "PNG"));
    json card = json::parse(
        R"({"spec":"chara_card_v3","data":{"name":"A","assets":[{"type":"icon","name":"main","ext":"png"}]}})");
    card["data"]["assets"][0]["uri"] = "data:image/png;base64," + png.toBase64().toStdString();
    const ImportedCard read = this->read(write(u"a.json"_s, card));
    QCOMPARE(read.remarks, (QList<CardRemark>{{CardRemark::Kind::PictureReduced, {}}}));
    const QImage portrait = QImage::fromData(QByteArray::fromBase64(clone(read.cloneId).avatar.toLatin1()));
    QCOMPARE(portrait.size(), QSize(512, 341));
    card["data"]["assets"][0]["uri"] = "data:image/png;base64,iVBORw0KGgoAAAAN";
    QCOMPARE(this->read(write(u"a.json"_s, card)).remarks,
             (QList<CardRemark>{{CardRemark::Kind::PictureLeftOut, {}}}));
    card["data"]["assets"][0]["uri"] = "file:///etc/passwd";
    const ImportedCard third = this->read(write(u"a.json"_s, card));
    QVERIFY(clone(third.cloneId).avatar.isEmpty());
}

void CharacterCardTest::neverHasSettings()
{
    const QString id = m_profile->run([](Store &store) -> Result<QString> { return makeRichClone(store); });
    for (const QString &name : {u"a.json"_s, u"a.png"_s}) {
        send(id, name, CardVersion::V3);
        const std::string data = dataIn(m_profile->file(name)).dump();
        for (const char *word :
             {"secret", "openai", "temperature", "sea was green", "What was the sea like", "Minnie"})
            QVERIFY2(data.find(word) == std::string::npos, word);
    }
}

void CharacterCardTest::longTexts()
{
    json card = json::parse(R"({"spec":"chara_card_v2","spec_version":"2.0","data":{"name":"A"}})");
    card["data"]["description"] = "Begin. " + std::string(30'000, 'x') + " the end";
    card["data"]["name"] = std::string(400, 'n');
    const ImportedCard read = this->read(write(u"a.json"_s, card));
    const Clone long_ = clone(read.cloneId);
    QVERIFY(long_.description.size() <= 20'000 && long_.description.startsWith("Begin."_L1));
    QVERIFY(long_.name.size() <= 200);
    QVERIFY(documents(read.cloneId).value(u"card:text/description"_s).content.endsWith("the end"_L1));
    QVERIFY(read.remarks.contains(CardRemark{CardRemark::Kind::MadeMemory, u"description"_s}));
    send(read.cloneId, u"out.json"_s);
    QVERIFY(dataIn(m_profile->file(u"out.json"_s))["description"] == card["data"]["description"]);
    QVERIFY(dataIn(m_profile->file(u"out.json"_s))["name"] == card["data"]["name"]);
}

void CharacterCardTest::bookTooLargeToKeep()
{
    json card = json::parse(
        R"({"spec":"chara_card_v2","spec_version":"2.0","data":{"name":"A","creator":"me","character_book":{"entries":[]}}})");
    for (int i = 0; i < 30; ++i)
        card["data"]["character_book"]["entries"].push_back(
            {{"keys", {"k" + std::to_string(i)}}, {"content", std::to_string(i) + std::string(50'000, 'x')}});
    const ImportedCard read = this->read(write(u"a.json"_s, card));
    QVERIFY(read.remarks.contains(CardRemark{CardRemark::Kind::LeftOut, u"character_book"_s}));
    send(read.cloneId, u"out.json"_s);
    const json data = dataIn(m_profile->file(u"out.json"_s));
    QCOMPARE(data.value("creator", ""), std::string("me"));
    QCOMPARE(data["character_book"]["entries"].size(), size_t(30)); // made of the memories again
    QVERIFY(data["character_book"]["entries"][7]["content"]
            == card["data"]["character_book"]["entries"][7]["content"]);
}

// Other programs write what they like.
void CharacterCardTest::weirdMembers()
{
    const json card = json::parse(
        R"({"spec":"chara_card_v2","data":{"name":"A","description":17,"first_mes":null,
        "tags":"one","alternate_greetings":{"a":1},"extensions":[],"character_book":{"entries":[1,"x",null,
        {"content":5},{"keys":"k","content":"\u0000\u2028\ufeff ok \ud83d\ude00"}]},"assets":[3,{"type":"icon"}],
        "\u2028odd\u0085key":"e\u0301"}})");
    const ImportedCard read = this->read(write(u"a.json"_s, card));
    QCOMPARE(clone(read.cloneId).description, QString());
    QCOMPARE(documents(read.cloneId).value(u"card:book/4"_s).content, u"ok 😀"_s);
    send(read.cloneId, u"out.json"_s);
    const json after = dataIn(m_profile->file(u"out.json"_s));
    QVERIFY(after["\u2028odd\u0085key"] == "e\u0301");
    QVERIFY(after["character_book"] == card["data"]["character_book"]);
    // Whoever takes the kept text apart loses it, and the rest is still a card.
    m_profile->change([id = documents(read.cloneId).value(u"card:data"_s).id](Store &store) -> Result<void> {
        PreparedDocument prepared = prepareDocument(
            valueOf(cleanDraft({.title = u"x"_s, .content = u"broken\n{"_s})), QString());
        prepared.document.id = id;
        return store.documents.replace(prepared.document, prepared.passages);
    });
    send(read.cloneId, u"out.json"_s);
    QCOMPARE(cardMember(dataIn(m_profile->file(u"out.json"_s)), "name"), u"A"_s);
}

void CharacterCardTest::unreadableBooks_data()
{
    QTest::addColumn<QByteArray>("book");
    QTest::addColumn<bool>("told");
    QTest::newRow("a text") << QByteArray(R"("the lamp")") << true;
    QTest::newRow("a number") << QByteArray("5") << true;
    QTest::newRow("a list") << QByteArray(R"([{"content":"The lamp."}])") << true;
    QTest::newRow("entries by number") << QByteArray(R"({"entries":{"0":{"content":"The lamp."}}})") << true;
    QTest::newRow("entries as a text") << QByteArray(R"({"entries":"The lamp."})") << true;
    QTest::newRow("null") << QByteArray("null") << false;
    QTest::newRow("empty") << QByteArray("{}") << false;
    QTest::newRow("an empty text") << QByteArray(R"("")") << false;
    QTest::newRow("no entries") << QByteArray(R"({"name":"Lamps"})") << false;
    QTest::newRow("null entries") << QByteArray(R"({"entries":null})") << false;
    QTest::newRow("an empty list") << QByteArray(R"({"entries":[]})") << false;
}

// Not silently: who has a book in a card misses its memories.
void CharacterCardTest::unreadableBooks()
{
    QFETCH(QByteArray, book);
    QFETCH(bool, told);
    json card{{"spec", "chara_card_v2"}, {"data", {{"name", "A"}}}};
    card["data"]["character_book"] = json::parse(book.toStdString());
    const ImportedCard read = this->read(write(u"a.json"_s, card));
    const CardRemark remark{CardRemark::Kind::BookUnreadable, u"character_book"_s};
    QCOMPARE(read.remarks, told ? QList<CardRemark>{remark} : QList<CardRemark>());
    send(read.cloneId, u"out.json"_s);
    if (told)
        QVERIFY(dataIn(m_profile->file(u"out.json"_s))["character_book"] == card["data"]["character_book"]);
}

void CharacterCardTest::macros_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("described");
    QTest::addColumn<QString>("addressed");
    QTest::newRow("none") << u"Hello."_s << u"Hello."_s << u"Hello."_s;
    QTest::newRow("name") << u"{{char}}, {{CHAR}} <BOT>"_s << u"Orla\\1, Orla\\1 Orla\\1"_s
                          << u"Orla\\1, Orla\\1 Orla\\1"_s;
    QTest::newRow("address") << u"Good night, {{user}}."_s << u"Good night, the user."_s << u"Good night."_s;
    QTest::newRow("address at the end") << u"So, {{User}}"_s << u"So, the user"_s << u"So"_s;
    QTest::newRow("address in quotes")
        << u"\"Well, {{user}}\" she says"_s << u"\"Well, the user\" she says"_s << u"\"Well\" she says"_s;
    QTest::newRow("not an address") << u"Well, {{user}} is late."_s << u"Well, the user is late."_s
                                    << u"Well, you is late."_s;
    QTest::newRow("owner") << u"I have {{user}}'s hat. {{user}}’s hat!"_s
                           << u"I have the user's hat. The user's hat!"_s << u"I have your hat. Your hat!"_s;
    QTest::newRow("start") << u"{{user}} knocks.\n{{user}} waits. <USER> sings."_s
                           << u"The user knocks.\nThe user waits. The user sings."_s
                           << u"You knocks.\nYou waits. You sings."_s;
    QTest::newRow("others stay") << u"{{random: a, b}} {{original}}"_s << u"{{random: a, b}} {{original}}"_s
                                 << u"{{random: a, b}} {{original}}"_s;
}

void CharacterCardTest::macros()
{
    QFETCH(QString, text);
    QFETCH(QString, described);
    QFETCH(QString, addressed);
    const CardNames nobody{u"Orla\\1"_s, {}};
    QCOMPARE(describedText(text, nobody), described);
    QCOMPARE(addressedText(text, nobody), addressed);
    const CardNames ben{u"Orla"_s, u"Ben"_s};
    const QString named = describedText(text, ben);
    QCOMPARE(addressedText(text, ben), named);
    QVERIFY(!named.contains("{{user}}"_L1, Qt::CaseInsensitive));
    QCOMPARE(named.count("Ben"_L1), text.count("user"_L1, Qt::CaseInsensitive));
    QCOMPARE(dialogueText(u"<START>\n{{user}}: Hi\n{{char}}: Ho\n <start> \n{{char}}: Hum"_s, ben),
             u"Ben: Hi\nOrla: Ho\n\nOrla: Hum"_s);
}

QTEST_GUILESS_MAIN(CharacterCardTest)
#include "CharacterCardTest.moc"
