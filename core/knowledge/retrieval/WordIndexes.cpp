#include "core/knowledge/retrieval/WordIndexes.h"

#include "core/base/Clock.h"
#include "core/base/Logging.h"
#include "core/knowledge/PreparedDocument.h"
#include "core/storage/Store.h"

#include <QElapsedTimer>

namespace CloneMemoria {

namespace {
// Documents are of one passage or of thousands: so many are taken at once that it takes about as long as this.
constexpr qint64 kQuickMs = 5;
constexpr qint64 kSlowMs = 20;
constexpr int kMostAtOnce = 512; // documents
constexpr double kMostWaste = 0.3;
constexpr quint32 kFreshShare = 20; // of an index: so much is read again at the next start
// Changes of other programs may be stored a moment after the time they bear.
constexpr qint64 kOverlapSeconds = 30;

bool isEnglish(const QString &language)
{
    const QString primary = language.section(u'-', 0, 0).section(u'_', 0, 0).toLower();
    return primary.isEmpty() || primary == u"en" || primary == u"und";
}

// The terms of passages as they are stored, where they were made in the language that the clone has now; else made anew.
// The first passage of a document tells for all of them.
class StoredTerms
{
public:
    explicit StoredTerms(const TextAnalyzer &analyzer) : m_analyzer(analyzer) { }

    QString of(const PassageTerms &passage, const WordIndex::NewDocument &document)
    {
        if (passage.documentId != m_documentId) {
            m_documentId = passage.documentId;
            m_areGood = passage.searchText.endsWith(termsOf(passage));
        }
        // A title says what a letter is about; in a chat it would be in every line.
        const bool isProse = passage.speaker.isEmpty();
        if (m_areGood)
            return isProse ? passage.searchText : withoutAbout(passage.searchText, document.terms);
        return isProse ? document.terms + u' ' + termsOf(passage) : termsOf(passage);
    }

private:
    QString termsOf(const PassageTerms &passage) const
    {
        return m_analyzer.terms(passage.content).join(u' ');
    }

    // What PreparedDocument puts in front for full text is the document's, and is counted once.
    static QString withoutAbout(const QString &searchText, const QString &about)
    {
        if (!about.isEmpty() && searchText.startsWith(about) && searchText.size() > about.size()
            && searchText.at(about.size()) == u' ')
            return searchText.sliced(about.size() + 1);
        return searchText;
    }

    const TextAnalyzer &m_analyzer;
    QString m_documentId;
    bool m_areGood = true;
};
} // namespace

WordIndexes::WordIndexes(WordIndexesOptions options) : m_options(std::move(options))
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(1000);
}

WordIndexes::~WordIndexes()
{
    m_pool.waitForDone();
}

WordIndexes::Shelf &WordIndexes::shelfFor(const WordIndexKind &kind)
{
    for (auto it = m_shelves.begin(); it != m_shelves.end(); ++it) {
        if (it->kind.cloneId != kind.cloneId)
            continue;
        m_shelves.splice(m_shelves.begin(), m_shelves, it);
        const bool wasted = it->index.waste() > kMostWaste;
        if (it->kind != kind || wasted) {
            *it = Shelf();
            it->kind = kind;
            it->isOpen = wasted; // what lies in the file is wasted too
        }
        return m_shelves.front();
    }
    m_shelves.emplace_front();
    m_shelves.front().kind = kind;
    return m_shelves.front();
}

void WordIndexes::open(Shelf &shelf, qint64 revision) const
{
    if (shelf.isOpen || m_options.folder.isEmpty())
        return;
    shelf.isOpen = true;
    std::optional<StoredWordIndex> stored = WordIndexFolder(m_options.folder)
                                                .openNewest(shelf.kind, revision);
    if (!stored)
        return;
    shelf.index = WordIndex(std::move(stored->data));
    if (shelf.index.waste() > kMostWaste) {
        shelf.index = WordIndex();
        return;
    }
    shelf.inFile = shelf.index.size();
    *shelf.isKept = true;
    const QStringList documents = shelf.index.data().documents.keys();
    shelf.unseen = QSet<QString>(documents.begin(), documents.end());
}

Result<bool> WordIndexes::catchUp(const Store &store, const QString &cloneId, const QString &language,
                                  int maxMs)
{
    QElapsedTimer timer;
    timer.start();
    Shelf &shelf = shelfFor({cloneId, language});
    shelf.usedAt = monotonicMs();
    CM_TRY_ASSIGN(now, store.passages.vectorRevision(cloneId));
    if (now.revision == shelf.revision)
        return true;
    open(shelf, now.revision);
    if (shelf.wanted < 0)
        begin(shelf, now);
    if (!shelf.analyzer)
        shelf.analyzer = std::make_unique<TextAnalyzer>(language);
    do {
        CM_TRY_ASSIGN(done, takeSome(store, shelf));
        if (done) {
            conclude(shelf);
            keep(store, shelf);
            makeRoom();
            return true;
        }
    } while (timer.elapsed() < maxMs);
    return false;
}

