#include "core/knowledge/importers/Importers.h"
#include "core/knowledge/importers/TextDecoder.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QStringEncoder>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

class ImporterTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

    QString write(const QString &name, const QByteArray &bytes)
    {
        QFile file(m_dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("can't write the test file");
        return file.fileName();
    }

    static Result<DocumentDraft> importOne(const QString &path)
    {
        CM_TRY_ASSIGN(drafts, readDrafts(path));
        return drafts.first();
    }
    static void compareError(const Result<DocumentDraft> &result, ErrorKind kind, const QString &code,
                             const QString &subject)
    {
        QVERIFY(!result);
        QVERIFY(result.error().kind == kind);
        QCOMPARE(result.error().code, code);
        QCOMPARE(result.error().subject, subject);
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_dir.isValid()); }

    void encodings_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        const QString text = u"Grüße – “Łódź” 東京 👩"_s;
        QTest::newRow("utf-8") << text.toUtf8() << text;
        QTest::newRow("utf-8 mark") << "\xEF\xBB\xBF" + text.toUtf8() << text;
        const auto encoded = [&text](QStringConverter::Encoding encoding) {
            QStringEncoder encoder(encoding, QStringConverter::Flag::WriteBom);
            return QByteArray(encoder(text));
        };
        QTest::newRow("utf-16 le") << encoded(QStringConverter::Utf16LE) << text;
        QTest::newRow("utf-16 be") << encoded(QStringConverter::Utf16BE) << text;
        QTest::newRow("utf-32 le") << encoded(QStringConverter::Utf32LE) << text;
        QTest::newRow("utf-32 be") << encoded(QStringConverter::Utf32BE) << text;
        QTest::newRow("windows-1252") << QByteArray("Gr\xFC\xDF"
                                                    "e \x96 \x93na\xEFve\x94 \x80")
                                      << u"Grüße – “naïve” €"_s;
        QTest::newRow("windows-1252, unused byte") << QByteArray("caf\xE9 \x81 x") << u"café \uFFFD x"_s;
        QTest::newRow("damaged utf-8")
            << text.repeated(20).toUtf8() + "\xE9 end" << text.repeated(20) + u"\uFFFD end"_s;
    }

    void encodings()
    {
        QFETCH(QByteArray, bytes);
        const Result<DocumentDraft> draft = importOne(write(u"text.txt"_s, bytes));
        QVERIFY(draft);
        QTEST(draft->content, "expected");
        QCOMPARE(draft->title, u"text"_s);
        QVERIFY(draft->sourceType == SourceType::File);
        QCOMPARE(draft->sourceUri, m_dir.filePath(u"text.txt"_s));
    }

    void refusedUtf8()
    {
        // Overlong forms, encoded surrogates, past the last code point, cut off: none of it is UTF-8.
        for (const QByteArray &bytes :
             {QByteArray("\xC0\xAF"), QByteArray("\xED\xA0\x80"), QByteArray("\xF5\x80\x80\x80"),
              QByteArray("\xE2\x82"), QByteArray("\xE0\x80\x80"), QByteArray("\x80")}) {
            const std::optional<QString> text = decodeText(bytes);
            QVERIFY(text);
            QCOMPARE(text->size(), bytes.size()); // Windows-1252: one character a byte
        }
    }

    void title()
    {
        QCOMPARE(importOne(write(u"a.md"_s, "intro\n\n```\n# not this\n```\n## The Boats ##\n\ntext"))->title,
                 u"The Boats"_s);
        QCOMPARE(importOne(write(u"b.md"_s, "no heading #here"))->title, u"b"_s);
        QCOMPARE(importOne(write(u"Letter from Anna.txt"_s, "# text"))->title, u"Letter from Anna"_s);
        QCOMPARE(importOne(write(u"c.MARKDOWN"_s, "# Upper"))->title, u"Upper"_s);
    }

    void date()
    {
        QCOMPARE(importOne(write(u"1946-04-01-diary.md"_s, "text"))->happenedAt.date(), QDate(1946, 4, 1));
        QCOMPARE(
            importOne(write(u"d.md"_s, "# Letter of 3 June 1950\n\ntext of 1 May 1940"))->happenedAt.date(),
            QDate(1950, 6, 3));
        QCOMPARE(importOne(write(u"e.txt"_s, "\nPort Ellan, 31 May 1957\n\nDear"))->happenedAt.date(),
                 QDate(1957, 5, 31));
        QVERIFY(!importOne(write(u"f.txt"_s, "Dear Anna\n\non 31 May 1957"))->happenedAt.isValid());
        const QDateTime told(QDate(2001, 2, 3), QTime(4, 5), Qt::UTC);
        QCOMPARE(cleanDraft({.title = u"1950-01-01"_s, .content = u"x"_s, .happenedAt = told})->happenedAt,
                 told);
    }

    void errors()
    {
        compareError(importOne(m_dir.filePath(u"gone.txt"_s)), ErrorKind::NotFound, u"file-missing"_s,
                     u"gone.txt"_s);
        compareError(importOne(write(u"empty.txt"_s, {})), ErrorKind::InvalidInput, u"file-empty"_s,
                     u"empty.txt"_s);
        compareError(importOne(write(u"blank.md"_s, " \r\n\t\n")), ErrorKind::InvalidInput, u"file-empty"_s,
                     u"blank.md"_s);
        compareError(importOne(write(u"mark.txt"_s, "\xEF\xBB\xBF")), ErrorKind::InvalidInput,
                     u"file-empty"_s, u"mark.txt"_s);
        compareError(importOne(write(u"nul.txt"_s, QByteArray("text\0more", 9))), ErrorKind::InvalidInput,
                     u"file-not-text"_s, u"nul.txt"_s);
        compareError(importOne(write(u"photo.jpg"_s, "x")), ErrorKind::InvalidInput, u"file-type"_s,
                     u"photo.jpg"_s);
        compareError(importOne(write(u"none"_s, "\x01\x80\x81\x82")), ErrorKind::InvalidInput, u"file-type"_s,
                     u"none"_s);

        QByteArray noise;
        QRandomGenerator random(3);
        for (int i = 0; i < 4000; ++i)
            noise += char(1 + random.bounded(255));
        compareError(importOne(write(u"noise.txt"_s, noise)), ErrorKind::InvalidInput, u"file-not-text"_s,
                     u"noise.txt"_s);

        QVERIFY(QDir(m_dir.path()).mkdir(u"folder.txt"_s));
        compareError(importOne(m_dir.filePath(u"folder.txt"_s)), ErrorKind::InvalidInput, u"file-is-folder"_s,
                     u"folder.txt"_s);
        QVERIFY(QFile::link(m_dir.filePath(u"nowhere"_s), m_dir.filePath(u"link.txt"_s)));
        compareError(importOne(m_dir.filePath(u"link.txt"_s)), ErrorKind::NotFound, u"file-missing"_s,
                     u"link.txt"_s);
    }

    void noPermission()
    {
#ifdef Q_OS_UNIX
        if (geteuid() == 0)
            QSKIP("the superuser may read everything");
#endif
        const QString path = write(u"secret.txt"_s, "x");
        QVERIFY(QFile::setPermissions(path, QFileDevice::Permissions()));
        compareError(importOne(path), ErrorKind::InvalidInput, u"file-unreadable"_s, u"secret.txt"_s);
    }

    void sparse()
    {
        QFile file(m_dir.filePath(u"large.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(1'000'000'000'000)); // sparse
        compareError(importOne(file.fileName()), ErrorKind::InvalidInput, u"file-not-text"_s, u"large.txt"_s);
    }

    void clean()
    {
        const Result<DocumentDraft> draft = cleanDraft(
            {.content = u"\uFEFFone\r\ntwo\rthree\fe\u0301\u0007\u0085end\u2029x\ttab "_s + QChar(0xD800)
                        + u"!\n \n"_s});
        QVERIFY(draft);
        QCOMPARE(draft->content, u"one\ntwo\nthree\né\nend\n\nx\ttab \uFFFD!"_s);
        QCOMPARE(draft->title, u"one"_s);
    }

    void madeTitles()
    {
        const auto titleOf = [](const QString &content) { return cleanDraft({.content = content})->title; };
        QCOMPARE(titleOf(u"\n\n  ## *The boats*\ntext"_s), u"The boats"_s);
        QCOMPARE(titleOf(u"***"_s), u"***"_s);
        const QString lengthy = titleOf(u"the long words of a very long first line "_s.repeated(10));
        QVERIFY(lengthy.size() <= 61);
        QVERIFY(lengthy.endsWith(u'…'));
        const QString emoji = titleOf(QString::fromUcs4(U"👩").repeated(300));
        QVERIFY(emoji.size() <= 61);
        QVERIFY(emoji.at(emoji.size() - 2).isLowSurrogate());
        QCOMPARE(cleanDraft({.title = u" a\n b "_s, .content = u"x"_s})->title, u"a b"_s);
        QVERIFY(cleanDraft({.title = u"t "_s.repeated(500), .content = u"x"_s})->title.size() <= 201);
    }

    void cleanErrors()
    {
        compareError(cleanDraft({.title = u"t"_s, .content = u" \n\r\n"_s}), ErrorKind::InvalidInput,
                     u"text-empty"_s, {});
        compareError(cleanDraft({.content = QString(kMaxDocumentCharacters + 1, u'x')}),
                     ErrorKind::InvalidInput, u"text-too-long"_s, {});
    }
};

QTEST_GUILESS_MAIN(ImporterTest)
#include "ImporterTest.moc"
