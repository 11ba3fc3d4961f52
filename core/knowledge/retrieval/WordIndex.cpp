#include "core/knowledge/retrieval/WordIndex.h"

#include <algorithm>
#include <limits>

namespace CloneMemoria {

namespace {
constexpr qint64 kPauseSeconds = 4 * 60 * 60; // of a chat: what is said after it is another conversation
constexpr quint32 kLongestSession = 64;       // in passages
constexpr int kMostSpeakers = std::numeric_limits<qint16>::max();
} // namespace

WordIndex::WordIndex(WordIndexData data) : m_data(std::move(data))
{
    m_termNumbers.reserve(std::size_t(m_data.terms.size()));
    for (qsizetype number = 0; number < m_data.terms.size(); ++number)
        m_termNumbers.emplace(std::as_const(m_data.terms)[number], int(number));
    for (qsizetype number = 0; number < m_data.speakerNames.size(); ++number)
        m_speakerNumbers.insert(std::as_const(m_data.speakerNames)[number], qint16(number));
    m_places.reserve(std::size_t(m_data.rows.size()));
    for (qsizetype place = 0; place < m_data.rows.size(); ++place) {
        if ((std::as_const(m_data.flags)[place] & WordIndexData::Gone) == 0)
            m_places.set(std::as_const(m_data.rows)[place], quint32(place));
    }
    for (const WordIndexData::Term &term : std::as_const(m_data.uses))
        m_postingBytes += term.passages.bytes().size();
}

void WordIndex::put(const NewDocument &document)
{
    remove(document.id);
    if (document.passages.isEmpty())
        return;
    const auto number = quint32(m_data.documentSessions.size());
    const auto firstSession = quint32(m_data.sessions.size());
    const NewPassage *previous = nullptr;
    for (const NewPassage &passage : document.passages) {
        if (beginsSession(previous, passage))
            m_data.sessions.append({size(), 0, 0, number});
        append(passage);
        previous = &passage;
    }
    m_data.documentSessions.append({firstSession, quint32(m_data.sessions.size())});
    m_data.documents.insert(document.id, {number, document.changedAt});
    for (const QStringView word : QStringView(document.terms).tokenize(u' ', Qt::SkipEmptyParts)) {
        QList<quint32> &about = m_data.uses[termFor(word)].about;
        if (about.isEmpty() || about.constLast() != number)
            about.append(number);
    }
}

void WordIndex::remove(const QString &documentId)
{
    const auto known = m_data.documents.constFind(documentId);
    if (known == m_data.documents.cend())
        return;
    const auto [firstSession, endSession] = sessionsOf(known->number);
    for (quint32 session = firstSession; session < endSession; ++session) {
        const Session gone = sessions()[session];
        for (quint32 place = gone.first; place < gone.first + gone.count; ++place) {
            if ((std::as_const(m_data.flags)[place] & WordIndexData::Gone) != 0)
                continue; // its row may be another passage's by now
            m_places.remove(row(place));
            markGone(place);
        }
    }
    m_data.documents.remove(documentId);
}

void WordIndex::markGone(quint32 place)
{
    m_data.flags[place] |= WordIndexData::Gone;
    ++m_data.gone;
}

std::optional<qint64> WordIndex::changedAt(const QString &documentId) const
{
    const auto known = m_data.documents.constFind(documentId);
    return known == m_data.documents.cend() ? std::nullopt : std::optional(known->changedAt);
}

bool WordIndex::beginsSession(const NewPassage *previous, const NewPassage &passage) const
{
    if (!previous || sessions().last().count >= kLongestSession)
        return true;
    return previous->happenedAt.isValid() && passage.happenedAt.isValid()
           && previous->happenedAt.secsTo(passage.happenedAt) >= kPauseSeconds;
}

void WordIndex::append(const NewPassage &passage)
{
    const quint32 place = size();
    m_found.clear();
    for (const QStringView word : QStringView(passage.terms).tokenize(u' ', Qt::SkipEmptyParts))
        m_found.push_back(termFor(word));
    std::sort(m_found.begin(), m_found.end());
    for (auto first = m_found.cbegin(); first != m_found.cend();) {
        const auto next = std::upper_bound(first, m_found.cend(), *first);
        Postings &postings = m_data.uses[*first].passages;
        const qsizetype before = postings.bytes().size();
        postings.append(place, quint32(next - first));
        m_postingBytes += postings.bytes().size() - before;
        first = next;
    }
    const auto length = quint32(m_found.size());
    Session &session = m_data.sessions.last();
    ++session.count;
    session.terms += length;
    m_data.totalTerms += length;
    // SQLite gives the number of a last row that was deleted to the next one.
    if (const auto older = m_places.find(passage.row))
        markGone(*older);
    m_places.set(passage.row, place);
    m_data.rows.append(passage.row);
    m_data.sessionNumbers.append(quint32(m_data.sessions.size() - 1));
    m_data.days.append(passage.happenedAt.isValid() ? qint32(passage.happenedAt.date().toJulianDay()) : 0);
    m_data.lengths.append(quint16(std::min<quint32>(length, std::numeric_limits<quint16>::max())));
    m_data.speakers.append(speakerFor(passage.speaker));
    m_data.flags.append(quint8((passage.asks ? WordIndexData::Asks : 0)
                               | (passage.endsAsking ? WordIndexData::EndsAsking : 0)));
}

int WordIndex::termFor(QStringView term)
{
    if (const auto known = m_termNumbers.find(term); known != m_termNumbers.end())
        return known->second;
    const int number = int(m_data.terms.size());
    m_data.terms.append(term.toString());
    m_data.uses.emplaceBack();
    m_termNumbers.emplace(m_data.terms.constLast(), number);
    return number;
}

qint16 WordIndex::speakerFor(const QString &name)
{
    if (name.isEmpty())
        return -1;
    const auto known = m_speakerNumbers.constFind(name);
    if (known != m_speakerNumbers.cend())
        return *known;
    if (m_data.speakerNames.size() >= kMostSpeakers)
        return kMostSpeakers;
    const auto number = qint16(m_data.speakerNames.size());
    m_data.speakerNames.append(name);
    m_speakerNumbers.insert(name, number);
    return number;
}

IndexedPassage WordIndex::passage(quint32 place) const
{
    const quint8 flags = m_data.flags[place];
    return {row(place),
            m_data.sessionNumbers[place],
            m_data.days[place],
            m_data.lengths[place],
            m_data.speakers[place],
            (flags & WordIndexData::Asks) != 0,
            (flags & WordIndexData::EndsAsking) != 0,
            (flags & WordIndexData::Gone) != 0};
}

double WordIndex::waste() const
{
    return size() == 0 ? 0 : double(m_data.gone) / double(size());
}

qint64 WordIndex::bytes() const
{
    constexpr qint64 kPassageBytes = 21 + 16; // in the lists, and its row's place
    constexpr qint64 kTermBytes = 200;        // text, number, and what holds its postings
    return qint64(size()) * kPassageBytes + m_postingBytes * 3 / 2 + m_data.terms.size() * kTermBytes
           + sessions().size() * qsizetype(sizeof(Session));
}

double WordIndex::averageLength() const
{
    return size() == 0 ? 0 : double(m_data.totalTerms) / double(size());
}

int WordIndex::find(QStringView term) const
{
    const auto known = m_termNumbers.find(term);
    return known == m_termNumbers.end() ? -1 : known->second;
}

} // namespace CloneMemoria
