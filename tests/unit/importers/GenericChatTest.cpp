#include "tests/unit/importers/ChatImportFixture.h"

#include <QRandomGenerator>
#include <QStringEncoder>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class GenericChatTest : public QObject
{
    Q_OBJECT

    ChatImportFixture m_files;

    static QByteArray sample()
    {
        return "Session 1 - 1:56 pm on 8 May, 2023\n\n"
               "Anna: Have you seen the boats?\n"
               "Ben: Two of them.\nOne was red.\n"
               "Anna: It's https://example.org: look\n\n"
               "Session 2 - 9:05 am on 25 May, 2023\n\n"
               "Ben: Good morning!\n"
               "Anna: Morning, Ben.\n";
    }

private Q_SLOTS:
    void sessions()
    {
        const QStringList expected{u"2023-05-08 13:56:00|Anna|Have you seen the boats?"_s,
                                   u"2023-05-08 13:56:00|Ben|Two of them.\nOne was red."_s,
                                   u"2023-05-08 13:56:00|Anna|It's https://example.org: look"_s,
                                   u"2023-05-25 09:05:00|Ben|Good morning!"_s,
                                   u"2023-05-25 09:05:00|Anna|Morning, Ben."_s};
        QCOMPARE(m_files.turns(u"Chat with Anna.txt"_s, sample()), expected);
        const Result<QList<DocumentDraft>> drafts = m_files.read(u"Chat with Anna.txt"_s, sample());
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 1);
        QCOMPARE(drafts->first().title, u"Chat with Anna"_s);
        QVERIFY(drafts->first().sourceType == SourceType::ChatExport);
        QCOMPARE(drafts->first().happenedAt, QDateTime(QDate(2023, 5, 8), QTime(13, 56), Qt::UTC));
        QCOMPARE(
            drafts->first().content,
            u"8 May 2023\n\nAnna: Have you seen the boats?\nBen: Two of them.\nOne was red.\n"
            "Anna: It's https://example.org: look\n\n25 May 2023\n\nBen: Good morning!\nAnna: Morning, Ben."_s);
        QCOMPARE(*peopleIn(m_files.write(u"a.txt"_s, sample())), QStringList({u"Anna"_s, u"Ben"_s}));
    }

    void encodings()
    {
        const QStringList expected = m_files.turns(u"a.txt"_s, sample());
        QByteArray crlf = sample();
        crlf.replace("\n", "\r\n");
        QCOMPARE(m_files.turns(u"a.txt"_s, crlf), expected);
        QCOMPARE(m_files.turns(u"a.txt"_s, "\xEF\xBB\xBF" + sample()), expected);
        for (const auto encoding :
             {QStringConverter::Utf16LE, QStringConverter::Utf16BE, QStringConverter::Utf32LE}) {
            QStringEncoder encoder(encoding, QStringConverter::Flag::WriteBom);
            QCOMPARE(m_files.turns(u"a.txt"_s, encoder(QString::fromUtf8(sample()))), expected);
        }
        QByteArray latin = QByteArray("Ren\xE9: Caf\xE9?\nAnna: Ja.\nRen\xE9: Gut.\nAnna: Bis dann.\n");
        QCOMPARE(m_files.turns(u"a.txt"_s, latin).first(), u"|René|Café?"_s);
    }

    void lines_data()
    {
        QTest::addColumn<QString>("first"); // of a chat that goes on with "Ben: …"
        QTest::addColumn<QString>("expected");
        QTest::newRow("plain") << u"Anna: hi"_s << u"|Anna|hi"_s;
        QTest::newRow("two words") << u"Anna Maria: hi"_s << u"|Anna Maria|hi"_s;
        QTest::newRow("title") << u"Mr. O'Neill-Smith: hi"_s << u"|Mr. O'Neill-Smith|hi"_s;
        QTest::newRow("emoji") << u"Anna 🌻: hi"_s << u"|Anna 🌻|hi"_s;
        QTest::newRow("emoji only") << u"🌻: hi"_s << u"|🌻|hi"_s;
        QTest::newRow("hebrew") << u"נועה לוי: שלום"_s << u"|נועה לוי|שלום"_s;
        QTest::newRow("arabic") << u"ليلى: مرحبا"_s << u"|ليلى|مرحبا"_s;
        QTest::newRow("wide colon") << u"花子：こんにちは"_s << u"|花子|こんにちは"_s;
        QTest::newRow("bold") << u"**Anna:** hi *you*"_s << u"|Anna|hi *you*"_s;
        QTest::newRow("bold name") << u"**Anna**: hi"_s << u"|Anna|hi"_s;
        QTest::newRow("time") << u"[13:56] Anna: hi"_s << u"|Anna|hi"_s;
        QTest::newRow("date and time")
            << u"[2023-05-08 13:56] Anna: hi"_s << u"2023-05-08 13:56:00|Anna|hi"_s;
        QTest::newRow("seconds, zone")
            << u"[2023-05-08T13:56:01Z] Anna: hi"_s << u"2023-05-08 13:56:01|Anna|hi"_s;
        QTest::newRow("named month") << u"[8 May 2023, 1:56 PM] Anna: hi"_s
                                     << u"2023-05-08 13:56:00|Anna|hi"_s;
        QTest::newRow("session stamp")
            << u"(1:56 pm on 8 May, 2023) Anna: hi"_s << u"2023-05-08 13:56:00|Anna|hi"_s;
        QTest::newRow("no brackets") << u"2023-05-08 13:56 Anna: hi"_s << u"2023-05-08 13:56:00|Anna|hi"_s;
        QTest::newRow("dash") << u"2023-05-08 13:56 - Anna: hi"_s << u"2023-05-08 13:56:00|Anna|hi"_s;
        QTest::newRow("german") << u"08.05.2023 13:56 Anna: hi"_s << u"2023-05-08 13:56:00|Anna|hi"_s;
        QTest::newRow("date only") << u"2023-05-08 Anna: hi"_s << u"2023-05-08 00:00:00|Anna|hi"_s;
        QTest::newRow("irc") << u"[13:56] <Anna> hi: you"_s << u"|Anna|hi: you"_s;
        QTest::newRow("after the name")
            << u"Anna (2023-05-08 13:56): hi"_s << u"2023-05-08 13:56:00|Anna|hi"_s;
        QTest::newRow("midnight") << u"[8 May 2023, 12:05 a.m.] Anna: hi"_s
                                  << u"2023-05-08 00:05:00|Anna|hi"_s;
    }

    void lines()
    {
        QFETCH(QString, first);
        const bool isStamped = first.contains(u'5');
        const QString chat = isStamped ? first + u'\n' + QString(first).replace(u"Anna"_s, u"Ben"_s)
                                       : u"%1\nBen: yes\n%1\nBen: no\n"_s.arg(first);
        const QStringList turns = m_files.turns(u"x.txt"_s, chat.toUtf8());
        QVERIFY(turns.size() >= 2);
        QTEST(turns.first(), "expected");
    }

    void headers_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("time");
        QTest::newRow("date") << u"8 May 2023"_s << u"2023-05-08 00:00:00"_s;
        QTest::newRow("dashes") << u"--- 8 May 2023 ---"_s << u"2023-05-08 00:00:00"_s;
        QTest::newRow("weekday") << u"Monday, May 8, 2023"_s << u"2023-05-08 00:00:00"_s;
        QTest::newRow("iso") << u"2023-05-08"_s << u"2023-05-08 00:00:00"_s;
        QTest::newRow("heading") << u"## Session 3: 8 May 2023"_s << u"2023-05-08 00:00:00"_s;
        QTest::newRow("session") << u"Session 3 - 1:56 pm on 8 May, 2023"_s << u"2023-05-08 13:56:00"_s;
        QTest::newRow("label") << u"DATE: 1:56 pm on 8 May, 2023"_s << u"2023-05-08 13:56:00"_s;
        QTest::newRow("bracket") << u"[1:56 pm on 8 May, 2023]"_s << u"2023-05-08 13:56:00"_s;
        QTest::newRow("german") << u"Montag, den 8. Mai 2023, 13:56 Uhr"_s << u"2023-05-08 13:56:00"_s;
        QTest::newRow("colon") << u"May 8, 2023:"_s << u"2023-05-08 00:00:00"_s;
        QTest::newRow("named session")
            << u"Session 2: At the harbour (8 May 2023)"_s << u"2023-05-08 00:00:00"_s;
        QTest::newRow("a sentence") << u"We met on 8 May 2023"_s << u""_s;
    }

    void headers()
    {
        QFETCH(QString, header);
        QFETCH(QString, time);
        const QString chat = header + u"\nAnna: one\nBen: two\nAnna: three\nBen: four\n"_s;
        QCOMPARE(m_files.turns(u"x.txt"_s, chat.toUtf8()).first(), time + u"|Anna|one"_s);
    }

    void dateOfTheName()
    {
        QCOMPARE(m_files.turns(u"session 2023-05-08.txt"_s, "Anna: one\nBen: two\nAnna: three\n").last(),
                 u"2023-05-08 00:00:00|Anna|three"_s);
        QCOMPARE(m_files.turns(u"2023-05-08.log"_s, "[23:59] Anna: one\n[00:01] Ben: two\n").last(),
                 u"2023-05-09 00:01:00|Ben|two"_s);
    }

    void formats_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("format");
        const auto row = [](const char *name, const QString &text, const QString &format) {
            QTest::newRow(name) << text << format;
        };
        row("chat", QString::fromUtf8(sample()), u"chat"_s);
        row("short, dated", u"8 May 2023\nAnna: Hi\nBen: Hello\n"_s, u"chat"_s);
        row("three turns", u"Anna: Hi\nBen: Hello\nAnna: Bye\n"_s, u"chat"_s);
        row("names above", u"Anna:\nHello there.\n\nBen:\nHow are you?\n\nAnna:\nFine.\n\nBen:\nGood.\n"_s,
            u"chat"_s);
        row("someone once", u"Anna: a\nBen: b\nAnna: c\nBen: d\nCarl: e\nAnna: f\n"_s, u"chat"_s);
        row("prose",
            u"My father said: never swim alone. I remember it well.\n\nThe summer of 1957: what a time.\n"_s,
            u"text"_s);
        row("letter",
            u"From: Anna\nTo: Ben\nSubject: Boats\nDate: 8 May 2023\n\nDear Ben,\nthe boats are in.\n"_s,
            u"text"_s);
        row("form", u"Name: Anna\nAge: 32\nStreet: Quay 4\n"_s, u"text"_s);
        row("records", u"Name: Anna\nAge: 32\n\nName: Ben\nAge: 40\n\nName: Carl\nAge: 20\n"_s, u"text"_s);
        row("recipe",
            u"Grandmother's stew\n\nIngredients: lamb, onions\nServes: 4\n\nStep 1: Cut the lamb.\nStep 2: "
            u"Fry it.\n"
            "Step 3: Add water.\nNote: Not too much.\nNote: Salt.\nNote: Pepper.\n"_s,
            u"text"_s);
        row("glossary",
            u"Mast: holds the sail\nKeel: keeps it upright\nHull: the body\nStern: the back\nBow: the front\n"_s,
            u"text"_s);
        row("week", u"Monday: swam\nTuesday: read\nMonday: swam again\nTuesday: read again\n"_s, u"text"_s);
        row("quotes in prose",
            u"I came home late that day and nobody was there.\nAnna: that was all the note said.\nThe house "
            u"was dark.\n"
            "I sat down in the kitchen and waited.\nBen: the second note had his name.\nAnna: again her.\n"
            "It went on like this for days.\nI never found out why.\nBen: the last one.\nThen they came back.\n"_s,
            u"text"_s);
        row("each of three once",
            u"[2019-05-29, 15:04] Me: How are you?  \n[2019-05-29, 15:10] Anna: Well  \n[2019-05-29, 15:20] Ben: So am I  \n"_s,
            u"chat"_s);
        row("copied of telegram",
            u"Anna, [8 May 2023 at 13:56:01]:\nHi Ben\n\nBen, [8 May 2023 at 13:57:01]:\nHi Anna\n"_s,
            u"chat"_s);
        row("play with acts",
            u"ACT I\n\nSCENE 1. A quay.\n\nAnna: Who is there?\n\nBen: It is I.\n\nAnna: Come in.\n\nBen: I will.\n"_s,
            u"text"_s);
        row("german play", u"Erster Aufzug\n\nAnna: Wer da?\nBen: Ich.\nAnna: Herein.\nBen: Ja.\n"_s,
            u"text"_s);
        row("play with directions",
            u"[Enter ANNA and BEN]\nAnna: Who is there?\nBen: It is I.\nAnna: Go.\nBen: I will.\n[Exeunt]\n"_s,
            u"text"_s);
        row("play in capitals",
            u"ANNA: Who is there?\nBEN: It is I.\nCARL: And I.\nANNA: Come in.\nBEN: I will.\nCARL: So will I.\n"_s,
            u"text"_s);
        row("interview in capitals",
            u"INTERVIEWER: Where were you born?\nANNA: By the sea.\nINTERVIEWER: When?\nANNA: In spring.\n"_s,
            u"chat"_s);
        row("dated turns in capitals",
            u"[8 May 2023, 13:56] ANNA: Hi\n[8 May 2023, 13:57] BEN: Hello\n[8 May 2023, 13:58] CARL: Hm\n"
            "[8 May 2023, 13:59] ANNA: Well\n[8 May 2023, 14:00] BEN: So\n[8 May 2023, 14:01] CARL: Yes\n"_s,
            u"chat"_s);
        row("talk of a play", u"Anna: Act I was good\nBen: Scene two, too\nAnna: Exit for me\nBen: Bye\n"_s,
            u"chat"_s);
        row("robots",
            u"User-Agent: good\nUser-Agent: bad\nDisallow: /\nUser-Agent: *\nDisallow: /a/\nAllow: /\n"_s,
            u"text"_s);
        row("addresses",
            u"https://example.org: one\nhttps://example.org: two\nhttps://example.org: three\n"_s, u"text"_s);
    }

    void formats()
    {
        QFETCH(QString, text);
        QTEST(m_files.format(u"x.txt"_s, text.toUtf8()), "format");
    }

    void onlySpeakers()
    {
        const QByteArray chat =
            "Anna: I need\nMilk: two litres\nEggs: twelve\nBen: I'll go\nAnna: Thanks\nBen: Done\n"
            "Anna: Great\n";
        QCOMPARE(*peopleIn(m_files.write(u"x.txt"_s, chat)), QStringList({u"Anna"_s, u"Ben"_s}));
        QCOMPARE(m_files.turns(u"x.txt"_s, chat).first(), u"|Anna|I need\nMilk: two litres\nEggs: twelve"_s);
    }

    void months()
    {
        QByteArray chat;
        for (QDate day(2023, 1, 1); day < QDate(2023, 5, 1); day = day.addDays(1))
            chat += "[" + day.toString(Qt::ISODate).toLatin1() + " 10:00] Anna: good morning\n["
                    + day.toString(Qt::ISODate).toLatin1() + " 10:05] Ben: to you, too\n";
        const Result<QList<DocumentDraft>> drafts = m_files.read(u"Anna and Ben.txt"_s, chat);
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 4);
        QCOMPARE(drafts->at(1).title, u"Anna and Ben, February 2023"_s);
        QCOMPARE(drafts->at(1).turns.size(), 56);
        QVERIFY(drafts->at(1).content.startsWith(
            u"1 February 2023\n\nAnna: good morning\nBen: to you, too\n\n2 F"_s));
        // A longer export of the same chat leaves whole months as they were.
        chat += "[2023-05-01 09:00] Anna: and on it goes\n";
        const Result<QList<DocumentDraft>> later = m_files.read(u"Anna and Ben.txt"_s, chat);
        QVERIFY(later);
        QCOMPARE(later->size(), 5);
        QCOMPARE(later->first(4), *drafts);
    }

    void late()
    {
        // A message that arrives late doesn't begin its month again; the export's order is kept.
        QByteArray chat =
            "[2023-01-01 10:00] Anna: a\n[2023-02-01 10:00] Ben: b\n[2023-01-31 23:59] Anna: late\n"
            "[2023-02-02 10:00] Anna: c\n[2023-03-02 10:00] Ben: d\n";
        const Result<QList<DocumentDraft>> drafts = m_files.read(u"x.txt"_s, chat);
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 3);
        QCOMPARE(drafts->at(1).turns.size(), 3);
    }

    void size()
    {
        // No times: divided by size alone.
        QByteArray chat;
        for (int i = 0; chat.size() < 3 * 1024 * 1024; ++i)
            chat += (i % 2 ? "Anna: " : "Ben: ") + QByteArray::number(i)
                    + " is what I say, again and again\n";
        chat += "Anna: " + QByteArray(2 * 1024 * 1024, 'x') + "\n";
        const Result<QList<DocumentDraft>> drafts = m_files.read(u"long.txt"_s, chat);
        QVERIFY(drafts);
        QVERIFY(drafts->size() >= 5);
        QCOMPARE(drafts->at(0).title, u"long"_s);
        QCOMPARE(drafts->at(1).title, u"long (2)"_s);
        qsizetype characters = 0;
        for (const DocumentDraft &draft : *drafts) {
            QVERIFY(ChatImportFixture::isSound(draft));
            characters += draft.content.size();
        }
        QVERIFY(characters > chat.size() - 100);
    }

    void cuts() { m_files.readEveryCut(u"x.txt"_s, sample()); }

    void garbage()
    {
        QRandomGenerator random(7);
        const QByteArray letters("Anna: Ben[](2023-05-08 13:56)\n\r\t*<>\xE2\x80\x8E\xFF:-#");
        for (int round = 0; round < 400; ++round) {
            QByteArray bytes = round % 2 ? sample() : QByteArray();
            for (int i = 0; i < 120; ++i)
                bytes.insert(random.bounded(bytes.size() + 1), letters.at(random.bounded(letters.size())));
            const Result<QList<DocumentDraft>> drafts = m_files.read(u"x.txt"_s, bytes);
            if (!drafts) {
                QVERIFY(!drafts.error().code.isEmpty());
                continue;
            }
            for (const DocumentDraft &draft : *drafts)
                QVERIFY2(ChatImportFixture::isSound(draft), qPrintable(draft.content));
        }
    }
};

QTEST_GUILESS_MAIN(GenericChatTest)
#include "GenericChatTest.moc"