// Towards a revision. Where something was removed, every document is compared; else those that changed since.
void WordIndexes::begin(Shelf &shelf, const VectorRevision &revision)
{
    if (shelf.revision >= 0 && revision.removal > shelf.revision) {
        shelf.after.clear();
        const QStringList documents = shelf.index.data().documents.keys();
        shelf.unseen = QSet<QString>(documents.begin(), documents.end());
    }
    if (!shelf.after.isEmpty()) {
        // A document of a clock that was ahead must not hide those that come after it.
        const QDateTime seen = std::min(fromIso(shelf.after), nowUtc());
        shelf.after = toIso(seen.addSecs(-kOverlapSeconds));
    }
    shelf.afterId.clear();
    shelf.wanted = revision.revision;
}

// What came in since it began is for the next time: a steady import must not hold a question up.
void WordIndexes::conclude(Shelf &shelf)
{
    for (const QString &gone : std::as_const(shelf.unseen))
        shelf.index.remove(gone);
    shelf.unseen.clear();
    shelf.revision = std::exchange(shelf.wanted, -1);
    updateRelated(shelf);
}

// The next few documents; true where there are no more.
Result<bool> WordIndexes::takeSome(const Store &store, Shelf &shelf)
{
    QElapsedTimer timer;
    timer.start();
    const int most = shelf.atOnce;
    CM_TRY_ASSIGN(documents,
                  store.documents.changedSince(shelf.kind.cloneId, shelf.after, shelf.afterId, most));
    if (documents.isEmpty())
        return true;
    QStringList ids;
    QHash<QString, WordIndex::NewDocument> fresh;
    for (const Document &document : std::as_const(documents)) {
        shelf.unseen.remove(document.id);
        const qint64 changed = document.updatedAt.toMSecsSinceEpoch();
        if (shelf.index.changedAt(document.id) == changed)
            continue;
        ids.append(document.id);
        fresh.insert(
            document.id,
            {document.id, aboutTerms(*shelf.analyzer, document.title, document.happenedAt), {}, changed});
    }
    StoredTerms stored(*shelf.analyzer);
    CM_TRY(store.passages.forEachTerms(ids, [&](const PassageTerms &passage) {
        WordIndex::NewDocument &document = fresh[passage.documentId];
        document.passages.append({.row = passage.row,
                                  .terms = stored.of(passage, document),
                                  .speaker = passage.speaker,
                                  .happenedAt = passage.happenedAt,
                                  .asks = passage.asks,
                                  .endsAsking = passage.endsAsking});
    }));
    for (const Document &document : std::as_const(documents)) {
        if (const auto found = fresh.constFind(document.id); found != fresh.cend())
            shelf.index.put(*found);
    }
    shelf.after = toIso(documents.last().updatedAt);
    shelf.afterId = documents.last().id;
    if (timer.elapsed() < kQuickMs)
        shelf.atOnce = std::min(most * 2, kMostAtOnce);
    else if (timer.elapsed() > kSlowMs)
        shelf.atOnce = std::max(most / 2, 1);
    return documents.size() < most;
}

void WordIndexes::updateRelated(Shelf &shelf)
{
    if (!isEnglish(shelf.kind.language))
        return;
    if (!m_knownTerms)
        m_knownTerms = std::make_shared<KnownTerms>(m_wordVectors, *shelf.analyzer);
    if (!shelf.related)
        shelf.related = std::make_unique<RelatedWords>(m_knownTerms);
    shelf.related->update(shelf.index);
}

// Where much is new since the last file. The index shares its memory with the copy that is written, and goes on.
void WordIndexes::keep(const Store &store, Shelf &shelf)
{
    const quint32 size = shelf.index.size();
    const quint32 fresh = size - std::min(shelf.inFile, size);
    if (m_options.folder.isEmpty() || fresh < std::max(m_options.leastToKeep, size / kFreshShare))
        return;
    const WordIndexFolder folder(m_options.folder);
    if (const Result<void> cleaned = folder.cleanUp(store.passages); !cleaned)
        qCInfo(lcKnowledge) << "old index files stay:" << cleaned.error().detail;
    shelf.inFile = size;
    m_pool.start([folder, kind = shelf.kind, isKept = shelf.isKept,
                  index = StoredWordIndex{shelf.index.data(), shelf.revision}] {
        static const std::atomic_bool never = false;
        const Result<void> saved = folder.save(kind, index, never);
        *isKept = saved.has_value();
        if (!saved)
            qCWarning(lcKnowledge) << "an index could not be kept:" << toString(saved.error().kind)
                                   << saved.error().code;
    });
}

WordIndexes::Words WordIndexes::find(const QString &cloneId) const
{
    for (const Shelf &shelf : m_shelves) {
        if (shelf.kind.cloneId == cloneId)
            return {&shelf.index, shelf.related.get(), shelf.analyzer.get()};
    }
    return {};
}

void WordIndexes::forgetUnused(qint64 ms)
{
    const qint64 now = monotonicMs();
    m_shelves.remove_if([&](const Shelf &shelf) {
        const bool isQuick = *shelf.isKept || shelf.index.size() < m_options.leastToKeep;
        return shelf.wanted < 0 && isQuick && now - shelf.usedAt >= ms;
    });
}

void WordIndexes::makeRoom()
{
    qint64 sum = 0;
    for (const Shelf &shelf : m_shelves)
        sum += shelf.index.bytes();
    while (m_shelves.size() > 1 && sum > m_options.maxBytes) {
        sum -= m_shelves.back().index.bytes();
        m_shelves.pop_back();
    }
}

} // namespace CloneMemoria
