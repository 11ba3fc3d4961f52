#include "core/knowledge/retrieval/WordIndexFile.h"

#include "core/base/Logging.h"
#include "core/knowledge/indexfile/IndexHead.h"
#include "core/knowledge/indexfile/SectionWriter.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <cstring>

// The form of a file: a head, then sections, each a list of numbers as they are in memory. Numbers are little-endian on
// every machine this runs on.
static_assert(Q_BYTE_ORDER == Q_LITTLE_ENDIAN);

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;

namespace {
struct Head
{
    static constexpr std::array<char, 8> kMagic{'C', 'M', 'W', 'O', 'R', 'D', 'S', '\0'};
    static constexpr quint32 kVersion = 1;

    std::array<char, 8> magic = kMagic;
    quint32 version = kVersion;
    quint32 size = sizeof(Head);
    std::array<std::byte, 32> kind{}; ///< SHA-256
    qint64 revision = 0;
    quint64 totalTerms = 0;
    quint32 gone = 0;
    quint32 reserved = 0;
    quint64 fileSize = 0;
    quint64 payloadSum = 0;
    quint64 headSum = 0; ///< of what comes before it
};

struct StoredTerm
{
    quint64 bytesEnd =
        0; ///< of its postings, among those of all: a term's begin where those of the one before end
    quint64 aboutEnd = 0;
    quint32 head = 0; ///< of its postings' last block
    quint32 passages = 0;
};

struct StoredDocument
{
    qint64 changedAt = 0;
    quint32 number = 0;
    quint32 reserved = 0;
};

std::array<std::byte, 32> hashOf(const WordIndexKind &kind)
{
    return hashOfKind({kind.cloneId, kind.language});
}

Failure damaged(const QString &why, const QString &path)
{
    return fail(ErrorKind::Storage, why, u"index-damaged"_s, path);
}

// --- Writing: each list is its length and its values --------------------------------------------------

class ListWriter
{
public:
    explicit ListWriter(SectionWriter &writer) : m_writer(writer) { }

    template <typename Value>
    void list(std::span<const Value> values)
    {
        const auto count = quint64(values.size());
        m_good = m_good && m_writer.write(std::span(&count, 1)) && m_writer.endSection()
                 && m_writer.write(values) && m_writer.endSection();
    }
    template <typename Value>
    void list(const QList<Value> &values)
    {
        list(std::span<const Value>(values.constData(), std::size_t(values.size())));
    }

    // Where each text ends, and the texts.
    void texts(const QStringList &texts)
    {
        std::vector<quint64> ends;
        QString all;
        for (const QString &text : texts) {
            all += text;
            ends.push_back(quint64(all.size()));
        }
        list(std::span<const quint64>(ends));
        list(std::span(all.utf16(), std::size_t(all.size())));
    }

    void uses(const QList<WordIndexData::Term> &terms)
    {
        std::vector<StoredTerm> stored;
        std::vector<quint32> about;
        quint64 bytes = 0;
        for (const WordIndexData::Term &term : terms) {
            bytes += quint64(term.passages.bytes().size());
            about.insert(about.end(), term.about.cbegin(), term.about.cend());
            stored.push_back({bytes, about.size(), term.passages.head(), term.passages.passages()});
        }
        list(std::span<const StoredTerm>(stored));
        list(std::span<const quint32>(about));
        m_good = m_good && m_writer.write(std::span<const quint64>(&bytes, 1)) && m_writer.endSection();
        for (const WordIndexData::Term &term : terms) {
            const QByteArray &postings = term.passages.bytes();
            m_good = m_good && m_writer.write(std::span(postings.constData(), std::size_t(postings.size())));
        }
        m_good = m_good && m_writer.endSection();
    }

    bool good() const { return m_good; }

private:
    SectionWriter &m_writer;
    bool m_good = true;
};

bool writeData(SectionWriter &writer, const WordIndexData &data)
{
    ListWriter lists(writer);
    lists.list(data.rows);
    lists.list(data.sessionNumbers);
    lists.list(data.days);
    lists.list(data.lengths);
    lists.list(data.speakers);
    lists.list(data.flags);
    lists.list(data.sessions);
    lists.list(data.documentSessions);
    std::vector<StoredDocument> documents;
    for (const WordIndexData::KnownDocument &document : data.documents)
        documents.push_back({document.changedAt, document.number, 0});
    lists.list(std::span<const StoredDocument>(documents));
    lists.texts(data.documents.keys()); // in the same order
    lists.texts(data.speakerNames);
    lists.texts(data.terms);
    lists.uses(data.uses);
    return lists.good();
}

// --- Reading -----------------------------------------------------------------------------------------

// Takes list after list from what is mapped; past the end, or after something that can't be, all of them are empty.
class ListReader
{
public:
    explicit ListReader(std::span<const std::byte> memory) : m_memory(memory) { }

