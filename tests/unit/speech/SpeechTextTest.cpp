#include "core/speech/SpeechText.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class SpeechTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void speaks_data();
    void speaks();
    void namesInTheLanguage_data();
    void namesInTheLanguage();
    void isLinear_data();
    void isLinear();
    void survivesAnyText();
    void survivesEveryPrefix();
};

void SpeechTextTest::speaks_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &markdown, const QString &expected) {
        QTest::newRow(name) << markdown << expected;
    };

    row("nothing", u""_s, u""_s);
    row("plain", u"Hello there, my dear."_s, u"Hello there, my dear."_s);
    row("lines join", u"I was\nin the garden."_s, u"I was in the garden."_s);
    row("chinese lines join", u"我在\n花园里。"_s, u"我在花园里。"_s);
    row("paragraphs", u"One\n\nTwo"_s, u"One.\nTwo"_s);
    row("many blank lines", u"\n\n\nOne.\n\n\n\n\nTwo.\n\n"_s, u"One.\nTwo."_s);
    row("windows line ends", u"One.\r\n\r\nTwo."_s, u"One.\nTwo."_s);

    row("emphasis", u"That was *so* **very** ***good*** and _old_ __now__."_s,
        u"That was so very good and old now."_s);
    row("emphasis in chinese", u"这是**重点**内容。"_s, u"这是重点内容。"_s);
    row("emphasis at a word's part", u"un*believ*able"_s, u"unbelievable"_s);
    row("action", u"*smiles* Yes."_s, u"smiles Yes."_s);
    row("struck out", u"~~Never~~ always, about ~5 times"_s, u"Never always, about ~5 times"_s);
    row("highlight", u"a ==marked== word, a == b, a==b"_s, u"a marked word, a == b, a==b"_s);
    row("unclosed strong", u"This is **not closed."_s, u"This is not closed."_s);
    row("unclosed emphasis", u"This *is _not closed"_s, u"This is not closed"_s);
    row("unclosed code", u"Call `run now"_s, u"Call run now"_s);
    row("unclosed link", u"See [my page](https://example.org/a"_s, u"See [my page](link to example.org"_s);
    row("sum", u"3 * 4 = 12"_s, u"3 * 4 = 12"_s);
    row("sum without spaces", u"3*4*5 and 2**3 and a*b"_s, u"3*4*5 and 2**3 and a*b"_s);
    row("snake case", u"The snake_case_word stays, _this_ doesn't."_s,
        u"The snake_case_word stays, this doesn't."_s);
    row("escapes", uR"(\*not bold\* \# \[x\] 1\. \a)"_s, uR"(*not bold* # [x] 1. \a)"_s);

    row("heading", u"# My childhood\nIt was warm."_s, u"My childhood.\nIt was warm."_s);
    row("heading asks", u"## Who was she? ##\nMary."_s, u"Who was she?\nMary."_s);
    row("underlined heading", u"My childhood\n===\nWarm."_s, u"My childhood.\nWarm."_s);
    row("no heading", u"#5 is alive"_s, u"#5 is alive"_s);
    row("chinese heading", u"# 童年\n很暖和。"_s, u"童年。\n很暖和。"_s);
    row("rule", u"One.\n\n---\n\n***\nTwo.\n\n_ _ _"_s, u"One.\nTwo."_s);

    row("list", u"We had:\n- apples\n* pears\n+ **plums**!"_s, u"We had:\napples.\npears.\nplums!"_s);
    row("nested list", u"- a\n    - b\n        - c\n"_s, u"a.\nb.\nc."_s);
    row("ordered list", u"1. Wash it.\n2. Peel it\n3) Eat it"_s, u"1. Wash it.\n2. Peel it.\n3) Eat it."_s);
    row("item of two lines", u"- apples and\n  pears\n- plums"_s, u"apples and pears.\nplums."_s);
    row("tasks", u"- [ ] call\n- [x] write"_s, u"call.\nwrite."_s);
    row("empty item", u"-\n- a"_s, u"a."_s);
    row("dash in a line", u"He came - and went."_s, u"He came - and went."_s);

    row("code span", u"Press `Ctrl+C` or ``a ` b``."_s, u"Press Ctrl+C or a ` b."_s);
    row("marks in a code span", u"`**x** [a](b)`"_s, u"**x** [a](b)"_s);
    row("code block", u"Try this:\n```cpp\nint x = 3;\n```\nGood."_s,
        u"Try this:\nA piece of code.\nGood."_s);
    row("code block of tildes", u"~~~\n```\n~~~\nGood."_s, u"A piece of code.\nGood."_s);
    row("unclosed code block", u"See:\n```\nint x;\n\n# no heading"_s, u"See:\nA piece of code."_s);
    row("indented code", u"See:\n\n    int x;\n\n    int y;\n\nGood."_s, u"See:\nA piece of code.\nGood."_s);
    row("code after code", u"```\nx\n```\n\n```\ny\n```"_s, u"A piece of code."_s);
    row("code in a quote", u"> ```\n> x\n> ```\n> Good."_s, u"A piece of code.\nGood."_s);

    row("link", u"See [my page](https://example.org \"Title\")."_s, u"See my page."_s);
    row("link with parentheses", u"[Foo](https://a.org/Foo_(bar)) ends"_s, u"Foo ends"_s);
    row("strong link", u"**[my *page*](https://example.org)**"_s, u"my page"_s);
    row("empty link", u"[](https://www.example.org/x \"t\")"_s, u"link to example.org"_s);
    row("link reads its address", u"[https://example.org/a/b](https://example.org/a/b)"_s,
        u"link to example.org"_s);
    row("reference link", u"See [my page][p] and [p].\n\n[p]: https://example.org"_s,
        u"See my page and p."_s);
    row("brackets", u"He said [sic] so."_s, u"He said [sic] so."_s);
    row("image", u"![my garden](garden.png) in May"_s, u"my garden in May"_s);
    row("image without words", u"Look ![](garden.png)!"_s, u"Look!"_s);
    row("linked image", u"[![my garden](g.png)](https://example.org)"_s, u"my garden"_s);
    row("address", u"Look at https://www.example.org/a_b/c?d=e."_s, u"Look at link to example.org."_s);
    row("address in parentheses", u"(see http://example.org:8080/x)"_s, u"(see link to example.org)"_s);
    row("address without a scheme", u"www.example.org, then"_s, u"link to example.org, then"_s);
    row("address in chinese", u"见https://example.org/a。谢谢"_s, u"见link to example.org。谢谢"_s);
    row("autolink", u"<https://example.org/x> and <me@example.org>"_s,
        u"link to example.org and me@example.org"_s);
    row("address that is none", u"https:// and www. and http"_s, u"and www. and http"_s);

    row("tags", u"A <b>bold</b> word<br>and <span class=\"x\">more</span>."_s, u"A bold word and more."_s);
    row("less than", u"a < b and 3<4 and x <3"_s, u"a < b and 3<4 and x <3"_s);
    row("unclosed tag", u"if a <b then"_s, u"if a <b then"_s);
    row("comment", u"One <!-- not\nthis --> two.\n\n<!-- nor\n\nthis -->\nThree."_s, u"One two.\nThree."_s);
    row("script", u"Hi <script>alert('x')</script>there"_s, u"Hi there"_s);
    row("entities", u"Tom &amp; Ann &lt;3 caf&eacute;&#33; &#x263A; &nope; &"_s,
        u"Tom & Ann <3 café! &nope; &"_s);
    row("nbsp", u"a&nbsp;b"_s, u"a b"_s);

    row("table", u"| Name | Year |\n|:--|--:|\n| *Anna* | 1931 |\n| a\\|b | |\n\nDone."_s,
        u"Name, Year.\nAnna, 1931.\na|b.\nDone."_s);
    row("table without outer bars", u"Name | Year\n---|---\nAnna | 1931"_s, u"Name, Year.\nAnna, 1931."_s);
    row("bar without a table", u"a | b"_s, u"a | b"_s);
    row("quote", u"> I was\n> there.\n\nHe said."_s, u"I was there.\nHe said."_s);
    row("nested quote", u"She:\n> > deep\n> less"_s, u"She:\ndeep less"_s);
    row("list in a quote", u"> - a\n> - b"_s, u"a.\nb."_s);

    row("citations", u"We met in May [1], and in June[2][3] ⑴. Then [1, 2] and [4-6]."_s,
        u"We met in May, and in June. Then and."_s);
    row("linked citation", u"We met [1](https://example.org)."_s, u"We met."_s);
    row("footnote", u"We met[^1].\n\n[^1]: In the garden."_s, u"We met.\nIn the garden."_s);
    row("years are no citations", u"[1931] was warm"_s, u"[1931] was warm"_s);
    row("source marks", u"We met【3†source】."_s, u"We met."_s);

    row("emoji", u"Hello 😀! I ❤️ you 👨‍👩‍👧 🇩🇪 👍🏽."_s, u"Hello! I you."_s);
    row("only emoji", u"😀 🎉"_s, u""_s);
    row("keycap", u"Press 1️⃣ now"_s, u"Press 1 now"_s);
    row("persian joiner stays", u"می‌خواهم"_s, u"می‌خواهم"_s);
    row("abbreviation", u"Fruit, e.g. pears, i.e. those."_s, u"Fruit, e.g. pears, i.e. those."_s);
    row("ellipsis", u"Well... maybe… so"_s, u"Well... maybe… so"_s);
    row("hebrew", u"# שלום\n**שלום** לך"_s, u"שלום.\nשלום לך"_s);
    row("arabic question", u"- **كيف** حالك؟"_s, u"كيف حالك؟"_s);
    row("invisible characters", u"\uFEFFa\u00ADb\u200Bc\u0007"_s, u"abc"_s);
    row("half a character", u"a"_s + QChar(0xD83D) + u"b"_s, u"ab"_s);
}

