#pragma once

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace CloneMemoria {

/// A passage as the scorers see it.
struct IndexedPassage
{
    qint64 row = 0; ///< in clone_document_chunks
    std::uint32_t session = 0;
    std::int32_t day = 0;      ///< Julian; 0: not known
    std::uint16_t length = 0;  ///< in terms
    std::int16_t speaker = -1; ///< in speakers(); -1 in prose
    bool asks = false;         ///< a turn with a question in it
    bool endsAsking = false;   ///< a turn that ends with a question: what follows is the answer
    bool gone = false;         ///< its document was changed or removed since
};

/// What was said or told together: the turns of a chat up to a pause of some hours, a stretch of a longer text, a whole
/// short one. Its passages stand one after another.
struct Session
{
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t terms = 0;
    std::uint32_t document = 0;
};

/// The words of one clone's passages in memory: who says what where, for scorers that look at every passage. A passage's
/// place is its number here, and neighbours have neighbouring places. About two bytes for each different word of a
/// passage. What is replaced stays in the memory until the index is made anew (see waste). Not thread-safe.
class WordIndex
{
public:
    struct NewPassage
    {
        qint64 row = 0;
        QString terms = {}; ///< as TextAnalyzer makes them, separated by blanks
        QString speaker = {};
        QDateTime happenedAt = {};
        bool asks = false;
        bool endsAsking = false;
    };
    struct NewDocument
    {
        QString id;
        QString terms; ///< of its title and date
        QList<NewPassage> passages;
    };

    /// Takes the place of an earlier form of the document.
    void put(const NewDocument &document);
    void remove(const QString &documentId);

    std::uint32_t size() const { return std::uint32_t(m_passages.size()); }
    /// The part of size() that is gone.
    double waste() const;
    qint64 bytes() const;
    const IndexedPassage &passage(std::uint32_t place) const { return m_passages[place]; }
    std::optional<std::uint32_t> placeOf(qint64 row) const;
    const std::vector<Session> &sessions() const { return m_sessions; }
    const QStringList &speakers() const { return m_speakers; }
    double averageLength() const;

    /// The number of a term, or -1.
    int find(const QString &term) const;
    QString term(int number) const { return m_terms[std::size_t(number)]; }
    std::size_t termCount() const { return m_terms.size(); }
    /// In how many passages it is, those that are gone among them.
    std::uint32_t passagesWith(int term) const { return m_postings[std::size_t(term)].passages; }
    /// Calls use(place, how often) for each passage with the term, in the order of their places.
    template <typename Use>
    void forEachPassage(int term, Use use) const;
    /// The documents that have the term in their title or date.
    const std::vector<std::uint32_t> &documentsAbout(int term) const;
    /// The sessions of a document: first and past the last.
    std::pair<std::uint32_t, std::uint32_t> sessionsOf(std::uint32_t document) const
    {
        return m_documentSessions[document];
    }

private:
    struct Postings
    {
        std::vector<std::uint8_t>
            bytes; ///< varints: (distance to the last place) * 2 + (is more than once), how often
        std::uint32_t last = 0;
        std::uint32_t passages = 0;
        std::vector<std::uint32_t> about;
    };

    int termFor(const QString &term);
    std::int16_t speakerFor(const QString &name);
    bool beginsSession(const NewPassage *previous, const NewPassage &passage) const;
    void append(const NewPassage &passage);
    static void appendNumber(std::vector<std::uint8_t> &bytes, std::uint32_t number);

    std::vector<IndexedPassage> m_passages;
    std::vector<Session> m_sessions;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_documentSessions;
    QHash<QString, std::uint32_t> m_documents;
    QHash<QString, int> m_termNumbers;
    std::vector<QString> m_terms;
    std::vector<Postings> m_postings;
    QHash<qint64, std::uint32_t> m_places;
    QStringList m_speakers;
    QHash<QString, std::int16_t> m_speakerNumbers;
    std::uint32_t m_gone = 0;
    std::uint64_t m_totalTerms = 0;
    qint64 m_postingBytes = 0;
};

template <typename Use>
void WordIndex::forEachPassage(int term, Use use) const
{
    const Postings &postings = m_postings[std::size_t(term)];
    const std::uint8_t *at = postings.bytes.data();
    const std::uint8_t *const end = at + postings.bytes.size();
    const auto number = [&at] {
        std::uint32_t value = *at & 0x7FU;
        for (int shift = 7; *at++ & 0x80U; shift += 7)
            value |= (*at & 0x7FU) << shift;
        return value;
    };
    std::uint32_t place = 0;
    while (at != end) {
        const std::uint32_t step = number();
        place += step >> 1U;
        use(place, step & 1U ? number() : 1U);
    }
}

} // namespace CloneMemoria
