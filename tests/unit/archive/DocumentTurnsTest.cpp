#include "core/archive/DocumentTurns.h"

#include "core/knowledge/Chunker.h"
#include "core/knowledge/TurnChunker.h"

#include <QRandomGenerator>
#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

// From the passages of a chat come the turns they were cut from.
class DocumentTurnsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void proseHasNone();
    void randomChats();
    void namesWithin();
    void oddPassages();
};

void DocumentTurnsTest::proseHasNone()
{
    const QString text = u"She went home. "_s.repeated(300);
    QVERIFY(turnsOf(chunkProse(text), text).isEmpty());
    QVERIFY(turnsOf({}, {}).isEmpty());
}

void DocumentTurnsTest::randomChats()
{
    QRandomGenerator random(5);
    const QStringList speakers{u"Anna"_s, u"Ben B."_s, u"東京"_s};
    for (int round = 0; round < 60; ++round) {
        QString content;
        QList<Turn> turns;
        QDateTime time(QDate(2020, 1, 1), QTime(8, 0), Qt::UTC);
        for (int i = 0; i < 25; ++i) {
            const QString speaker = speakers.at(random.bounded(speakers.size()));
            if (random.bounded(3) == 0)
                time = time.addSecs(60);
            const qsizetype start = content.size();
            content += speaker + u":"_s;
            // Turns of all lengths: far below a passage, just about one, and several.
            const int words = random.bounded(4) == 0 ? 150 + random.bounded(400) : 1 + random.bounded(30);
            for (int word = 0; word < words; ++word) {
                content += u" w"_s + QString::number(random.bounded(10'000));
                if (random.bounded(15) == 0)
                    content += random.bounded(4) == 0 ? u".\n\n"_s : u"."_s;
            }
            content = content.trimmed();
            turns.append({start, content.size(), speaker, time});
            content += u'\n';
        }
        const QList<Passage> passages = chunkTurns(content, turns);
        QVERIFY(passages.size() >= turns.size());
        const QList<Turn> found = turnsOf(passages, content);
        QCOMPARE(found.size(), turns.size());
        QVERIFY(found == turns);
    }
}

// Who says their own name at the beginning of a piece may become two turns; the passages stay what they are.
void DocumentTurnsTest::namesWithin()
{
    const QString content = u"Anna: "_s + (u"Anna went home. "_s.repeated(200)).trimmed();
    const QList<Turn> turns{{0, content.size(), u"Anna"_s, {}}};
    const QList<Passage> passages = chunkTurns(content, turns);
    const QList<Turn> found = turnsOf(passages, content);
    QVERIFY(!found.isEmpty());
    QCOMPARE(found.first().start, 0);
    QCOMPARE(found.last().end, content.size());
    QVERIFY(turnsOf(chunkTurns(content, found), content) == found);
}

// What a database may hold of another program's making.
void DocumentTurnsTest::oddPassages()
{
    Passage passage;
    passage.speaker = u"Anna"_s;
    for (const auto &[start, end] : {std::pair(-1, 3), std::pair(0, 100), std::pair(3, 3), std::pair(4, 2)}) {
        passage.startOffset = start;
        passage.endOffset = end;
        QVERIFY(turnsOf({passage}, u"Anna: hi"_s).isEmpty());
    }
}

QTEST_GUILESS_MAIN(DocumentTurnsTest)
#include "DocumentTurnsTest.moc"