void SpeechTextTest::speaks()
{
    QFETCH(QString, markdown);
    QFETCH(QString, expected);
    QCOMPARE(speechText(markdown, u"en"_s), expected);
}

void SpeechTextTest::namesInTheLanguage_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("expected");
    QTest::newRow("en") << u"en"_s << u"A piece of code.\nlink to example.org"_s;
    QTest::newRow("none") << u""_s << u"A piece of code.\nlink to example.org"_s;
    QTest::newRow("unknown") << u"xx"_s << u"A piece of code.\nlink to example.org"_s;
    QTest::newRow("de") << u"de"_s << u"Ein Stück Code.\nLink zu example.org"_s;
    QTest::newRow("de-AT") << u"de-AT"_s << u"Ein Stück Code.\nLink zu example.org"_s;
    QTest::newRow("pt_BR") << u"pt_BR"_s << u"Um trecho de código.\nlink para example.org"_s;
    QTest::newRow("fr") << u"fr"_s << u"Un extrait de code.\nlien vers example.org"_s;
    QTest::newRow("es") << u"es"_s << u"Un fragmento de código.\nenlace a example.org"_s;
    QTest::newRow("zh") << u"zh-Hans"_s << u"一段代码。\nexample.org 的链接"_s;
    QTest::newRow("ja") << u"ja"_s << u"コードの一部。\nexample.org へのリンク"_s;
    QTest::newRow("ar") << u"ar"_s << u"مقطع برمجي.\nرابط إلى example.org"_s;
}

