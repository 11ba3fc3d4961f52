#include "core/knowledge/TurnChunker.h"

#include "core/knowledge/PreparedDocument.h"

#include <QTest>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;

/// Passages of chats: one a turn, with its speaker, time and exact place.
class TurnChunkerTest : public QObject
{
    Q_OBJECT

    static DocumentDraft chat(const QList<QPair<QString, QString>> &lines, const QString &between)
    {
        DocumentDraft draft{.title = u"Chat"_s,
                            .sourceType = SourceType::ChatExport,
                            .happenedAt = QDateTime(QDate(2019, 5, 1), QTime(0, 0), Qt::UTC)};
        for (const auto &[speaker, words] : lines) {
            draft.content += between;
            const qsizetype start = draft.content.size();
            draft.content += speaker + u": "_s + words;
            draft.turns.append({start, draft.content.size(), speaker,
                                QDateTime(QDate(2019, 5, 2), QTime(int(draft.turns.size()), 0), Qt::UTC)});
            draft.content += u'\n';
        }
        return draft;
    }

private Q_SLOTS:
    void aPassageEachTurn()
    {
        const DocumentDraft draft = chat({{u"Anna"_s, u"Where are you?"_s}, {u"Ben"_s, u"At sea 🌊."_s}},
                                         u"— 2 May 2019 —\n"_s);
        const QList<Passage> passages = chunkTurns(draft.content, draft.turns);
        QCOMPARE(passages.size(), 2);
        QCOMPARE(passages.at(0).content, u"Anna: Where are you?"_s);
        QCOMPARE(passages.at(1).content, u"Ben: At sea 🌊."_s);
        QCOMPARE(passages.at(1).speaker, u"Ben"_s);
        QCOMPARE(passages.at(1).happenedAt, draft.turns.at(1).happenedAt);
        for (qsizetype i = 0; i < passages.size(); ++i) {
            const Passage &passage = passages.at(i);
            QCOMPARE(passage.chunkIndex, int(i));
            QCOMPARE(draft.content.mid(passage.startOffset, passage.endOffset - passage.startOffset),
                     passage.content);
            QVERIFY(!passage.content.contains(u'—')); // the day lines
        }
    }

    void aLongTurnIsCut()
    {
        QString words;
        for (int i = 0; i < 200; ++i)
            words += u"On day %1 the boat went out. "_s.arg(i);
        const DocumentDraft draft = chat(
            {{u"Anna"_s, u"Hello."_s}, {u"Ben"_s, words.trimmed()}, {u"Anna"_s, u"I see."_s}}, {});
        const QList<Passage> passages = chunkTurns(draft.content, draft.turns);
        QVERIFY(passages.size() > 6);
        QCOMPARE(passages.first().content, u"Anna: Hello."_s);
        QCOMPARE(passages.last().content, u"Anna: I see."_s);
        for (qsizetype i = 0; i < passages.size(); ++i) {
            const Passage &passage = passages.at(i);
            QCOMPARE(passage.chunkIndex, int(i));
            QVERIFY(passage.content.size() <= ChunkerOptions().maxCharacters);
            QCOMPARE(draft.content.mid(passage.startOffset, passage.endOffset - passage.startOffset),
                     passage.content);
            if (i > 0 && i + 1 < passages.size()) {
                QCOMPARE(passage.speaker, u"Ben"_s);
                QCOMPARE(passage.happenedAt, draft.turns.at(1).happenedAt);
            }
        }
    }

    void damagedTurnsCountForNothing()
    {
        const QString text = u"Anna: one\nBen: two"_s;
        const QList<Turn> turns{{-5, 3, u"x"_s},      {0, 9, u"Anna"_s},  {5, 12, u"overlaps"_s},
                                {10, 10, u"empty"_s}, {10, 18, u"Ben"_s}, {17, 99, u"beyond"_s}};
        const QList<Passage> passages = chunkTurns(text, turns);
        QCOMPARE(passages.size(), 2);
        QCOMPARE(passages.at(0).speaker, u"Anna"_s);
        QCOMPARE(passages.at(1).content, u"Ben: two"_s);
        QVERIFY(chunkTurns({}, turns).isEmpty());
    }

    void documentsOfChats()
    {
        DocumentDraft draft = chat({{u"Anna"_s, u"Where are you?"_s}, {u"Ben"_s, u"At sea."_s}}, {});
        draft.turns[1].happenedAt = {};
        const PreparedDocument prepared = prepareDocument(draft, u"en"_s);
        QCOMPARE(prepared.passages.size(), 2);
        QCOMPARE(prepared.passages.at(0).happenedAt, draft.turns.at(0).happenedAt);
        QCOMPARE(prepared.passages.at(1).happenedAt,
                 draft.happenedAt); // as the document's, where it isn't told
        QCOMPARE(prepared.passages.at(1).speaker, u"Ben"_s);
        QVERIFY(!prepared.passages.at(1).searchText.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TurnChunkerTest)
#include "TurnChunkerTest.moc"
