#include "core/chat/ConversationTitle.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class ConversationTitleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void titles_data();
    void titles();
    void neverCutsACharacter();
    void hugeMessage();
};

void ConversationTitleTest::titles_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("title");
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("white space") << u" \n\t "_s << QString();
    QTest::newRow("short") << u"How was your day?"_s << u"How was your day?"_s;
    QTest::newRow("lines") << u"  Dear Grandma,\n\n how are\tyou? "_s << u"Dear Grandma, how are you?"_s;
    QTest::newRow("exactly 48") << u"x"_s.repeated(48) << u"x"_s.repeated(48);
    QTest::newRow("at a word") << u"Do you still remember the summer that we spent at the sea together?"_s
                               << u"Do you still remember the summer that we spent…"_s;
    QTest::newRow("one long word") << u"x"_s.repeated(60) << (u"x"_s.repeated(48) + u"…"_s);
    QTest::newRow("no blanks") << u"漢"_s.repeated(60) << (u"漢"_s.repeated(48) + u"…"_s);
    QTest::newRow("much white space first") << (u" "_s.repeated(1000) + u"hello"_s) << u"hello"_s;
}

void ConversationTitleTest::titles()
{
    QFETCH(QString, message);
    QFETCH(QString, title);
    QCOMPARE(conversationTitle(message), title);
}

void ConversationTitleTest::neverCutsACharacter()
{
    for (int shift = 0; shift < 12; ++shift) {
        for (const QString &character : {u"😀"_s, u"👩‍👩‍👧‍👦"_s, u"e\u0301"_s}) {
            const QString title = conversationTitle(u"x"_s.repeated(shift) + character.repeated(40));
            QVERIFY(title.isValidUtf16());
            QVERIFY(title.endsWith(u'…'));
            QVERIFY(title.size() <= 49);
            const QString cut = title.chopped(1).mid(shift);
            QCOMPARE(cut, character.repeated(cut.size() / character.size()));
        }
        // Much white space, and the look-ahead ends within a character.
        QVERIFY(conversationTitle(u"a"_s + u" "_s.repeated(376 + shift) + u"😀"_s.repeated(9)).isValidUtf16());
    }
}

void ConversationTitleTest::hugeMessage()
{
    QCOMPARE(conversationTitle(u"word "_s.repeated(1'000'000)),
             u"word word word word word word word word word…"_s);
}

QTEST_GUILESS_MAIN(ConversationTitleTest)
#include "ConversationTitleTest.moc"