    template <typename Value>
    std::span<const Value> view()
    {
        static_assert(std::is_trivially_copyable_v<Value> && alignof(Value) <= 64);
        quint64 count = 0;
        if (!m_good || m_memory.size() - m_place < sizeof count)
            return refuse<Value>();
        std::memcpy(&count, m_memory.data() + m_place, sizeof count);
        m_place = std::min<std::size_t>(alignedSection(m_place + sizeof count), m_memory.size());
        if (count > (m_memory.size() - m_place) / sizeof(Value))
            return refuse<Value>();
        const auto *first = reinterpret_cast<const Value *>(m_memory.data() + m_place);
        m_place = std::min<std::size_t>(alignedSection(m_place + count * sizeof(Value)), m_memory.size());
        return {first, std::size_t(count)};
    }
    template <typename Value>
    void take(QList<Value> &list)
    {
        const std::span<const Value> values = view<Value>();
        list = QList<Value>(values.begin(), values.end());
    }

    QStringList texts()
    {
        const std::span<const quint64> ends = view<quint64>();
        const std::span<const char16_t> all = view<char16_t>();
        QStringList texts;
        texts.reserve(qsizetype(ends.size()));
        quint64 start = 0;
        for (const quint64 end : ends) {
            if (end < start || end > all.size()) {
                m_good = false;
                return {};
            }
            texts.append(QString::fromUtf16(all.data() + start, qsizetype(end - start)));
            start = end;
        }
        return texts;
    }

    // Their bytes stay where they are mapped; what they say is checked where it is used.
    QList<WordIndexData::Term> uses()
    {
        const std::span<const StoredTerm> stored = view<StoredTerm>();
        const std::span<const quint32> about = view<quint32>();
        const std::span<const char> bytes = view<char>();
        QList<WordIndexData::Term> uses;
        uses.reserve(qsizetype(stored.size()));
        StoredTerm before;
        for (const StoredTerm &term : stored) {
            if (term.bytesEnd < before.bytesEnd || term.bytesEnd > bytes.size() || term.bytesEnd % 2 != 0
                || term.aboutEnd < before.aboutEnd || term.aboutEnd > about.size()) {
                m_good = false;
                return {};
            }
            const auto own = bytes.subspan(before.bytesEnd, term.bytesEnd - before.bytesEnd);
            const auto its = about.subspan(before.aboutEnd, term.aboutEnd - before.aboutEnd);
            uses.append({Postings(QByteArray::fromRawData(own.data(), qsizetype(own.size())), term.head,
                                  term.passages),
                         QList<quint32>(its.begin(), its.end())});
            before = term;
        }
        return uses;
    }

    bool good() const { return m_good; }
    bool atEnd() const { return m_place == m_memory.size(); }

private:
    template <typename Value>
    std::span<const Value> refuse()
    {
        m_good = false;
        return {};
    }

    std::span<const std::byte> m_memory;
    std::size_t m_place = 0;
    bool m_good = true;
};

std::optional<WordIndexData> readData(std::span<const std::byte> memory, const Head &head)
{
    ListReader lists(memory);
    WordIndexData data;
    data.totalTerms = head.totalTerms;
    data.gone = head.gone;
    lists.take(data.rows);
    lists.take(data.sessionNumbers);
    lists.take(data.days);
    lists.take(data.lengths);
    lists.take(data.speakers);
    lists.take(data.flags);
    lists.take(data.sessions);
    lists.take(data.documentSessions);
    const std::span<const StoredDocument> documents = lists.view<StoredDocument>();
    const QStringList ids = lists.texts();
    data.speakerNames = lists.texts();
    data.terms = lists.texts();
    data.uses = lists.uses();
    if (!lists.good() || !lists.atEnd() || ids.size() != qsizetype(documents.size()))
        return std::nullopt;
    for (qsizetype i = 0; i < ids.size(); ++i)
        data.documents.insert(ids[i],
                              {documents[std::size_t(i)].number, documents[std::size_t(i)].changedAt});
    return data;
}

// Whoever wrote it: a number that leads out of a list must not be followed.
bool isConsistent(const WordIndexData &data)
{
    const auto passages = quint64(data.rows.size());
    const auto sessions = quint64(data.sessions.size());
    const auto documents = quint64(data.documentSessions.size());
    for (const qsizetype size : {data.sessionNumbers.size(), data.days.size(), data.lengths.size(),
                                 data.speakers.size(), data.flags.size()}) {
        if (quint64(size) != passages)
            return false;
    }
    quint64 next = 0;
    for (qsizetype number = 0; number < data.sessions.size(); ++number) {
        const Session &session = data.sessions[number];
        if (session.first != next || session.document >= documents || session.count > passages - next)
            return false;
        next += session.count;
        for (quint64 place = session.first; place < next; ++place) {
            if (data.sessionNumbers[qsizetype(place)] != quint32(number))
                return false;
        }
    }
    const auto isTerm = [&](const WordIndexData::Term &term) {
        return term.passages.passages() <= passages
               && std::all_of(term.about.cbegin(), term.about.cend(),
                              [&](quint32 document) { return document < documents; });
    };
    return next == passages && data.terms.size() == data.uses.size()
           && std::all_of(data.documentSessions.cbegin(), data.documentSessions.cend(),
                          [&](const SessionRange &range) {
                              return range.first <= range.end && range.end <= sessions;
                          })
           && std::all_of(data.documents.cbegin(), data.documents.cend(),
                          [&](const auto &document) { return document.number < documents; })
           && std::all_of(data.uses.cbegin(), data.uses.cend(), isTerm);
}
} // namespace

