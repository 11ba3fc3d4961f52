#include "core/knowledge/retrieval/WordIndex.h"

#include <algorithm>
#include <limits>

namespace CloneMemoria {

namespace {
constexpr qint64 kPauseSeconds = 4 * 60 * 60; // of a chat: what is said after it is another conversation
constexpr std::uint32_t kLongestSession = 64; // in passages
constexpr int kMostSpeakers = std::numeric_limits<std::int16_t>::max();
} // namespace

void WordIndex::put(const NewDocument &document)
{
    remove(document.id);
    if (document.passages.isEmpty())
        return;
    const auto number = std::uint32_t(m_documentSessions.size());
    const auto firstSession = std::uint32_t(m_sessions.size());
    const NewPassage *previous = nullptr;
    for (const NewPassage &passage : document.passages) {
        if (beginsSession(previous, passage))
            m_sessions.push_back({size(), 0, 0, number});
        append(passage);
        previous = &passage;
    }
    m_documentSessions.emplace_back(firstSession, std::uint32_t(m_sessions.size()));
    m_documents.insert(document.id, number);
    for (const QStringView word : QStringView(document.terms).tokenize(u' ', Qt::SkipEmptyParts)) {
        std::vector<std::uint32_t> &about = m_postings[std::size_t(termFor(word.toString()))].about;
        if (about.empty() || about.back() != number)
            about.push_back(number);
    }
}

void WordIndex::remove(const QString &documentId)
{
    const auto known = m_documents.constFind(documentId);
    if (known == m_documents.cend())
        return;
    const auto [first, end] = m_documentSessions[*known];
    for (std::uint32_t session = first; session < end; ++session) {
        const Session &gone = m_sessions[session];
        for (std::uint32_t place = gone.first; place < gone.first + gone.count; ++place) {
            if (m_passages[place].gone) // its row may be another passage's by now
                continue;
            m_passages[place].gone = true;
            m_places.remove(m_passages[place].row);
            ++m_gone;
        }
    }
    m_documents.erase(known);
}

bool WordIndex::beginsSession(const NewPassage *previous, const NewPassage &passage) const
{
    if (!previous || m_sessions.back().count >= kLongestSession)
        return true;
    return previous->happenedAt.isValid() && passage.happenedAt.isValid()
           && previous->happenedAt.secsTo(passage.happenedAt) >= kPauseSeconds;
}

void WordIndex::append(const NewPassage &passage)
{
    const std::uint32_t place = size();
    QHash<QStringView, std::uint32_t> counts;
    std::uint32_t length = 0;
    for (const QStringView word : QStringView(passage.terms).tokenize(u' ', Qt::SkipEmptyParts)) {
        ++counts[word];
        ++length;
    }
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
        Postings &postings = m_postings[std::size_t(termFor(it.key().toString()))];
        const auto before = qint64(postings.bytes.size());
        appendNumber(postings.bytes, ((place - postings.last) << 1U) | std::uint32_t(*it > 1));
        if (*it > 1)
            appendNumber(postings.bytes, *it);
        postings.last = place;
        ++postings.passages;
        m_postingBytes += qint64(postings.bytes.size()) - before;
    }
    Session &session = m_sessions.back();
    ++session.count;
    session.terms += length;
    m_totalTerms += length;
    // SQLite gives the number of a last row that was deleted to the next one.
    if (const auto older = m_places.constFind(passage.row); older != m_places.cend()) {
        m_passages[*older].gone = true;
        ++m_gone;
    }
    m_places.insert(passage.row, place);
    m_passages.push_back(
        {passage.row, std::uint32_t(m_sessions.size() - 1),
         passage.happenedAt.isValid() ? std::int32_t(passage.happenedAt.date().toJulianDay()) : 0,
         std::uint16_t(std::min<std::uint32_t>(length, std::numeric_limits<std::uint16_t>::max())),
         speakerFor(passage.speaker), passage.asks, passage.endsAsking, false});
}

void WordIndex::appendNumber(std::vector<std::uint8_t> &bytes, std::uint32_t number)
{
    while (number >= 0x80U) {
        bytes.push_back(std::uint8_t(number | 0x80U));
        number >>= 7U;
    }
    bytes.push_back(std::uint8_t(number));
}

int WordIndex::termFor(const QString &term)
{
    const auto known = m_termNumbers.constFind(term);
    if (known != m_termNumbers.cend())
        return *known;
    const int number = int(m_terms.size());
    m_termNumbers.insert(term, number);
    m_terms.push_back(term);
    m_postings.emplace_back();
    return number;
}

std::int16_t WordIndex::speakerFor(const QString &name)
{
    if (name.isEmpty())
        return -1;
    const auto known = m_speakerNumbers.constFind(name);
    if (known != m_speakerNumbers.cend())
        return *known;
    if (m_speakers.size() >= kMostSpeakers)
        return kMostSpeakers;
    const auto number = std::int16_t(m_speakers.size());
    m_speakers.append(name);
    m_speakerNumbers.insert(name, number);
    return number;
}

double WordIndex::waste() const
{
    return m_passages.empty() ? 0 : double(m_gone) / double(m_passages.size());
}

qint64 WordIndex::bytes() const
{
    constexpr qint64 kPlaceBytes = 32; // in the hash
    constexpr qint64 kTermBytes = 160; // text, number, and what holds its postings
    return qint64(m_passages.size()) * (qint64(sizeof(IndexedPassage)) + kPlaceBytes) + m_postingBytes * 3 / 2
           + qint64(m_terms.size()) * kTermBytes + qint64(m_sessions.size() * sizeof(Session));
}

std::optional<std::uint32_t> WordIndex::placeOf(qint64 row) const
{
    const auto place = m_places.constFind(row);
    return place == m_places.cend() ? std::nullopt : std::optional(*place);
}

double WordIndex::averageLength() const
{
    return m_passages.empty() ? 0 : double(m_totalTerms) / double(m_passages.size());
}

int WordIndex::find(const QString &term) const
{
    return m_termNumbers.value(term, -1);
}

const std::vector<std::uint32_t> &WordIndex::documentsAbout(int term) const
{
    return m_postings[std::size_t(term)].about;
}

} // namespace CloneMemoria
