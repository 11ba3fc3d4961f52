#pragma once

#include "core/knowledge/retrieval/RowPlaces.h"
#include "core/knowledge/retrieval/WordIndexData.h"

#include <QDateTime>

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace CloneMemoria {

/// A passage as the scorers see it.
struct IndexedPassage
{
    qint64 row = 0; ///< in clone_document_chunks
    quint32 session = 0;
    qint32 day = 0;      ///< Julian; 0: not known
    quint16 length = 0;  ///< in terms
    qint16 speaker = -1; ///< in speakers(); -1 in prose
    bool asks = false;
    bool endsAsking = false;
    bool gone = false; ///< its document was changed or removed since
};

/// The words of one clone's passages in memory: who says what where, for scorers that look at every passage. A passage's
/// place is its number here, and neighbours have neighbouring places. What is replaced stays in the memory until the index
/// is made anew (see waste). Not thread-safe.
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
        qint64 changedAt = 0; ///< milliseconds since 1970
    };

    WordIndex() = default;
    /// From a file, whose numbers were checked (see WordIndexFile).
    explicit WordIndex(WordIndexData data);

    /// Takes the place of an earlier form of the document.
    void put(const NewDocument &document);
    void remove(const QString &documentId);
    /// When the form of the document was made that is here; nothing where it isn't here.
    std::optional<qint64> changedAt(const QString &documentId) const;
    /// Shares its memory with the index.
    const WordIndexData &data() const { return m_data; }

    quint32 size() const { return quint32(m_data.rows.size()); }
    /// The part of size() that is gone.
    double waste() const;
    qint64 bytes() const;
    IndexedPassage passage(quint32 place) const;
    qint64 row(quint32 place) const { return m_data.rows[place]; }
    std::optional<quint32> placeOf(qint64 row) const { return m_places.find(row); }
    const QList<Session> &sessions() const { return m_data.sessions; }
    const QStringList &speakers() const { return m_data.speakerNames; }
    quint64 totalTerms() const { return m_data.totalTerms; }
    double averageLength() const;

    /// The number of a term, or -1.
    int find(QStringView term) const;
    QString term(int number) const { return m_data.terms[number]; }
    std::size_t termCount() const { return std::size_t(m_data.terms.size()); }
    /// In how many passages it is, those that are gone among them.
    quint32 passagesWith(int term) const { return postings(term).passages(); }
    const Postings &postings(int term) const { return m_data.uses[term].passages; }
    /// Calls use(place, how often) for each passage with the term, in the order of their places.
    template <typename Use>
    void forEachPassage(int term, Use use) const;
    /// The documents that have the term in their title or date.
    const QList<quint32> &documentsAbout(int term) const { return m_data.uses[term].about; }
    SessionRange sessionsOf(quint32 document) const { return m_data.documentSessions[document]; }

private:
    // Looks a term up without making a QString of it.
    struct TermHash
    {
        using is_transparent = void;
        std::size_t operator()(QStringView term) const { return qHash(term); }
    };
    struct TermEqual
    {
        using is_transparent = void;
        bool operator()(QStringView a, QStringView b) const { return a == b; }
    };

    int termFor(QStringView term);
    qint16 speakerFor(const QString &name);
    bool beginsSession(const NewPassage *previous, const NewPassage &passage) const;
    void append(const NewPassage &passage);
    void markGone(quint32 place);

    WordIndexData m_data;
    std::unordered_map<QString, int, TermHash, TermEqual> m_termNumbers;
    QHash<QString, qint16> m_speakerNumbers;
    RowPlaces m_places;
    std::vector<int> m_found; ///< the terms of the passage under way
    qint64 m_postingBytes = 0;
};

template <typename Use>
void WordIndex::forEachPassage(int term, Use use) const
{
    const quint32 places = size();
    for (Postings::Cursor cursor(postings(term)); !cursor.atEnd();) {
        const quint32 first = cursor.block() * Postings::kBlock;
        for (const quint16 number : cursor.take()) {
            const Postings::Posting posting(number);
            if (first + posting.place < places) // not the bytes of a damaged file
                use(first + posting.place, posting.times);
        }
    }
}

} // namespace CloneMemoria
