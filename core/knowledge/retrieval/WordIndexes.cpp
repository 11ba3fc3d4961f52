#include "core/knowledge/retrieval/WordIndexes.h"

#include "core/base/Clock.h"
#include "core/knowledge/PreparedDocument.h"
#include "core/knowledge/TextAnalyzer.h"
#include "core/storage/Store.h"

#include <QElapsedTimer>

namespace CloneMemoria {

namespace {
constexpr int kDocumentsAtOnce = 64;
constexpr double kMostWaste = 0.3;
// Changes of other programs may be stored a moment after the time they bear.
constexpr qint64 kOverlapSeconds = 30;

bool isEnglish(const QString &language)
{
    const QString primary = language.section(u'-', 0, 0).section(u'_', 0, 0).toLower();
    return primary.isEmpty() || primary == u"en" || primary == u"und";
}

// What PreparedDocument puts in front for full text is the document's, and is counted once.
QString withoutAbout(const QString &searchText, const QString &about)
{
    if (!about.isEmpty() && searchText.startsWith(about) && searchText.size() > about.size()
        && searchText.at(about.size()) == u' ')
        return searchText.sliced(about.size() + 1);
    return searchText;
}
} // namespace

WordIndexes::WordIndexes(qint64 maxBytes) : m_maxBytes(maxBytes) { }

WordIndexes::Shelf &WordIndexes::shelfFor(const QString &cloneId, const QString &language)
{
    for (auto it = m_shelves.begin(); it != m_shelves.end(); ++it) {
        if (it->cloneId != cloneId)
            continue;
        m_shelves.splice(m_shelves.begin(), m_shelves, it);
        if (it->language != language || it->index.waste() > kMostWaste) {
            *it = Shelf();
            it->cloneId = cloneId;
            it->language = language;
        }
        return m_shelves.front();
    }
    m_shelves.emplace_front();
    m_shelves.front().cloneId = cloneId;
    m_shelves.front().language = language;
    return m_shelves.front();
}

Result<bool> WordIndexes::catchUp(const Store &store, const QString &cloneId, const QString &language,
                                  int maxMs)
{
    QElapsedTimer timer;
    timer.start();
    Shelf &shelf = shelfFor(cloneId, language);
    CM_TRY_ASSIGN(revision, store.passages.revision(cloneId));
    if (revision == shelf.revision)
        return true;
    if (shelf.wanted < 0) { // the first step towards this revision
        shelf.wanted = revision;
        if (!shelf.after.isEmpty()) {
            shelf.after = toIso(fromIso(shelf.after).addSecs(-kOverlapSeconds));
            shelf.afterId.clear();
        }
    }
    const TextAnalyzer analyzer(language);
    do {
        CM_TRY_ASSIGN(done, takeSome(store, analyzer, shelf));
        if (done) {
            // What came in since is for the next time: a steady import must not hold a question up.
            shelf.revision = shelf.wanted;
            shelf.wanted = -1;
            updateRelated(shelf, analyzer);
            makeRoom();
            return true;
        }
    } while (timer.elapsed() < maxMs);
    return false;
}

// The next few documents; true where there are no more.
Result<bool> WordIndexes::takeSome(const Store &store, const TextAnalyzer &analyzer, Shelf &shelf)
{
    CM_TRY_ASSIGN(documents,
                  store.documents.changedSince(shelf.cloneId, shelf.after, shelf.afterId, kDocumentsAtOnce));
    if (documents.isEmpty())
        return true;
    QStringList ids;
    QHash<QString, WordIndex::NewDocument> fresh;
    for (const Document &document : std::as_const(documents)) {
        const QString changed = toIso(document.updatedAt);
        if (shelf.known.value(document.id) == changed)
            continue;
        ids.append(document.id);
        fresh.insert(document.id,
                     {document.id, aboutTerms(analyzer, document.title, document.happenedAt), {}});
    }
    CM_TRY(store.passages.forEachTerms(ids, [&fresh](const PassageTerms &passage) {
        WordIndex::NewDocument &document = fresh[passage.documentId];
        document.passages.append({.row = passage.row,
                                  // A title says what a letter is about; in a chat it would be in every line.
                                  .terms = passage.speaker.isEmpty()
                                               ? passage.searchText
                                               : withoutAbout(passage.searchText, document.terms),
                                  .speaker = passage.speaker,
                                  .happenedAt = passage.happenedAt,
                                  .asks = passage.asks,
                                  .endsAsking = passage.endsAsking});
    }));
    for (const Document &document : std::as_const(documents)) {
        if (const auto found = fresh.constFind(document.id); found != fresh.cend()) {
            shelf.index.put(*found);
            shelf.known.insert(document.id, toIso(document.updatedAt));
        }
    }
    shelf.after = toIso(documents.last().updatedAt);
    shelf.afterId = documents.last().id;
    return documents.size() < kDocumentsAtOnce;
}

void WordIndexes::updateRelated(Shelf &shelf, const TextAnalyzer &analyzer)
{
    if (!isEnglish(shelf.language))
        return;
    if (!m_knownTerms)
        m_knownTerms = std::make_shared<KnownTerms>(m_wordVectors, analyzer);
    if (!shelf.related)
        shelf.related = std::make_unique<RelatedWords>(m_knownTerms);
    shelf.related->update(shelf.index);
}

WordIndexes::Words WordIndexes::find(const QString &cloneId) const
{
    for (const Shelf &shelf : m_shelves) {
        if (shelf.cloneId == cloneId)
            return {&shelf.index, shelf.related.get()};
    }
    return {};
}

void WordIndexes::makeRoom()
{
    qint64 sum = 0;
    for (const Shelf &shelf : m_shelves)
        sum += shelf.index.bytes();
    while (m_shelves.size() > 1 && sum > m_maxBytes) {
        sum -= m_shelves.back().index.bytes();
        m_shelves.pop_back();
    }
}

} // namespace CloneMemoria
