#include "ArchiveFixture.h"
#include "core/archive/CardArchive.h"
#include "core/archive/CardFile.h"
#include "core/archive/PngChunks.h"

#include <QFileInfo>
#include <QRandomGenerator>

#include <nlohmann/json.hpp>

#include <QtEndian>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// Cards that are broken or made to do harm: each is refused with a reason, and nothing is left of it.
class CardDamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void pictureCutAnywhere();
    void pictureFlippedAnywhere();
    void pictures_data();
    void pictures();
    void hugePicture();
    void texts_data();
    void texts();
    void tooLarge();
    void chunksOfAllSizes();
    void nothingIsLeft();

private:
    QString codeOf(const QByteArray &bytes, const QString &name = u"a.png"_s);
    static QByteArray fixture(const QString &name)
    {
        QFile file(QFileInfo(QStringLiteral(__FILE__)).absolutePath() + u"/cards/"_s + name);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no %s", qPrintable(name));
        return file.readAll();
    }
    QString write(const QByteArray &bytes, const QString &name)
    {
        QFile file(m_profile.file(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("can't write");
        return file.fileName();
    }
    static QByteArray withChunk(const PngChunk &chunk)
    {
        QList<PngChunk> chunks = valueOf(pngChunks(fixture(u"v2.png"_s)));
        removePngText(chunks, "chara");
        chunks.insert(1, chunk);
        return pngOf(chunks);
    }

    ArchiveProfile m_profile;
    QStringList m_before;
};

void CardDamageTest::initTestCase()
{
    m_before = m_profile.rows();
}

QString CardDamageTest::codeOf(const QByteArray &bytes, const QString &name)
{
    const Result<ImportedCard> card = importCard(m_profile.storage(), write(bytes, name), {});
    if (!card && card.error().subject != name)
        qFatal("it tells of “%s”, %s", qPrintable(card.error().subject), qPrintable(card.error().code));
    if (!card)
        return card.error().code;
    m_profile.change([id = card->cloneId](Store &store) { return store.clones.purge(id); });
    return {};
}

void CardDamageTest::pictureCutAnywhere()
{
    const QByteArray whole = fixture(u"v3.png"_s);
    QCOMPARE(codeOf(whole), QString());
    for (qsizetype size = 8; size < whole.size(); size += 37)
        QCOMPARE(codeOf(whole.first(size)), u"file-damaged"_s);
    QCOMPARE(codeOf(whole.first(5)), u"file-damaged"_s); // no picture, and no JSON
    QCOMPARE(codeOf({}), u"file-empty"_s);
    QCOMPARE(codeOf(whole + "what stands behind"), QString());
}

void CardDamageTest::pictureFlippedAnywhere()
{
    const QByteArray whole = fixture(u"v2.png"_s);
    QRandomGenerator random(2);
    for (qsizetype at = 0; at < whole.size(); at += 1 + random.bounded(60)) {
        QByteArray flipped = whole;
        flipped[at] = static_cast<char>(flipped.at(at) ^ (1 << random.bounded(8)));
        QCOMPARE(codeOf(flipped), u"file-damaged"_s); // every byte of a PNG is in some sum
    }
}

void CardDamageTest::pictures_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("code");
    const auto text = [](const QByteArray &value) {
        return withChunk({"tEXt", QByteArray("chara\0", 6) + value});
    };
    QTest::newRow("no card") << withChunk({"tEXt", QByteArray("Comment\0hello", 13)}) << u"card-missing"_s;
    QTest::newRow("keyword alone") << withChunk({"tEXt", "chara"}) << u"card-missing"_s;
    QTest::newRow("compressed text") << withChunk({"zTXt", QByteArray("chara\0\0x", 8)}) << u"card-missing"_s;
    QTest::newRow("not base64") << text("{\"name\": \"A\"}") << u"file-damaged"_s;
    QTest::newRow("not JSON") << text(QByteArray("hello").toBase64()) << u"file-damaged"_s;
    QTest::newRow("no card's JSON") << text(QByteArray("{\"a\":1}").toBase64()) << u"file-damaged"_s;
    QTest::newRow("no name") << text(QByteArray(R"({"spec":"chara_card_v2","data":{}})").toBase64())
                             << u"name-empty"_s;
    QTest::newRow("blank name") << text(
        QByteArray(R"({"spec":"chara_card_v2","data":{"name":" \n "}})").toBase64())
                                << u"name-empty"_s;
    QTest::newRow("base64 in lines") << text(
        QByteArray(R"({"spec":"chara_card_v2","data":{"name":"A"}})").toBase64().insert(20, "\r\n"))
                                     << QString();
    QTest::newRow("another case") << withChunk(
        {"tEXt", QByteArray("Chara\0", 6) + QByteArray(R"({"name":"A","description":""})").toBase64()})
                                  << QString();
    QByteArray endless = fixture(u"v2.png"_s);
    qToBigEndian<quint32>(0xFFFFFFFF, endless.data() + 8);
    QTest::newRow("endless chunk") << endless << u"file-damaged"_s;
    QTest::newRow("no header") << pngOf({{"tEXt", "chara"}, {"IEND", {}}}) << u"file-damaged"_s;
    QTest::newRow("nothing but a signature") << QByteArray("\x89PNG\r\n\x1a\n") << u"file-damaged"_s;
}

