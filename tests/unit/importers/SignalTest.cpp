#include "tests/unit/importers/ChatImportFixture.h"

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class SignalTest : public QObject
{
    Q_OBJECT

    ChatImportFixture m_files;

    static QByteArray sample()
    {
        return "Conversation: Anna Lind (+49 170 1234567)\n\n"
               "From: Anna Lind (+49 170 1234567)\nType: incoming\nSent: Mon, 08 May 2023 13:56:01 +0200\n"
               "Received: Mon, 08 May 2023 13:56:03 +0200\nAttachment: boat.jpg (image/jpeg, 12 bytes)\n\n"
               "Have you seen the boats?\n\nFrom: here they look small.\n\n"
               "From: You\nType: outgoing\nSent: Mon, 08 May 2023 13:57:00 +0200\n\nTwo of them.\n";
    }

private Q_SLOTS:
    void heads()
    {
        const QStringList expected{
            u"2023-05-08 13:56:01|Anna Lind|[attached: boat.jpg (image/jpeg, 12 bytes)]\nHave you seen the boats?\n\nFrom: here they look small."_s,
            u"2023-05-08 13:57:00|You|Two of them."_s};
        QCOMPARE(m_files.format(u"x.txt"_s, sample()), u"signal"_s);
        QCOMPARE(m_files.turns(u"x.txt"_s, sample()), expected);
        const Result<QList<DocumentDraft>> drafts = m_files.read(u"x.txt"_s, sample());
        QVERIFY(drafts);
        QCOMPARE(drafts->first().title, u"Chat with Anna Lind"_s);
    }

    void markdown()
    {
        const QByteArray chat = "# Chat\n\n**From:** Anna\n**Sent:** 2023-05-08 13:56:01\n\nHi\n\n---\n\n"
                                "**From:** Ben\n**Sent:** 2023-05-08 13:57:00\n\nHello\n";
        QCOMPARE(m_files.turns(u"x.md"_s, chat).last(), u"2023-05-08 13:57:00|Ben|Hello"_s);
        QCOMPARE(m_files.turns(u"x.md"_s, chat).first(), u"2023-05-08 13:56:01|Anna|Hi"_s);
    }

    void lines()
    {
        QCOMPARE(m_files.turns(u"chat.md"_s,
                               "[2023-05-08 13:56] Anna: Hi\nthere\n[2023-05-08 13:57] Me: Hello\n"),
                 QStringList({u"2023-05-08 13:56:00|Anna|Hi\nthere"_s, u"2023-05-08 13:57:00|Me|Hello"_s}));
    }

    void notThis()
    {
        QCOMPARE(m_files.format(u"x.txt"_s, "From: Anna\nTo: Ben\nSubject: Boats\n\nDear Ben\n"), u"text"_s);
    }

    void cuts() { m_files.readEveryCut(u"x.txt"_s, sample()); }
};

QTEST_GUILESS_MAIN(SignalTest)
#include "SignalTest.moc"
