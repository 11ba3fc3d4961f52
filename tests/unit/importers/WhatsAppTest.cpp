#include "core/knowledge/importers/WhatsAppText.h"
#include "tests/unit/importers/ChatImportFixture.h"

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class WhatsAppTest : public QObject
{
    Q_OBJECT

    ChatImportFixture m_files;

    static QByteArray android()
    {
        return "12/31/22, 9:05 PM - Messages and calls are end-to-end encrypted. No one outside can read "
               "them.\n"
               "12/31/22, 9:05 PM - Anna created group \"Boats: 2023\"\n"
               "12/31/22, 9:05 PM - Anna: Happy new year!\n"
               "12/31/22, 9:06 PM - Ben Ö. 🚢: The same to you\nand to your mother:\n\nall the best\n"
               "1/1/23, 12:01 AM - Anna: <Media omitted>\n"
               "1/1/23, 12:02 AM - Anna: IMG-20230101-WA0001.jpg (file attached)\nThe fireworks\n"
               "1/1/23, 12:03 AM - Ben Ö. 🚢: This message was deleted\n"
               "1/1/23, 12:04 AM - Ben Ö. 🚢 left\n"
               "1/1/23, 12:05 AM - Anna: null\n";
    }

private Q_SLOTS:
    void androidExport()
    {
        const QStringList expected{
            u"2022-12-31 21:05:00|Anna|Happy new year!"_s,
            u"2022-12-31 21:06:00|Ben Ö. 🚢|The same to you\nand to your mother:\n\nall the best"_s,
            u"2023-01-01 00:01:00|Anna|[media]"_s, u"2023-01-01 00:02:00|Anna|[picture]\nThe fireworks"_s};
        QCOMPARE(m_files.format(u"WhatsApp Chat with Anna.txt"_s, android()), u"whatsapp"_s);
        QCOMPARE(m_files.turns(u"a.txt"_s, android()), expected);
        QByteArray crlf = "\xEF\xBB\xBF" + android();
        crlf.replace("\n", "\r\n");
        QCOMPARE(m_files.turns(u"a.txt"_s, crlf), expected);
        const Result<QList<DocumentDraft>> drafts = m_files.read(u"WhatsApp Chat with Anna.txt"_s, android());
        QVERIFY(drafts);
        QCOMPARE(drafts->first().title, u"Chat with Anna"_s);
    }

    void lines_data()
    {
        QTest::addColumn<QString>("line"); // may be several
        QTest::addColumn<QString>("last"); // turn
        const QString at = u"2022-12-31 21:05:00|Anna|Hi"_s;
        const QString atSecond = u"2022-12-31 21:05:11|Anna|Hi"_s;
        const auto row = [](const char *name, const QString &line, const QString &last) {
            QTest::newRow(name) << line << last;
        };
        row("android us", u"12/31/22, 9:05 PM - Anna: Hi"_s, at);
        row("android us, narrow space", u"12/31/22, 9:05\u202FPM - Anna: Hi"_s, at);
        row("android us, long year", u"12/31/2022, 9:05 PM - Anna: Hi"_s, at);
        row("android uk", u"31/12/2022, 21:05 - Anna: Hi"_s, at);
        row("android uk, small letters", u"31/12/2022, 9:05 pm - Anna: Hi"_s, at);
        row("android german", u"31.12.22, 21:05 - Anna: Hi"_s, at);
        row("android german, twelve hours", u"31.12.22, 9:05 nachm. - Anna: Hi"_s, at);
        row("android italian", u"31/12/22, 21:05 - Anna: Hi"_s, at);
        row("android russian", u"31.12.2022, 21:05 - Anna: Hi"_s, at);
        row("android french", u"31/12/2022 à 21:05 - Anna: Hi"_s, at);
        row("android spanish", u"31/12/22, 9:05 p. m. - Anna: Hi"_s, at);
        row("android spanish, narrow", u"31/12/22, 9:05\u00A0p.\u00A0m. - Anna: Hi"_s, at);
        row("android portuguese", u"31/12/2022 21:05 - Anna: Hi"_s, at);
        row("android iso", u"2022-12-31, 21:05 - Anna: Hi"_s, at);
        row("android iso, twelve hours", u"2022-12-31, 9:05 p.m. - Anna: Hi"_s, at);
        row("android dutch", u"31-12-2022 21:05 - Anna: Hi"_s, at);
        row("android finnish", u"31.12.2022 klo 21.05 - Anna: Hi"_s, at);
        row("android korean", u"2022. 12. 31. 오후 9:05 - Anna: Hi"_s, at);
        row("android japanese", u"2022/12/31 21:05 - Anna: Hi"_s, at);
        row("android japanese, afternoon", u"2022/12/31 午後9:05 - Anna: Hi"_s, at);
        row("android chinese", u"2022/12/31 下午9:05 - Anna: Hi"_s, at);
        row("android czech", u"31. 12. 2022 21:05 - Anna: Hi"_s, at);
        row("android hungarian", u"2022. 12. 31. 21:05 - Anna: Hi"_s, at);
        row("android turkish", u"31.12.2022 ÖS 9:05 - Anna: Hi"_s, at);
        row("android arabic", u"٣١\u200F/١٢\u200F/٢٠٢٢، ٩:٠٥ م - Anna: Hi"_s, at);
        row("android thai", u"31/12/2565 21:05 - Anna: Hi"_s, at);
        row("iphone german", u"[31.12.22, 21:05:11] Anna: Hi"_s, atSecond);
        row("iphone us", u"[12/31/22, 9:05:11 PM] Anna: Hi"_s, atSecond);
        row("iphone us, narrow space", u"\u200E[12/31/22, 9:05:11\u202FPM] Anna: Hi"_s, atSecond);
        row("iphone swedish", u"[2022-12-31, 21:05:11] Anna: Hi"_s, atSecond);
        row("iphone dutch", u"[31-12-2022 21:05:11] Anna: Hi"_s, atSecond);
        row("iphone french", u"[31/12/2022 21:05:11] Anna: Hi"_s, atSecond);
        row("iphone spanish", u"[31/12/22, 9:05:11 p. m.] Anna: Hi"_s, atSecond);
        row("iphone chinese", u"[2022/12/31 下午9:05:11] Anna: Hi"_s, atSecond);
        row("iphone unknown contact", u"[31.12.22, 21:05:11] ~\u202FAnna: Hi"_s, atSecond);
        row("iphone, no seconds", u"[31.12.22 21:05] Anna: Hi"_s, at);
        row("iphone, old", u"31/12/22 21:05:11: Anna: Hi"_s, atSecond);
        row("iphone, old, twelve hours", u"31/12/22 9:05:11 pm: Anna: Hi"_s, atSecond);
        row("copied", u"[21:05, 31.12.2022] Anna: Hi"_s, at);
        row("copied, twelve hours", u"[9:05 PM, 12/31/2022] Anna: Hi"_s, at);
        row("phone number", u"31.12.22, 21:05 - \u202A+49 170 1234567\u202C: Hi"_s,
            u"2022-12-31 21:05:00|+49 170 1234567|Hi"_s);
        row("right to left", u"31.12.22, 21:05 - נועה לוי: שלום: מה נשמע"_s,
            u"2022-12-31 21:05:00|נועה לוי|שלום: מה נשמע"_s);
        row("midnight", u"12/31/22, 12:05 AM - Anna: Hi"_s, u"2022-12-31 00:05:00|Anna|Hi"_s);
        row("noon", u"12/31/22, 12:05 PM - Anna: Hi"_s, u"2022-12-31 12:05:00|Anna|Hi"_s);
        row("no space after the colon", u"31.12.22, 21:05 - Anna: see http://x.org"_s,
            u"2022-12-31 21:05:00|Anna|see http://x.org"_s);
        row("colon in a name",
            u"31.12.22, 21:03 - Dr: Anna: a\n31.12.22, 21:04 - Dr: Anna: b\n31.12.22, 21:05 - Dr: Anna: Hi"_s,
            u"2022-12-31 21:05:00|Dr: Anna|Hi"_s);
        row("colon in a text",
            u"31.12.22, 21:03 - Anna: a\n31.12.22, 21:04 - Anna: so: b\n31.12.22, 21:05 - Anna: so: Hi"_s,
            u"2022-12-31 21:05:00|Anna|so: Hi"_s);
        // Which figure is the day.
        row("day told by another line", u"13/01/22, 21:00 - Anna: a\n05/02/22, 21:05 - Anna: Hi"_s,
            u"2022-02-05 21:05:00|Anna|Hi"_s);
        row("month told by another line", u"01/13/22, 21:00 - Anna: a\n02/05/22, 21:05 - Anna: Hi"_s,
            u"2022-02-05 21:05:00|Anna|Hi"_s);
        row("told by a later line", u"05/02/22, 21:00 - Anna: a\n13/02/22, 21:05 - Anna: Hi"_s,
            u"2022-02-13 21:05:00|Anna|Hi"_s);
        row("told by the order, month first",
            u"03/05/22, 21:00 - Anna: a\n03/09/22, 21:00 - Anna: b\n04/02/22, 21:05 - Anna: Hi"_s,
            u"2022-04-02 21:05:00|Anna|Hi"_s);
        row("told by the order, day first",
            u"05/03/22, 9:00 PM - Anna: a\n09/03/22, 9:00 PM - Anna: b\n02/04/22, 9:05 PM - Anna: Hi"_s,
            u"2022-04-02 21:05:00|Anna|Hi"_s);
        row("habit, slashes, twelve hours", u"3/5/22, 9:05 PM - Anna: Hi"_s,
            u"2022-03-05 21:05:00|Anna|Hi"_s);
        row("habit, slashes", u"03/05/22, 21:05 - Anna: Hi"_s, u"2022-05-03 21:05:00|Anna|Hi"_s);
        row("habit, dots", u"03.05.22, 21:05 - Anna: Hi"_s, u"2022-05-03 21:05:00|Anna|Hi"_s);
        row("short year first, in a month",
            u"22/12/01, 21:05 - Anna: a\n22/12/09, 21:05 - Anna: b\n22/12/31, 21:05 - Anna: Hi"_s, at);
        row("short year first", u"99/12/30, 21:05 - Anna: a\n22/12/31, 21:05 - Anna: Hi"_s, at);
    }

    void lines()
    {
        QFETCH(QString, line);
        const QStringList turns = m_files.turns(u"x.txt"_s, (line + u'\n').toUtf8());
        QTEST(turns.last(), "last");
        QCOMPARE(m_files.format(u"x.txt"_s, line.toUtf8()), u"whatsapp"_s);
    }

    void texts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const QString &text, const QString &expected) {
            QTest::newRow(qPrintable(text)) << text << expected;
        };
        row(u"<Media omitted>"_s, u"[media]"_s);
        row(u"<Medien ausgeschlossen>"_s, u"[media]"_s);
        row(u"<Multimedia omitido>"_s, u"[media]"_s);
        row(u"<メディアは含まれていません>"_s, u"[media]"_s);
        row(u"\u200Eimage omitted"_s, u"[picture]"_s);
        row(u"\u200EBild weggelassen"_s, u"[picture]"_s);
        row(u"\u200Evideo omitido"_s, u"[video]"_s);
        row(u"\u200Eaudio omesso"_s, u"[voice message]"_s);
        row(u"\u200EGIF omitted"_s, u"[picture]"_s);
        row(u"\u200Esticker omitted"_s, u"[sticker]"_s);
        row(u"\u200EContact card omitted"_s, u"[contact]"_s);
        row(u"Will.pdf • \u200E2 pages \u200Edocument omitted"_s, u"[document: Will.pdf]"_s);
        row(u"\u200E<attached: 00000012-PHOTO-2022-12-31-21-05-11.jpg>"_s, u"[picture]"_s);
        row(u"\u200E<Anhang: 00000013-AUDIO-2022-12-31-21-05-11.opus>"_s, u"[voice message]"_s);
        row(u"< attached: 00000042-PHOTO-2020-06-07-15-13-20.jpg >"_s, u"[picture]"_s);
        row(u"2015-08-04-PHOTO-00004762.jpg <\u200Eattached>"_s, u"[picture]"_s);
        row(u"Our house \u200E<attached: house.jpg>"_s, u"Our house [picture]"_s);
        row(u"PTT-20221231-WA0001.opus (Datei angehängt)"_s, u"[voice message]"_s);
        row(u"\u200ESTK-20221231-WA0001.webp (archivo adjunto)"_s, u"[sticker]"_s);
        row(u"Will.pdf (file attached)"_s, u"[document: Will.pdf]"_s);
        row(u"I read a.jpg (in 2022)"_s, u"I read a.jpg (in 2022)"_s);
        row(u"This message was deleted"_s, u""_s);
        row(u"\u200EThis message was deleted."_s, u""_s);
        row(u"Du hast diese Nachricht gelöscht."_s, u""_s);
        row(u"You deleted this message"_s, u""_s);
        row(u"She said this message was deleted"_s, u"She said this message was deleted"_s);
        row(u"\u200EMessages and calls are end-to-end encrypted."_s, u""_s);
        row(u"\u200EAnna added Ben"_s, u""_s);
        row(u"\u200EMissed voice call"_s, u""_s);
        row(u"\u200EPOLL:\nWhen?\n\u200EOPTION: Now"_s, u"POLL:\nWhen?\nOPTION: Now"_s);
        row(u"See you \u200E<This message was edited>"_s, u"See you"_s);
        row(u"See you <This message was edited>"_s, u"See you"_s);
        row(u"I omitted"_s, u"I omitted"_s);
        row(u"<3"_s, u"<3"_s);
        row(u"a < b > c"_s, u"a < b > c"_s);
    }

    void texts()
    {
        QFETCH(QString, text);
        QTEST(whatsAppText(text), "expected");
    }

    void cuts()
    {
        m_files.readEveryCut(u"x.txt"_s, android());
        m_files.readEveryCut(u"x.txt"_s,
                             "\xE2\x80\x8E[31.12.22, 21:05:11] Anna: \xE2\x80\x8Eimage omitted\r\n"
                             "[31.12.22, 21:06:11] ~\xE2\x80\xAF"
                             "Ben: Hi\r\nthere\r\n");
    }

    void notThis()
    {
        QCOMPARE(m_files.format(u"x.txt"_s, "31.12.22\n\nDear Anna, the boats are in.\n"), u"text"_s);
        QCOMPARE(m_files.format(u"x.txt"_s, "12.05.2020 10:00 we met\n12.05.2020 11:00 we left\n"),
                 u"text"_s);
        QCOMPARE(m_files.format(u"x.md"_s, "- one\n- two: three\n"), u"text"_s);
    }

    void onlyNotices()
    {
        QCOMPARE(m_files.turns(u"x.txt"_s, "12/31/22, 9:05 PM - Anna: This message was deleted\n"),
                 QStringList(u"file-empty"_s));
    }
};

QTEST_GUILESS_MAIN(WhatsAppTest)
#include "WhatsAppTest.moc"
