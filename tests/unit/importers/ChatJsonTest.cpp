#include "tests/unit/importers/ChatImportFixture.h"
#include "tests/unit/importers/ChatSamples.h"

#include <QRandomGenerator>
#include <QStringEncoder>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class ChatJsonTest : public QObject
{
    Q_OBJECT

    ChatImportFixture m_files;

private Q_SLOTS:
    void telegram()
    {
        QCOMPARE(m_files.format(u"result.json"_s, telegramChat()), u"telegram"_s);
        QCOMPARE(m_files.turns(u"result.json"_s, telegramChat()), telegramTurns());
        const Result<QList<DocumentDraft>> drafts = m_files.read(u"result.json"_s, telegramChat());
        QVERIFY(drafts);
        QCOMPARE(drafts->first().title, u"Chat with Anna"_s);
        QVERIFY(ChatImportFixture::isSound(drafts->first()));
    }

    void telegramAccount()
    {
        const QByteArray account =
            R"({"about": "Here is the data that Telegram has.", "personal_information": {"first_name": "Anna"},
             "contacts": {"about": "x", "list": [{"first_name": "Ben", "phone_number": "1"}]},
             "chats": {"about": "y", "list": [)"
            + telegramChat() + R"(, {"name": "Harbour", "type": "private_group", "messages": )"
            + telegramMessages()
            + R"(}, {"type": "saved_messages", "messages": [{"type": "message", "date": "2023-05-08T13:56:01", "from": "Anna", "text": "Buy rope"}]}]}})";
        QCOMPARE(m_files.format(u"result.json"_s, account), u"telegram"_s);
        const Result<QList<DocumentDraft>> drafts = m_files.read(u"result.json"_s, account);
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 3);
        QCOMPARE(drafts->at(0).title, u"Chat with Anna"_s);
        QCOMPARE(drafts->at(1).title, u"Harbour"_s);
        QCOMPARE(drafts->at(2).title, u"Saved messages"_s);
        QCOMPARE(drafts->at(2).content, u"8 May 2023\n\nAnna: Buy rope"_s);
    }

    void chatGpt()
    {
        QCOMPARE(m_files.format(u"conversations.json"_s, gpt()), u"chatgpt"_s);
        const Result<QList<DocumentDraft>> drafts = m_files.read(u"conversations.json"_s, gpt());
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 2);
        QCOMPARE(drafts->at(0).title, u"About boats"_s);
        QCOMPARE(drafts->at(0).happenedAt, QDateTime(QDate(2023, 5, 8), QTime(11, 56, 1), Qt::UTC));
        QCOMPARE(drafts->at(0).content,
                 u"8 May 2023\n\nUser: What is a keel?\nChatGPT: The spine of a boat.\nIt is below."_s);
        QCOMPARE(drafts->at(1).title, u"conversations"_s);
        QCOMPARE(drafts->at(1).turns.size(), 1);
    }

    // Facebook writes the bytes of its UTF-8 as if each were a letter.
    void bytesAsLetters()
    {
        const QByteArray chat = R"({"messages": [
            {"sender_name": "Zo\u00c3\u00ab", "timestamp_ms": 1579294140000, "content": "Gr\u00c3\u00bc\u00c3\u009fe \u00f0\u009f\u0098\u0080"},
            {"sender_name": "Ren\u00e9", "timestamp_ms": 1579294200000, "content": "na\u00efve, \u00c3\u00a9 \u20ac"},
            {"sender_name": "Ren\u00e9", "timestamp_ms": 1579294260000, "content": "Caf\u00e9"}]})";
        QCOMPARE(m_files.turns(u"message_1.json"_s, chat),
                 (QStringList{u"2020-01-17 20:49:00|Zoë|Grüße 😀"_s, u"2020-01-17 20:50:00|René|naïve, Ã© €"_s,
                              u"2020-01-17 20:51:00|René|Café"_s}));
        QCOMPARE(m_files.read(u"x.json"_s, R"({"post": "Gr\u00c3\u00bc\u00c3\u009fe"})")->first().content,
                 u"post: Grüße"_s);
    }

    void googleChat()
    {
        const QByteArray chat = R"({"messages": [
            {"creator": {"name": "Anna", "email": "a@x"}, "created_date": "Monday, May 8, 2023 at 1:56:01 PM UTC", "text": "Hi"},
            {"creator": {"name": "Ben", "email": "b@x"}, "created_date": "Monday, May 8, 2023 at 1:57:01 PM UTC", "text": "Ho"}]})";
        QCOMPARE(m_files.turns(u"messages.json"_s, chat),
                 (QStringList{u"2023-05-08 13:56:01|Anna|Hi"_s, u"2023-05-08 13:57:01|Ben|Ho"_s}));
    }

    // Windows' own programs save so.
    void wide()
    {
        for (const auto encoding :
             {QStringConverter::Utf16LE, QStringConverter::Utf16BE, QStringConverter::Utf8}) {
            for (const auto flag : {QStringConverter::Flag::Default, QStringConverter::Flag::WriteBom}) {
                const auto encoded = [&](const QByteArray &json) -> QByteArray {
                    return QStringEncoder(encoding, flag)(QString::fromUtf8(json));
                };
                QCOMPARE(m_files.format(u"result.json"_s, encoded(telegramChat())), u"telegram"_s);
                QCOMPARE(m_files.turns(u"result.json"_s, encoded(telegramChat())), telegramTurns());
                QCOMPARE(m_files.format(u"conversations.json"_s, encoded(gpt())), u"chatgpt"_s);
                QCOMPARE(m_files.read(u"conversations.json"_s, encoded(gpt()))->size(), 2);
                const QByteArray chat =
                    R"([{"sender": "Anna", "text": "Grüße"}, {"sender": "Ben", "text": "Ja"}])";
                QCOMPARE(m_files.turns(u"x.json"_s, encoded(chat)),
                         (QStringList{u"|Anna|Grüße"_s, u"|Ben|Ja"_s}));
            }
        }
    }

    void chatGptInCircles()
    {
        const QByteArray circle = R"([{"title": "x", "mapping": {)" + gptNode("a", "b", "user", "one") + ","
                                  + gptNode("b", "a", "assistant", "two") + R"(}, "current_node": "b"}])";
        QCOMPARE(m_files.turns(u"conversations.json"_s, circle).size(), 2);
    }

    void generic_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QStringList>("expected");
        const QStringList told{u"2023-05-08 13:56:00|Anna|one"_s, u"2023-05-08 13:57:00|Ben|two"_s};
        const QStringList untold{u"|Anna|one"_s, u"|Ben|two"_s};
        const QStringList session{u"2023-05-08 13:56:00|Anna|one"_s, u"2023-05-08 13:56:00|Ben|two"_s};
        QTest::newRow("array") << QByteArray(
            R"([{"speaker":"Anna","text":"one"},{"speaker":"Ben","text":"two"}])")
                               << untold;
        QTest::newRow("messages") << QByteArray(
            R"({"messages":[{"from":"Anna","message":"one","date":"2023-05-08 13:56"},{"from":"Ben","message":"two","date":"2023-05-08 13:57"}]})")
                                  << told;
        QTest::newRow("seconds") << QByteArray(
            R"([{"author":"Anna","content":"one","timestamp":1683554160},{"author":"Ben","content":"two","timestamp":1683554220}])")
                                 << told;
        QTest::newRow("milliseconds") << QByteArray(
            R"([{"sender":"Anna","body":"one","timestamp":1683554160000},{"sender":"Ben","body":"two","timestamp":"1683554220000"}])")
                                      << told;
        QTest::newRow("sessions") << QByteArray(
            R"([{"conversation":"1","sessions":[{"date":"1:56 pm on 8 May, 2023","turns":[{"id":"D1:1","speaker":"Anna","text":"one"},{"speaker":"Ben","text":"two"}]}]}])")
                                  << session;
        QTest::newRow("numbered sessions") << QByteArray(
            R"({"conversation":{"speaker_a":"Anna","session_1_date_time":"1:56 pm on 8 May, 2023","session_1":[{"speaker":"Anna","text":"one"},{"speaker":"Ben","text":"two"}]}})")
                                           << session;
        QTest::newRow("day and times") << QByteArray(
            R"([{"date":"8 May 2023","turns":[{"speaker":"Anna","text":"one","time":"13:56"},{"speaker":"Ben","text":"two","time":"1:57 pm"}]}])")
                                       << told;
        QTest::newRow("lines") << QByteArray(
            "{\"speaker\":\"Anna\",\"text\":\"one\"}\n{\"speaker\":\"Ben\",\"text\":\"two\"}\n")
                               << untold;
        QTest::newRow("a damaged line") << QByteArray("{\"speaker\":\"Anna\",\"text\":\"one\"}\n{\"speaker\":"
                                                      "\"C\n{\"speaker\":\"Ben\",\"text\":\"two\"}\n")
                                        << untold;
        QTest::newRow("tavern") << QByteArray(
            "{\"user_name\":\"Anna\",\"character_name\":\"Ben\",\"create_date\":\"2023-05-08@13h50m00s\"}\n"
            "{\"name\":\"Anna\",\"is_user\":true,\"mes\":\"one\",\"send_date\":\"2023-05-08@13h56m00s\"}\n"
            "{\"name\":\"Ben\",\"is_user\":false,\"mes\":\"two\",\"send_date\":\"May 8, 2023 1:57pm\"}\n")
                                << told;
        QTest::newRow("roles") << QByteArray(
            R"([{"role":"system","content":"Be kind"},{"role":"user","content":"one"},{"role":"assistant","content":[{"type":"text","text":"two"}]}])")
                               << QStringList{u"|User|one"_s, u"|Assistant|two"_s};
        QTest::newRow("author as an object") << QByteArray(
            R"({"messages":[{"author":{"id":1,"name":"Anna"},"content":"one","reactions":[{"emoji":"x"}]},{"author":{"name":"Ben"},"content":"two"}]})")
                                             << untold;
        QTest::newRow("caption") << QByteArray(
            R"([{"speaker":"Anna","text":"one","image_caption":"a boat"},{"speaker":"Ben","text":"two"}])")
                                 << QStringList{u"|Anna|one [picture: a boat]"_s, u"|Ben|two"_s};
        QTest::newRow("quoted answer") << QByteArray(
            R"([{"speaker":"Anna","text":"one","reply_to":{"speaker":"C","text":"no"}},{"speaker":"Ben","text":"two"}])")
                                       << untold;
    }

    void generic()
    {
        QFETCH(QByteArray, json);
        QTEST(m_files.turns(u"x.json"_s, json), "expected");
        QTEST(m_files.turns(u"x.json"_s, "\xEF\xBB\xBF" + json), "expected");
        QCOMPARE(m_files.format(u"x.json"_s, json), u"chat-json"_s);
    }

    void conversations()
    {
        const Result<QList<DocumentDraft>> drafts = m_files.read(
            u"x.json"_s,
            R"([{"uuid":"1","name":"Boats","chat_messages":[{"sender":"human","text":"one","created_at":"2023-05-08T13:56:00Z"},{"sender":"assistant","text":"two"}]},
                {"uuid":"2","name":"Ropes","chat_messages":[{"sender":"human","text":"three"}]}])");
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 2);
        QCOMPARE(drafts->at(0).title, u"Boats"_s);
        QCOMPARE(drafts->at(1).title, u"Ropes"_s);
        QCOMPARE(drafts->at(1).content, u"Human: three"_s);
    }

    void notThis()
    {
        QVERIFY(m_files.format(u"x.json"_s, R"([{"name":"Milk","text":"2 l"},{"name":"Eggs","text":"12"}])")
                != u"chat-json"_s);
        QVERIFY(m_files.format(u"x.json"_s, R"({"title":"Boats","text":"long","author":"Anna"})")
                != u"chat-json"_s);
    }

    void damaged()
    {
        const QByteArray whole = R"([{"speaker":"Anna","text":"one"},{"speaker":"Ben","text":"two"}])";
        QCOMPARE(readDrafts(m_files.write(u"x.json"_s, whole.chopped(3))).error().code, u"file-damaged"_s);
        QByteArray deep;
        for (int i = 0; i < 100'000; ++i)
            deep += "[";
        const QByteArray chat = R"([{"speaker":"Anna","text":"one"},{"speaker":"Ben","text":"two"},)" + deep;
        QCOMPARE(readDrafts(m_files.write(u"x.json"_s, chat)).error().code, u"file-too-large"_s);
    }

    void cuts_data()
    {
        QTest::addColumn<QByteArray>("sample");
        QTest::newRow("telegram") << telegramChat();
        QTest::newRow("chatgpt") << gpt();
        QTest::newRow("lines") << QByteArray(
            "{\"name\":\"Anna\",\"is_user\":true,\"mes\":\"one\",\"send_date\":\"2023-05-08@13h56m00s\"}\n"
            "{\"name\":\"Ben\",\"is_user\":false,\"mes\":\"two\"}\n");
    }

    void cuts()
    {
        QFETCH(QByteArray, sample);
        m_files.readEveryCut(u"x.json"_s, sample);
    }

    void garbage()
    {
        QRandomGenerator random(11);
        const QByteArray letters("{}[]\",:0e-nulltrue\\u\xFF ");
        for (int round = 0; round < 300; ++round) {
            QByteArray bytes = round % 2 ? telegramChat() : gpt();
            for (int i = 0; i < 5; ++i)
                bytes[random.bounded(bytes.size())] = letters.at(random.bounded(letters.size()));
            const Result<QList<DocumentDraft>> drafts = m_files.read(u"x.json"_s, bytes);
            if (!drafts) {
                QVERIFY(!drafts.error().code.isEmpty());
                continue;
            }
            for (const DocumentDraft &draft : *drafts)
                QVERIFY2(ChatImportFixture::isSound(draft), qPrintable(draft.content));
        }
    }
};

QTEST_GUILESS_MAIN(ChatJsonTest)
#include "ChatJsonTest.moc"