void SpeechTextTest::namesInTheLanguage()
{
    QFETCH(QString, language);
    QFETCH(QString, expected);
    QCOMPARE(speechText(u"```\nx\n```\nhttps://example.org/x"_s, language), expected);
}

void SpeechTextTest::isLinear_data()
{
    QTest::addColumn<QString>("unit");
    for (const QString &unit : {u"A word, *more* of [it](https://example.org) `here`. "_s,
                                u"["_s,
                                u"]("_s,
                                u"[a]("_s,
                                u"[["_s,
                                u"`a``b"_s,
                                u"*a _b"_s,
                                u"<a "_s,
                                u"<!--"_s,
                                u"> "_s,
                                u">"_s,
                                u"- "_s,
                                u"| a |\n|--|\n"_s,
                                u"&"_s,
                                u"https://a.b"_s,
                                u"```\n"_s,
                                u"#"_s,
                                u"a\n"_s,
                                u"[1]"_s,
                                u"😀"_s,
                                u" "_s,
                                u"<script>"_s,
                                u"[a]:"_s})
        QTest::newRow(qPrintable(unit.trimmed().isEmpty() ? u"blank"_s : unit.trimmed())) << unit;
}

void SpeechTextTest::isLinear()
{
    QFETCH(QString, unit);
    const QString text = unit.repeated(1'000'000 / unit.size()); // 1 MB in Latin letters
    QElapsedTimer timer;
    timer.start();
    const QString spoken = speechText(text);
    QVERIFY2(timer.elapsed() < 3000,
             qPrintable(QString::number(timer.elapsed()) + u" ms"_s)); // quadratic: minutes
    QVERIFY(spoken.size() <= 2 * text.size());
}

void SpeechTextTest::survivesAnyText()
{
    QRandomGenerator random(20);
    const QString alphabet = u"*_`~[]()<>!#-+=|>&;:/.1aB \n\n\t\\\"^【】😀א中h"_s;
    for (int round = 0; round < 5000; ++round) {
        QString text;
        for (int i = random.bounded(60); i >= 0; --i)
            text += alphabet[random.bounded(alphabet.size())];
        const QString spoken = speechText(text);
        QVERIFY(!spoken.contains(u"\n\n"_s));
        QCOMPARE(spoken, spoken.trimmed());
    }
}

void SpeechTextTest::survivesEveryPrefix()
{
    const QString text =
        u"# A\n> - [x] **b** [c](https://d.e \"f\") `g`\n\n```\nh\n```\n| i | j |\n|--|--|\n| k | ![l](m) |\n<b>n</b> &amp; 😀"_s;
    for (qsizetype length = 0; length <= text.size(); ++length)
        QVERIFY(speechText(text.left(length)).size() <= length + 64);
}

QTEST_GUILESS_MAIN(SpeechTextTest)
#include "SpeechTextTest.moc"