void CardDamageTest::pictures()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, code);
    QCOMPARE(codeOf(bytes), code);
}

// A picture that claims to be larger than memory is left out before it is decoded.
void CardDamageTest::hugePicture()
{
    QList<PngChunk> chunks = valueOf(pngChunks(fixture(u"v2.png"_s)));
    qToBigEndian<quint32>(1'000'000, chunks[0].data.data());
    qToBigEndian<quint32>(1'000'000, chunks[0].data.data() + 4);
    const ImportedCard card = valueOf(importCard(m_profile.storage(), write(pngOf(chunks), u"a.png"_s), {}));
    QVERIFY(card.remarks.contains(CardRemark{CardRemark::Kind::PictureLeftOut, {}}));
    m_profile.change([id = card.cloneId](Store &store) { return store.clones.purge(id); });
}

void CardDamageTest::texts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("code");
    QTest::newRow("text") << QByteArray("Dear Rhoda,") << u"file-damaged"_s;
    QTest::newRow("a number") << QByteArray("17") << u"not-an-archive"_s;
    QTest::newRow("a list") << QByteArray("[{\"name\":\"A\"}]") << u"not-an-archive"_s;
    QTest::newRow("a lorebook") << QByteArray(R"({"spec":"lorebook_v3","data":{"entries":[]}})")
                                << u"not-an-archive"_s;
    QTest::newRow("settings of a program")
        << QByteArray(R"({"name":"my-package","version":"1.0"})") << u"not-an-archive"_s;
    QTest::newRow("cut") << fixture(u"v2.json"_s).chopped(20) << u"file-damaged"_s;
    QTest::newRow("not UTF-8") << QByteArray("{\"name\":\"A\xff\",\"description\":\"\"}")
                               << u"file-damaged"_s;
    QTest::newRow("nested deep") << "{\"name\":\"A\",\"description\":\"\",\"x\":" + QByteArray(100'000, '[')
                                 << u"file-too-large"_s;
    QTest::newRow("with a mark in front") << "\xEF\xBB\xBF" + fixture(u"v2.json"_s) << QString();
    QTest::newRow("a version to come")
        << QByteArray(R"({"spec":"chara_card_v4","spec_version":"4.0","data":{"name":"A"}})") << QString();
    QTest::newRow("its spec is no text") << QByteArray(R"({"spec":2,"data":{"name":"A"}})") << QString();
}

void CardDamageTest::texts()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, code);
    QCOMPARE(codeOf(bytes, u"a.json"_s), code);
}

void CardDamageTest::tooLarge()
{
    QFile file(m_profile.file(u"a.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(200LL * 1024 * 1024));
    file.close();
    const Result<ImportedCard> card = importCard(m_profile.storage(), file.fileName(), {});
    QVERIFY(!card);
    QCOMPARE(card.error().code, u"file-too-large"_s);
}

void CardDamageTest::chunksOfAllSizes()
{
    QList<PngChunk> chunks{{"IHDR", QByteArray(13, '\1')}};
    for (const qsizetype size : {0, 1, 255, 70'000})
        chunks.append(PngChunk{"teSt", QByteArray(size, static_cast<char>(size))});
    chunks.append(PngChunk{"IEND", {}});
    QVERIFY(valueOf(pngChunks(pngOf(chunks))) == chunks);
    setPngText(chunks, "chara", "one");
    setPngText(chunks, "chara", "two");
    setPngText(chunks, "chara2", "three");
    QCOMPARE(pngText(chunks, "CHARA").value_or(QByteArray()), "two");
    QCOMPARE(pngText(chunks, "chara2").value_or(QByteArray()), "three");
    QVERIFY(!pngText(chunks, "char"));
    QCOMPARE(chunks.last().type, "IEND");
    QCOMPARE(chunks.size(), 8);
}

void CardDamageTest::nothingIsLeft()
{
    QCOMPARE(m_profile.rows(), m_before);
}

QTEST_GUILESS_MAIN(CardDamageTest)
#include "CardDamageTest.moc"
