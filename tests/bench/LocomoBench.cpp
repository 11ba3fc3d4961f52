// How many of a question's evidence turns are among the first k found, on conversations in the shape of LoCoMo (Maharana
// et al., ACL 2024); full text alone and vectors alone beside it, in the same run. The data are not part of the project:
//     ./dev bench locomo FILE.json
#include "core/base/Futures.h"
#include "core/knowledge/EmbedderFor.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/knowledge/TextAnalyzer.h"
#include "core/knowledge/VectorIndex.h"
#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"
#include "core/providers/embedding/BuiltinEmbedder.h"
#include "core/storage/StorageThread.h"
#include "tests/bench/Bench.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLocale>
#include <QTemporaryDir>
#include <QTextStream>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr int kDepths[] = {5, 10, 25, 50};
constexpr int kDepth = 60;
constexpr int kAdversarial = 5; // LoCoMo's category of questions that have no answer

QString text(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? QString::fromStdString(found->get<std::string>())
                                                       : QString();
}

// "1:56 pm on 8 May, 2023"
QDateTime sessionTime(const QString &date)
{
    const QDateTime time = QLocale(QLocale::English)
                               .toDateTime(
                                   QString(date).replace(u" on "_s, u" "_s).replace(u","_s, u""_s).toUpper(),
                                   u"h:mm AP d MMMM yyyy"_s);
    return QDateTime(time.date(), time.time(), Qt::UTC);
}

struct Session
{
    DocumentDraft draft;
    QStringList turnIds; ///< of draft.turns
};

Session sessionFrom(const json &object, int number)
{
    Session session;
    const QString date = text(object, "date");
    session.draft.title = u"Session %1, %2"_s.arg(number).arg(date);
    session.draft.happenedAt = sessionTime(date);
    session.draft.sourceType = SourceType::ChatExport;
    for (const json &object : object["turns"]) {
        QString words = text(object, "text");
        if (const QString caption = text(object, "image_caption"); !caption.isEmpty())
            words += u" ["_s + caption + u']';
        const QString speaker = text(object, "speaker");
        const QString line = cleanText(speaker + u": "_s + words).simplified();
        const qsizetype start = session.draft.content.size();
        session.draft.content += line + u'\n';
        session.draft.turns.append({start, start + line.size(), speaker, session.draft.happenedAt});
        session.turnIds.append(text(object, "id"));
    }
    session.draft.content.chop(1);
    return session;
}

/// Mean share of the evidence among the first k turns, by category.
class Recall
{
public:
    explicit Recall(QString name) : m_name(std::move(name)) { }

    void add(const QStringList &found, const QStringList &evidence, int category, double ms)
    {
        for (const int depth : kDepths) {
            int hits = 0;
            for (const QString &turn : evidence) {
                const qsizetype place = found.indexOf(turn);
                hits += place >= 0 && place < depth;
            }
            Sum &sum = m_sums[{category, depth}];
            sum.total += double(hits) / double(evidence.size());
            ++sum.count;
        }
        m_milliseconds.append(ms);
    }

    void print()
    {
        QTextStream out(stdout);
        std::sort(m_milliseconds.begin(), m_milliseconds.end());
        out << m_name.leftJustified(26);
        for (const int depth : kDepths)
            out << "  R@" << depth << ' ' << QString::number(mean(depth, kAdversarial - 1), 'f', 3);
        out << "   all: R@5 " << QString::number(mean(5, kAdversarial), 'f', 3) << "  R@10 "
            << QString::number(mean(10, kAdversarial), 'f', 3) << "   by category R@10";
        for (int category = 1; category <= kAdversarial; ++category) {
            const Sum sum = m_sums[{category, 10}];
            out << ' ' << QString::number(sum.count > 0 ? sum.total / sum.count : 0, 'f', 3);
        }
        if (!m_milliseconds.isEmpty())
            out << "   median " << QString::number(m_milliseconds.at(m_milliseconds.size() / 2), 'f', 2)
                << " ms";
        out << Qt::endl;
    }

private:
    struct Sum
    {
        double total = 0;
        int count = 0;
    };

    double mean(int depth, int lastCategory) const
    {
        Sum all;
        for (const auto &[key, sum] : m_sums) {
            if (key.second == depth && key.first <= lastCategory) {
                all.total += sum.total;
                all.count += sum.count;
            }
        }
        return all.count > 0 ? all.total / all.count : 0;
    }

    QString m_name;
    std::map<std::pair<int, int>, Sum> m_sums;
    QList<double> m_milliseconds;
};

struct Recalls
{
    Recall fullText{u"full text alone"_s};
    Recall vectors{u"vectors alone"_s};
    Recall hybrid{u"hybrid"_s};
};

class LongChat
{
public:
    LongChat(Profile &profile, const json &object) : m_profile(profile), m_object(object) { }

    bool load()
    {
        Clone clone;
        clone.name = u"Conversation "_s + text(m_object, "conversation");
        clone.language = u"en"_s;
        const Result<Clone> made = waitFor(
            m_profile.storage().write([clone](Store &store) { return store.clones.create(clone); }));
        if (!made)
            return false;
        m_clone = *made;
        int number = 0;
        for (const json &object : m_object["sessions"]) {
            const Session session = sessionFrom(object, ++number);
            const auto added = waitFor(m_profile.knowledge().add(m_clone.id, session.draft));
            if (!added)
                return false;
            for (qsizetype turn = 0; turn < session.turnIds.size(); ++turn)
                m_turns.insert({added->document.id, session.draft.turns.at(turn).start},
                               session.turnIds.at(turn));
        }
        return waitFor(m_profile.knowledge().embedMissing(m_clone.id)).has_value();
    }