Result<void> writeWordIndex(const QString &path, const WordIndexKind &kind, const StoredWordIndex &index,
                            const std::atomic_bool &cancelled)
{
    Head head;
    head.kind = hashOf(kind);
    head.revision = index.revision;
    head.totalTerms = index.data.totalTerms;
    head.gone = index.data.gone;
    return writeIndexFile(
        path, sizeof head, cancelled,
        [&](SectionWriter &writer) {
            const bool written = writeData(writer, index.data);
            head.fileSize = alignedSection(sizeof head) + writer.size();
            return written;
        },
        [&](quint64 sum) {
            head.payloadSum = sum;
            head.headSum = headSumOf(head);
            return QByteArray(reinterpret_cast<const char *>(&head), sizeof head);
        });
}

Result<StoredWordIndex> readWordIndex(const QString &path, const WordIndexKind &kind)
{
    const auto file = std::make_shared<QFile>(path);
    if (!file->open(QIODevice::ReadOnly))
        return damaged(file->errorString(), path);
    Head head;
    if (file->read(reinterpret_cast<char *>(&head), sizeof head) != qint64(sizeof head))
        return damaged(u"too short"_s, path);
    if (head.magic != Head::kMagic || head.version != Head::kVersion || head.size != sizeof head)
        return damaged(u"not an index of this version"_s, path);
    if (head.headSum != headSumOf(head))
        return damaged(u"its head is damaged"_s, path);
    if (head.kind != hashOf(kind))
        return damaged(u"other words than these"_s, path);
    if (head.fileSize != quint64(file->size()) || head.fileSize < alignedSection(sizeof head))
        return damaged(u"it was cut"_s, path);
    const uchar *memory = file->map(0, file->size());
    if (!memory)
        return damaged(file->errorString(), path);
    const auto payload = std::as_bytes(std::span(memory, std::size_t(head.fileSize)))
                             .subspan(alignedSection(sizeof head));
    Checksum sum;
    sum.add(payload);
    if (sum.value() != head.payloadSum)
        return damaged(u"its contents are damaged"_s, path);
    std::optional<WordIndexData> data = readData(payload, head);
    if (!data || !isConsistent(*data))
        return damaged(u"its lists don't fit together"_s, path);
    data->file = file;
    return StoredWordIndex{std::move(*data), head.revision};
}

std::optional<StoredWordIndex> WordIndexFolder::openNewest(const WordIndexKind &kind, qint64 revision) const
{
    for (const QString &path : m_folder.filesOf(IndexFolder::nameStart(kind.cloneId))) {
        Result<StoredWordIndex> index = readWordIndex(path, kind);
        if (index && index->revision <= revision)
            return std::move(*index);
        qCInfo(lcKnowledge) << "an index file is left aside and made again:"
                            << (index ? u"it is of a later database"_s : index.error().detail);
        QFile::remove(path);
    }
    return std::nullopt;
}

Result<void> WordIndexFolder::save(const WordIndexKind &kind, const StoredWordIndex &index,
                                   const std::atomic_bool &cancelled) const
{
    const QString name = IndexFolder::nameStart(kind.cloneId);
    CM_TRY_ASSIGN(path, m_folder.newPath(name, index.revision));
    CM_TRY(writeWordIndex(path, kind, index, cancelled));
    m_folder.removeOlder(name, path);
    return {};
}

} // namespace CloneMemoria
