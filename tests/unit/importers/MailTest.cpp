#include "core/knowledge/importers/MailText.h"
#include "tests/unit/importers/ChatImportFixture.h"

#include <QRandomGenerator>
#include <QStringEncoder>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class MailTest : public QObject
{
    Q_OBJECT

    ChatImportFixture m_files;

    static QByteArray mail()
    {
        return "Return-Path: <anna@example.org>\r\n"
               "From: =?UTF-8?Q?Anna_L=C3=B6fgren?= <anna@example.org>\r\n"
               "To: Ben <ben@example.org>\r\n"
               "Subject: =?ISO-8859-1?Q?Die_Bl=FCten?= and\r\n the boats\r\n"
               "Date: Mon, 08 May 2023 13:56:01 +0200\r\n"
               "Message-ID: <1@example.org>\r\n"
               "MIME-Version: 1.0\r\n"
               "Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n"
               "--b1\r\nContent-Type: multipart/alternative; boundary=\"b2\"\r\n\r\n"
               "--b2\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: "
               "quoted-printable\r\n\r\n"
               "Lieber Ben,\r\ndie Bl=FCten sind da.\r\n\r\nAm 07.05.2023 um 10:00 schrieb Ben "
               "<ben@example.org>:\r\n"
               "> Are they there?\r\n> I wonder.\r\n\r\n-- \r\nAnna, Quay 4\r\n"
               "--b2\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>not this</p>\r\n--b2--\r\n"
               "--b1\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; "
               "filename=\"holiday.jpg\"\r\n"
               "Content-Transfer-Encoding: base64\r\n\r\n/9j/4AAQSkZJRg==\r\n--b1--\r\n";
    }

    static QByteArray mbox()
    {
        return "From anna@example.org Mon May  8 13:56:01 2023\n"
               "From: Anna <anna@example.org>\nTo: Ben <ben@example.org>\nSubject: One\n"
               "Date: Mon, 08 May 2023 13:56:01 +0000\nMessage-ID: <1@x>\n\nThe first.\n>From here on it "
               "rains.\n"
               ">>From there, too.\n\n"
               "From ben@example.org Tue May  9 13:56:01 2023\n"
               "From: Ben <ben@example.org>\nTo: Anna <anna@example.org>\nDate: Tue, 09 May 2023 13:56:01 "
               "+0000\n"
               "Content-Length: 99999\nContent-Type: text/html; charset=utf-8\n\n"
               "<html><head><style>p {}</style></head><body><p>Caf&eacute; &amp;<br>more</p>"
               "<blockquote>old</blockquote></body></html>\n\n"
               "From nobody Wed May 10 00:00:00 2023\ndamaged\n\n"
               "From anna@example.org Wed May 10 13:56:01 2023\n"
               "From: Anna <anna@example.org>\nSubject: Three\nMessage-ID: <3@x>\n\nThe last.\n";
    }

private Q_SLOTS:
    void oneMail()
    {
        QCOMPARE(m_files.format(u"x.eml"_s, mail()), u"eml"_s);
        QCOMPARE(m_files.format(u"x"_s, mail()), u"eml"_s);
        const Result<QList<DocumentDraft>> drafts = m_files.read(u"x.eml"_s, mail());
        QVERIFY(drafts);
        QCOMPARE(drafts->size(), 1);
        const DocumentDraft &draft = drafts->first();
        QCOMPARE(draft.title, u"Die Blüten and the boats"_s);
        QCOMPARE(draft.happenedAt, QDateTime(QDate(2023, 5, 8), QTime(13, 56, 1), Qt::UTC));
        QVERIFY(draft.sourceType == SourceType::File);
        QVERIFY(draft.turns.isEmpty());
        QCOMPARE(
            draft.content,
            u"From: Anna Löfgren <anna@example.org>\nTo: Ben <ben@example.org>\nDate: 8 May 2023, 13:56\n\n"
            "Lieber Ben,\ndie Blüten sind da.\n\n[attached: holiday.jpg]"_s);
        QVERIFY(peopleIn(m_files.write(u"x.eml"_s, mail()))->isEmpty());
    }

    void mailbox()
    {
        QCOMPARE(m_files.format(u"x.mbox"_s, mbox()), u"mbox"_s);
        QCOMPARE(m_files.format(u"Inbox"_s, mbox()), u"mbox"_s);
        const Result<QList<DocumentDraft>> drafts = m_files.read(u"x.mbox"_s, mbox());
        QVERIFY(drafts);
        QCOMPARE(drafts->at(0).title, u"One"_s);
        QVERIFY(drafts->at(0).content.endsWith(u"\n\nThe first.\nFrom here on it rains.\n>From there, too."_s)
                || drafts->at(0).content.endsWith(u"\n\nThe first.\nFrom here on it rains."_s));
        QCOMPARE(drafts->at(1).title, u"Letter from Ben"_s);
        QVERIFY2(drafts->at(1).content.endsWith(u"\n\nCafé &\nmore"_s), qPrintable(drafts->at(1).content));
        QCOMPARE(drafts->last().title, u"Three"_s);
        QVERIFY(drafts->last().content.endsWith(u"The last."_s));
    }

    void charsets()
    {
        const QByteArray head =
            "From: a@x\nSubject: x\nMessage-ID: <1@x>\nContent-Type: text/plain; charset=";
        const auto body = [this, &head](const QByteArray &charset, const QByteArray &text) {
            const Result<QList<DocumentDraft>> drafts = m_files.read(u"x.eml"_s,
                                                                     head + charset + "\n\n" + text);
            return drafts ? drafts->first().content.section(u"\n\n"_s, 1) : drafts.error().code;
        };
        QCOMPARE(body("utf-8", "Blüten"), u"Blüten"_s);
        QCOMPARE(body("koi8-r", "\xF0\xD2\xC9\xD7\xC5\xD4"), u"Привет"_s);
        QCOMPARE(body("iso-2022-jp", "\x1B$B$3$s$K$A$O\x1B(B"), u"こんにちは"_s);
        QCOMPARE(body("windows-1252", "\x93ja\x94"), u"“ja”"_s);
        QVERIFY(body("no-such-charset", "plain words").contains(u"plain words"_s));
        QVERIFY(body("utf-8", "half \xC3").startsWith(u"half"_s));
    }

    void words_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QString &body, const QString &expected) {
            QTest::newRow(name) << body << expected;
        };
        row("plain", u"Dear Ben,\n\nall is well."_s, u"Dear Ben,\n\nall is well."_s);
        row("signature", u"Hi\n-- \nAnna\nQuay 4"_s, u"Hi"_s);
        row("dashes in a text", u"Hi\n---\nAnna"_s, u"Hi\n---\nAnna"_s);
        row("english", u"Hi\n\nOn Mon, May 8, 2023 at 1:56 PM Ben <b@x> wrote:\n> old\n>> older\n\nBye"_s,
            u"Hi\n\nBye"_s);
        row("two lines", u"Hi\n\nOn Mon, May 8, 2023 at 1:56 PM Ben Andersson\n<b@x.org> wrote:\n\n> old"_s,
            u"Hi"_s);
        row("german", u"Hi\n\nAm 08.05.23 um 13:56 schrieb Ben:\n> alt"_s, u"Hi"_s);
        row("french", u"Salut\n\nLe lun. 8 mai 2023 à 13:56, Ben <b@x> a écrit :\n> vieux"_s, u"Salut"_s);
        row("spanish", u"Hola\n\nEl lun, 8 may 2023 a las 13:56, Ben (<b@x>) escribió:\n\n> viejo"_s,
            u"Hola"_s);
        row("portuguese", u"Oi\n\nEm seg., 8 de mai. de 2023 às 13:56, Ben <b@x> escreveu:\n> velho"_s,
            u"Oi"_s);
        row("italian", u"Ciao\n\nIl giorno lun 8 mag 2023 alle ore 13:56 Ben <b@x> ha scritto:\n> v"_s,
            u"Ciao"_s);
        row("dutch", u"Hoi\n\nOp ma 8 mei 2023 om 13:56 schreef Ben <b@x>:\n> oud"_s, u"Hoi"_s);
        row("gmail russian", u"Привет\n\nпн, 8 мая 2023 г. в 13:56, Ben <b@x.org>:\n\n> старое"_s,
            u"Привет"_s);
        row("own words right above",
            u"I'll try it as soon as I\nget back to the boat.\nOn Dec 8, 2013 2:10 PM, \"Ben\" <b@x.org> wrote:\n\n> old"_s,
            u"I'll try it as soon as I\nget back to the boat."_s);
        row("own words that begin as it does",
            u"On my way\nOn Mon, May 8, 2023 Ben <b@x.org> wrote:\n> old"_s, u"On my way"_s);
        row("one word above", u"Hallo\n08.05.2023 13:56, \"Ben\" <\nb@x.org> написал:\n\n> alt"_s,
            u"Hallo"_s);
        row("quoted as well", u"Hi\n> On 8 May 2023, at 13:56, Ben <b@x.org> wrote:\n>\n> old"_s, u"Hi"_s);
        row("not marked", u"Hi\n\nOn Mon, May 8, 2023 at 1:56 PM Ben <b@x> wrote:\nold words"_s, u"Hi"_s);
        row("answers between", u"> one?\nYes.\n> two?\nNo."_s, u"Yes.\nNo."_s);
        row("outlook", u"Hi\n\n-----Original Message-----\nFrom: Ben\nold"_s, u"Hi"_s);
        row("outlook german", u"Hi\n\n-----Ursprüngliche Nachricht-----\nVon: Ben\nalt"_s, u"Hi"_s);
        row("outlook block",
            u"Hi\n\n________________________________\nVon: Ben <b@x>\nGesendet: Montag, 8. Mai 2023 13:56\nAn: Anna\nBetreff: Boote\n\nalt"_s,
            u"Hi"_s);
        row("forwarded", u"From: Ben\nSent: Monday\nTo: Anna\nSubject: Boats\n\nThe boats are in."_s,
            u"From: Ben\nSent: Monday\nTo: Anna\nSubject: Boats\n\nThe boats are in."_s);
        row("forwarded below a note",
            u"See below.\n\n---------- Forwarded message ---------\nFrom: Ben <b@x>\nDate: Mon, May 8, 2023\nSubject: Boats\nTo: Anna <a@x>\n\nThe boats are in.\n\nOn Sun, May 7, 2023 Carl <c@x> wrote:\n> old"_s,
            u"See below.\n\n---------- Forwarded message ---------\nFrom: Ben <b@x>\nDate: Mon, May 8, 2023\nSubject: Boats\nTo: Anna <a@x>\n\nThe boats are in."_s);
        row("forwarded and marked",
            u"See below.\n\nBegin forwarded message:\n\n> From: Ben <b@x>\n> Date: 8 May 2023\n> To: Anna <a@x>\n> \n> The boats are in.\n>> old"_s,
            u"See below.\n\nBegin forwarded message:\n\nFrom: Ben <b@x>\nDate: 8 May 2023\nTo: Anna <a@x>\n\nThe boats are in."_s);
        row("a sentence", u"On Monday I wrote: nothing.\nFrom: there we went on."_s,
            u"On Monday I wrote: nothing.\nFrom: there we went on."_s);
        row("all quoted", u"> old\n> older"_s, u""_s);
    }

    void words()
    {
        QFETCH(QString, body);
        QTEST(ownWords(body), "expected");
    }

    void forwarding()
    {
        const QString body =
            u"See below.\n\n-----Original Message-----\nFrom: Ben\nSent: Monday\nTo: Anna\n\nThe "
            "boats are in."_s;
        QCOMPARE(ownWords(body), u"See below."_s);
        QCOMPARE(ownWords(body, true), body);
        QVERIFY(isForwarding(u"Fwd: Boats"_s));
        QVERIFY(isForwarding(u"WG: Boote"_s));
        QVERIFY(!isForwarding(u"Re: Fwd: Boats"_s));
        QVERIFY(!isForwarding(u"Forward: march"_s));
    }

    // A mail within a mail is as good as one that was pasted into it.
    void attachedMail()
    {
        const QByteArray mail = "From: a@x\nSubject: Look\nMessage-ID: <1@x>\nMIME-Version: 1.0\n"
                                "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n-- \nAnna\n"
                                "--b\nContent-Type: message/rfc822\n\nFrom: Ben <b@x>\nSubject: Boats\n"
                                "Date: Mon, 08 May 2023 13:56:01 +0200\n\nThe boats are in.\n> old\n--b--\n";
        QCOMPARE(
            m_files.read(u"x.eml"_s, mail)->first().content,
            u"From: a@x\n\nSee below.\n\n[attached: Boats]\nFrom: Ben <b@x>\nDate: 8 May 2023, 13:56\n\nThe "
            "boats are in."_s);
    }

    // Encodings that aren't told, and those that are told wrongly.
    void undeclared()
    {
        const auto read = [this](const QByteArray &head, const QByteArray &text) {
            const QByteArray mail = "From: a@x\nMessage-ID: <1@x>\n" + head + "\n\n" + text + "\n";
            const Result<QList<DocumentDraft>> drafts = m_files.read(u"x.eml"_s, mail);
            return drafts ? drafts->first().title + u'|' + drafts->first().content.section(u"\n\n"_s, 1)
                          : drafts.error().code;
        };
        const QString german = u"Schöne Grüße"_s;
        const QString russian = u"Привет, дорогая! Сегодня мы ходили на пристань и смотрели на лодки."_s;
        const QByteArray koi8 = QStringEncoder("koi8-r")(russian);
        QCOMPARE(read("Subject: x", german.toUtf8()), u"x|"_s + german);
        QCOMPARE(read("Subject: x", german.toLatin1()), u"x|"_s + german);
        QCOMPARE(read("Subject: x", koi8), u"x|"_s + russian);
        QCOMPARE(read("Subject: " + koi8.first(6), koi8), u"Привет|"_s + russian);
        const QByteArray said = "Subject: x\nContent-Type: text/plain; charset=";
        QCOMPARE(read(said + "us-ascii", german.toUtf8()), u"x|"_s + german);
        QCOMPARE(read(said + "us-ascii", german.toLatin1()), u"x|"_s + german);
        QCOMPARE(read(said + "iso-8859-1", german.toUtf8()), u"x|"_s + german);
        QCOMPARE(read(said + "utf-8", german.toLatin1()), u"x|"_s + german);
        QCOMPARE(read(said + "unknown-8bit", koi8), u"x|"_s + russian);
        QCOMPARE(read(said + "utf-8", german.toUtf8() + " \xC3"), u"x|"_s + german + u" \uFFFD"_s);
    }

    void noDates()
    {
        for (const QByteArray date :
             {"Thu, 1 Jan 1970 00:00:00 +0000", "Mon, 30 Jun 3609 15:33:50 +0000", "soon"}) {
            const auto drafts = m_files.read(u"x.eml"_s, "From: a@x\nMessage-ID: <1@x>\nSubject: x\nDate: "
                                                             + date + "\n\nHi\n");
            QVERIFY(!drafts->first().happenedAt.isValid());
        }
    }

    void flowed()
    {
        QCOMPARE(unflowed(
                     u"This is one \nline.\nThis is another.\n> quoted \n> more\n From there\n-- \nAnna"_s),
                 u"This is one line.\nThis is another.\n> quoted \n> more\nFrom there\n-- \nAnna"_s);
    }

    void flowedWithoutSpaces()
    {
        QCOMPARE(unflowed(u"漢字の \n長い文\nwords  \nand more"_s, true), u"漢字の長い文\nwords and more"_s);
    }

    void armour()
    {
        QCOMPARE(
            withoutArmour(
                u"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nThe boats:\n- -- red\n"
                "-----BEGIN PGP SIGNATURE-----\n\niF0EARECAB0\n=Iqan\n-----END PGP SIGNATURE-----\nBye"_s),
            u"The boats:\n-- red\nBye"_s);
        QCOMPARE(withoutArmour(
                     u"-----BEGIN PGP MESSAGE-----\n\nhQIOAwTJ0obO8knp\n-----END PGP MESSAGE-----"_s),
                 QString());
        QCOMPARE(withoutArmour(u"Look:\nbegin 644 our boat.jpg\n#0V%T\n`\nend\nNice?"_s),
                 u"Look:\n[attached: our boat.jpg]\nNice?"_s);
        QCOMPARE(withoutArmour(u"We begin 644 days later.\nbegin 644 times\nagain."_s),
                 u"We begin 644 days later.\nbegin 644 times\nagain."_s);
    }

    void nested()
    {
        // Parts in parts in parts: bounded, whatever the depth.
        QByteArray deep = "From: a@x\nSubject: deep\nMessage-ID: <1@x>\nMIME-Version: 1.0\n";
        for (int i = 0; i < 20'000; ++i)
            deep += "Content-Type: multipart/mixed; boundary=\"b" + QByteArray::number(i) + "\"\n\n--b"
                    + QByteArray::number(i) + "\n";
        deep += "Content-Type: text/plain\n\nfar below\n";
        QVERIFY(!readDrafts(m_files.write(u"x.eml"_s, deep)));
        QByteArray inner = "From: a@x\nSubject: deep\nMessage-ID: <1@x>\nMIME-Version: 1.0\n";
        for (int i = 0; i < 20'000; ++i)
            inner += "Content-Type: message/rfc822\n\nSubject: inner\n";
        inner += "\nfar below\n";
        const Result<QList<DocumentDraft>> drafts = m_files.read(u"x.eml"_s, inner);
        QVERIFY(drafts);
        QVERIFY(drafts->first().content.contains(u"[attached: inner]"_s));
    }

    void notThis()
    {
        QCOMPARE(m_files.format(u"x.txt"_s,
                                "From: Anna\nTo: Ben\nSubject: Boats\nDate: 8 May 2023\n\nDear Ben\n"),
                 u"text"_s);
        QCOMPARE(m_files.format(u"x.txt"_s, "From the harbour we saw\nthe boats.\n"), u"text"_s);
    }

    void cuts()
    {
        m_files.readEveryCut(u"x.eml"_s, mail());
        m_files.readEveryCut(u"x.mbox"_s, mbox());
    }

    void garbage()
    {
        QRandomGenerator random(5);
        for (int round = 0; round < 200; ++round) {
            QByteArray bytes = round % 2 ? mail() : mbox();
            for (int i = 0; i < 10; ++i)
                bytes[random.bounded(bytes.size())] = char(random.bounded(256));
            const Result<QList<DocumentDraft>> drafts = m_files.read(round % 2 ? u"x.eml"_s : u"x.mbox"_s,
                                                                     bytes);
            if (!drafts) {
                QVERIFY(!drafts.error().code.isEmpty());
                continue;
            }
            for (const DocumentDraft &draft : *drafts)
                QVERIFY2(ChatImportFixture::isSound(draft), qPrintable(draft.content));
        }
    }
};

QTEST_GUILESS_MAIN(MailTest)
#include "MailTest.moc"