    bool ask(Recalls &recalls)
    {
        for (const json &question : m_object["questions"]) {
            QStringList evidence;
            for (const json &turn : question["evidence"])
                evidence.append(QString::fromStdString(turn.get<std::string>()));
            evidence.removeIf([this](const QString &turn) { return !isTurn(turn); });
            if (evidence.isEmpty())
                continue;
            const QString asked = text(question, "question");
            const int category = question["category"].get<int>();
            QElapsedTimer timer;
            timer.start();
            const auto found = waitFor(
                m_profile.knowledge().retrieve({.cloneId = m_clone.id, .text = asked, .limit = kDepth}));
            const double took = double(timer.nsecsElapsed()) / 1e6;
            if (!found)
                return false;
            QList<Passage> passages;
            for (const RetrievedPassage &passage : *found)
                passages.append(passage.passage);
            recalls.hybrid.add(turnsOf(passages), evidence, category, took);
            askBaselines(recalls, asked, evidence, category);
        }
        return true;
    }

private:
    void askBaselines(Recalls &recalls, const QString &asked, const QStringList &evidence, int category)
    {
        QElapsedTimer timer;
        timer.start();
        const QStringList terms = TextAnalyzer(m_clone.language).queryTerms(asked);
        recalls.fullText.add(turnsOf(read([&](Store &store) -> Result<std::vector<qint64>> {
                                 CM_TRY_ASSIGN(hits, store.passages.searchText(m_clone.id, terms, kDepth));
                                 std::vector<qint64> rows;
                                 for (const ScoredPassage &hit : hits)
                                     rows.push_back(hit.row);
                                 return rows;
                             })),
                             evidence, category, double(timer.nsecsElapsed()) / 1e6);
        timer.start();
        recalls.vectors.add(turnsOf(read([&](Store &store) -> Result<std::vector<qint64>> {
                                const BuiltinEmbedder embedder;
                                CM_TRY_ASSIGN(hits, m_vectors.search(store.passages, m_clone.id,
                                                                     {embedder.vectorOf(asked),
                                                                      embedder.provider(), embedder.model()},
                                                                     kDepth));
                                std::vector<qint64> rows;
                                for (const VectorHit &hit : hits)
                                    rows.push_back(hit.row);
                                return rows;
                            })),
                            evidence, category, double(timer.nsecsElapsed()) / 1e6);
    }

    template <typename Rows>
    QList<Passage> read(Rows rowsFrom)
    {
        const auto found = waitFor(m_profile.storage().read([&](Store &store) -> Result<QList<Passage>> {
            CM_TRY_ASSIGN(rows, rowsFrom(store));
            CM_TRY_ASSIGN(passages, store.passages.byRow(rows));
            QList<Passage> ordered;
            for (const qint64 row : rows)
                ordered.append(passages.value(row));
            return ordered;
        }));
        return found.value_or(QList<Passage>());
    }

    bool isTurn(const QString &id) const
    {
        return std::find(m_turns.cbegin(), m_turns.cend(), id) != m_turns.cend();
    }

    // A passage that holds several turns counts as all of them, in order.
    QStringList turnsOf(const QList<Passage> &passages) const
    {
        QStringList found;
        for (const Passage &passage : passages) {
            for (auto it = m_turns.lowerBound({passage.documentId, passage.startOffset});
                 it != m_turns.cend() && it.key().first == passage.documentId
                 && it.key().second < passage.endOffset;
                 ++it) {
                if (!found.contains(*it))
                    found.append(*it);
            }
        }
        return found;
    }

    Profile &m_profile;
    const json &m_object;
    Clone m_clone;
    QMap<std::pair<QString, qsizetype>, QString> m_turns; ///< by document and where they begin in it
    VectorIndex m_vectors;
};
} // namespace

int locomoBench(const QStringList &arguments)
{
    QTextStream out(stdout);
    const QString name = arguments.value(0, QStringLiteral(LOCOMO_FILE));
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        out << "LoCoMo: skipped, " << name << " is not there" << Qt::endl;
        return arguments.isEmpty() ? 0 : 1;
    }
    const json conversations = json::parse(file.readAll().toStdString(), nullptr, false);
    const QTemporaryDir folder;
    auto profile = Profile::open(ProfileOptions(Paths(folder.path()), Environment()));
    if (!profile || !conversations.is_array()) {
        out << "LoCoMo: no profile, or no conversations in " << name << Qt::endl;
        return 1;
    }
    Recalls recalls;
    for (const json &object : conversations) {
        LongChat conversation(**profile, object);
        if (!conversation.load() || !conversation.ask(recalls)) {
            out << "LoCoMo: a conversation could not be read" << Qt::endl;
            return 1;
        }
    }
    out << "LoCoMo, " << conversations.size()
        << " conversations: mean share of the evidence turns among the first k, categories 1 to 4"
        << Qt::endl;
    recalls.fullText.print();
    recalls.vectors.print();
    recalls.hybrid.print();
    return 0;
}

} // namespace CloneMemoria
