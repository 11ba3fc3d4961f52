#include "ArchiveFixture.h"
#include "core/archive/JsonLines.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>

#include <nlohmann/json.hpp>

using namespace CloneMemoria;
using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

// Archives that are cut, flipped, made to do harm or simply wrong: each is refused with a reason, and nothing is left of it.
class ArchiveDamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void cutAnywhere();
    void flippedAnywhere();
    void entries_data();
    void entries();
    void lines_data();
    void lines();
    void manifests_data();
    void manifests();
    void notArchives_data();
    void notArchives();
    void bomb();
    void endlessLine();
    void nestedDeep();
    void namesOfTheFileSystem();

private:
    QString file(const QString &name) const { return m_profile->file(name); }
    void write(const QString &name, const QByteArray &bytes) const;
    /// The error's code; empty where it came in after all.
    QString codeOf(const QString &name);

    std::unique_ptr<ArchiveProfile> m_profile;
    QByteArray m_whole;
    Entries m_entries; ///< without the manifest
    QStringList m_before;
};

void ArchiveDamageTest::write(const QString &name, const QByteArray &bytes) const
{
    QFile target(file(name));
    if (!target.open(QIODevice::WriteOnly) || target.write(bytes) != bytes.size())
        qFatal("can't write %s", qPrintable(name));
}

void ArchiveDamageTest::initTestCase()
{
    m_profile = std::make_unique<ArchiveProfile>();
    ArchiveProfile from;
    const QString id = from.run([](Store &store) -> Result<QString> { return makeRichClone(store); });
    valueOf(from.write(id, u"whole.cmclone"_s));
    QFile whole(from.file(u"whole.cmclone"_s));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    m_whole = whole.readAll();
    m_entries = entriesOf(whole.fileName());
    m_entries.remove(kManifestEntry);
    m_before = m_profile->rows();
}

QString ArchiveDamageTest::codeOf(const QString &name)
{
    const Result<ImportedClone> imported = m_profile->read(file(name));
    if (imported) {
        m_profile->change([id = imported->cloneId](Store &store) { return store.clones.purge(id); });
        return {};
    }
    if (imported.error().kind != ErrorKind::InvalidInput && imported.error().kind != ErrorKind::NotFound)
        qFatal("%s", qPrintable(toString(imported.error().kind) + u' ' + imported.error().detail));
    if (imported.error().subject != name)
        qFatal("it tells of %s", qPrintable(imported.error().subject));
    return imported.error().code;
}

// Whatever it was, the profile is as before.
void ArchiveDamageTest::cleanup()
{
    QCOMPARE(m_profile->rows(), m_before);
    QCOMPARE(QDir(m_profile->paths().dataDir()).entryList({u"*.lock"_s}), QStringList());
}

void ArchiveDamageTest::cutAnywhere()
{
    constexpr qsizetype kEndBytes = 22; // which say again what stands before them
    for (qsizetype size = 1; size < m_whole.size() - kEndBytes;
         size += std::max<qsizetype>(1, m_whole.size() / 60)) {
        write(u"cut.cmclone"_s, m_whole.first(size));
        QCOMPARE(codeOf(u"cut.cmclone"_s), u"file-damaged"_s);
    }
    write(u"cut.cmclone"_s, {});
    QCOMPARE(codeOf(u"cut.cmclone"_s), u"file-empty"_s);
}

// A flipped bit is noticed, or is in what says nothing (a time, a comment): then all is as it was.
void ArchiveDamageTest::flippedAnywhere()
{
    QRandomGenerator random(11);
    QList<qsizetype> places;
    for (int i = 0; i < 90; ++i)
        places.append(random.bounded(m_whole.size()));
    for (qsizetype at = m_whole.size() - 90; at < m_whole.size(); ++at) // the directory
        places.append(at);
    int refused = 0;
    for (const qsizetype at : std::as_const(places)) {
        QByteArray flipped = m_whole;
        flipped[at] = static_cast<char>(flipped.at(at) ^ (1 << random.bounded(8)));
        write(u"flip.cmclone"_s, flipped);
        const Result<ImportedClone> imported = m_profile->read(file(u"flip.cmclone"_s));
        if (!imported) {
            ++refused;
            QVERIFY2(!imported.error().code.isEmpty(), qPrintable(imported.error().detail));
            continue;
        }
        valueOf(m_profile->write(imported->cloneId, u"again.cmclone"_s));
        write(u"whole.cmclone"_s, m_whole);
        QVERIFY2(dataOf(file(u"again.cmclone"_s)) == dataOf(file(u"whole.cmclone"_s)),
                 qPrintable(u"byte %1"_s.arg(at)));
        m_profile->change([id = imported->cloneId](Store &store) { return store.clones.purge(id); });
    }
    QVERIFY2(refused > places.size() * 2 / 3, qPrintable(QString::number(refused)));
}

void ArchiveDamageTest::entries_data()
{
    QTest::addColumn<QString>("name");
    for (const QLatin1StringView name : {kCloneEntry, kDocumentsEntry, kConversationsEntry, kMessagesEntry})
        QTest::newRow(name.data()) << QString(name);
}

// Each entry absent, cut, empty, doubled and not JSON, with sums and counts that fit.
void ArchiveDamageTest::entries()
{
    QFETCH(QString, name);
    Entries entries = m_entries;
    const QByteArray whole = entries.take(name);
    writeEntries(file(u"a.cmclone"_s), entries);
    QCOMPARE(codeOf(u"a.cmclone"_s), u"file-damaged"_s);
    const QByteArrayList bad{whole.chopped(3) + '\n', whole + "{\"id\":\n", whole + "nonsense\n",
                             whole + "[1,2]\n",       whole + "\xff\xfe\n", whole.chopped(10)};
    for (const QByteArray &content : bad) {
        entries[name] = content;
        writeEntries(file(u"a.cmclone"_s), entries);
        QCOMPARE(codeOf(u"a.cmclone"_s), u"file-damaged"_s);
    }
    if (name != kConversationsEntry && name != kDocumentsEntry) {
        entries[name] = "";
        writeEntries(file(u"a.cmclone"_s), entries);
        QCOMPARE(codeOf(u"a.cmclone"_s), name == kMessagesEntry ? u"file-damaged"_s : u"file-damaged"_s);
    }
    // The manifest's sum is another's.
    entries[name] = whole;
    Entries other = entries;
    writeEntries(file(u"a.cmclone"_s), entries);
    other[kManifestEntry] = entriesOf(file(u"a.cmclone"_s)).value(kManifestEntry);
    other[name] = whole + "\n";
    writeEntries(file(u"a.cmclone"_s), other);
    QCOMPARE(codeOf(u"a.cmclone"_s), u"file-damaged"_s);
}

void ArchiveDamageTest::lines_data()
{
    QTest::addColumn<QString>("entry");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("member");
    QTest::addColumn<QByteArray>("value"); // empty: it is taken out
    const auto row = [](QLatin1StringView entry, int line, const char *member, const QByteArray &value) {
        QTest::addRow("%s[%d] %s = %s", entry.data(), line, member, value.left(60).constData())
            << QString(entry) << line << QString::fromLatin1(member) << value;
    };
    const QByteArray other = "\"11111111-2222-3333-4444-555555555555\"";
    for (const char *member : {"name", "relation", "description", "personality", "speaking_style", "greeting",
                               "language", "avatar", "remember_conversations", "created_at", "updated_at"}) {
        row(kCloneEntry, 0, member, {});
        row(kCloneEntry, 0, member, "17");
    }
    row(kCloneEntry, 0, "name", '"' + QByteArray(300, 'x') + '"');
    row(kCloneEntry, 0, "name", "\"  \"");
    row(kCloneEntry, 0, "description", '"' + QByteArray(30'000, 'x') + '"');
    row(kCloneEntry, 0, "language", "\"klingon!\"");
    row(kCloneEntry, 0, "avatar", "\"bm90IGEgcGljdHVyZQ==\"");
    row(kCloneEntry, 0, "created_at", "\"yesterday\"");
    row(kCloneEntry, 0, "names", R"([{"name":"A","created_at":"x"}])");
    row(kCloneEntry, 0, "names",
        R"([{"name":"A","created_at":"2020-01-01T00:00:00Z"},{"name":"A","created_at":"2020-01-01T00:00:00Z"}])");
    row(kCloneEntry, 0, "names", R"({"name":"A"})");
    for (const char *member :
         {"id", "title", "content", "source_type", "source_uri", "created_at", "updated_at"}) {
        row(kDocumentsEntry, 1, member, {});
        row(kDocumentsEntry, 1, member, "[]");
    }
    row(kDocumentsEntry, 1, "id", "\"../../etc/passwd\"");
    row(kDocumentsEntry, 1, "title", '"' + QByteArray(2000, 'x') + '"');
    row(kDocumentsEntry, 1, "content", "\" \\n \"");
    row(kDocumentsEntry, 1, "content", '"' + QByteArray(1'100'000, 'x') + '"');
    row(kDocumentsEntry, 1, "source_type", "\"rumour\"");
    row(kDocumentsEntry, 1, "happened_at", "\"1957\\u0000\"");
    row(kDocumentsEntry, 1, "searchable", "\"no\"");
    row(kDocumentsEntry, 2, "turns", R"([{"start":0,"end":9999999,"speaker":"A","happened_at":null}])");
    row(kDocumentsEntry, 2, "turns", R"([{"start":9,"end":9,"speaker":"A","happened_at":null}])");
    row(kDocumentsEntry, 2, "turns", R"([{"start":-1,"end":9,"speaker":"A","happened_at":null}])");
    row(kDocumentsEntry, 2, "turns",
        R"([{"start":0,"end":9,"speaker":"A"},{"start":5,"end":20,"speaker":"A"}])");
    row(kDocumentsEntry, 2, "turns", R"([{"start":0.5,"end":9,"speaker":"A"}])");
    row(kDocumentsEntry, 2, "turns", R"([{"start":0,"end":18446744073709551615,"speaker":"A"}])");
    row(kDocumentsEntry, 2, "turns", R"(["A: hello"])");
    row(kDocumentsEntry, 3, "imported", R"({"source_uri":1})");
    for (const char *member : {"id", "title", "pinned", "created_at", "updated_at"})
        row(kConversationsEntry, 0, member, {});
    row(kConversationsEntry, 0, "current_message_id", other);
    row(kConversationsEntry, 0, "current_message_id", "7");
    row(kConversationsEntry, 0, "id", other); // its messages have none then
    for (const char *member : {"id", "conversation_id", "role", "content", "status", "reasoning",
                               "stop_reason", "provider", "model", "created_at", "updated_at"}) {
        row(kMessagesEntry, 1, member, {});
        row(kMessagesEntry, 1, member, "{}");
    }
    row(kMessagesEntry, 1, "parent_id", other);
    row(kMessagesEntry, 1, "conversation_id", other);
    row(kMessagesEntry, 1, "role", "\"system\"");
    row(kMessagesEntry, 1, "status", "\"done\"");
    row(kMessagesEntry, 1, "prompt_tokens", "\"many\"");
    row(kMessagesEntry, 1, "prompt_tokens", "99999999999");
    row(kMessagesEntry, 1, "citations", "\"\"");
    row(kMessagesEntry, 1, "citations", R"([{"content":"x"}])");
    row(kMessagesEntry, 1, "error", "\"broken\"");
    row(kMessagesEntry, 1, "error", R"({"kind":3})");
}

// One member of one line is missing or wrong, and all else fits.
void ArchiveDamageTest::lines()
{
    QFETCH(QString, entry);
    QFETCH(int, line);
    QFETCH(QString, member);
    QFETCH(QByteArray, value);
    Entries entries = m_entries;
    QByteArrayList lines = entries.value(entry).split('\n');
    json object = json::parse(lines.at(line).toStdString());
    if (value.isEmpty())
        object.erase(member.toStdString());
    else
        object[member.toStdString()] = json::parse(value.toStdString());
    lines[line] = jsonLine(object).trimmed();
    entries[entry] = lines.join('\n');
    writeEntries(file(u"a.cmclone"_s), entries);
    const Result<ImportedClone> imported = m_profile->read(file(u"a.cmclone"_s));
    QVERIFY(!imported);
    QVERIFY(imported.error().kind == ErrorKind::InvalidInput);
    QCOMPARE(imported.error().code, u"file-damaged"_s);
    QCOMPARE(imported.error().subject, u"a.cmclone"_s);
}

void ArchiveDamageTest::manifests_data()
{
    QTest::addColumn<QByteArray>("find");
    QTest::addColumn<QByteArray>("replace");
    QTest::addColumn<QString>("code");
    QTest::newRow("newer") << QByteArray("\"version\": 1") << QByteArray("\"version\": 2")
                           << u"archive-newer"_s;
    QTest::newRow("far newer, and all else unknown")
        << QByteArray("\"counts\"") << QByteArray("\"version\": 4294967296, \"tallies\"")
        << u"archive-newer"_s;
    QTest::newRow("version 0") << QByteArray("\"version\": 1") << QByteArray("\"version\": 0")
                               << u"not-an-archive"_s;
    QTest::newRow("another format") << QByteArray("clonememoria-clone") << QByteArray("clonememoria-backup")
                                    << u"not-an-archive"_s;
    QTest::newRow("no format") << QByteArray("\"format\"") << QByteArray("\"shape\"") << u"not-an-archive"_s;
    QTest::newRow("more than there is")
        << QByteArray("\"documents\": 5") << QByteArray("\"documents\": 6") << u"file-damaged"_s;
    QTest::newRow("count is no number")
        << QByteArray("\"documents\": 5") << QByteArray("\"documents\": \"5\"") << u"file-damaged"_s;
    QTest::newRow("no counts") << QByteArray("\"counts\"") << QByteArray("\"tallies\"") << u"file-damaged"_s;
    QTest::newRow("no entries") << QByteArray("\"entries\"") << QByteArray("\"parts\"") << u"file-damaged"_s;
    QTest::newRow("no time") << QByteArray("\"made_at\"") << QByteArray("\"made\"") << u"file-damaged"_s;
    QTest::newRow("cut") << QByteArray("\"entries\": {") << QByteArray("") << u"file-damaged"_s;
    QTest::newRow("an entry it knows nothing of")
        << QByteArray("messages.jsonl\"") << QByteArray("letters.jsonl\"") << u"file-damaged"_s;
    QTest::newRow("wrong size") << QByteArray("\"bytes\": ") << QByteArray("\"bytes\": 1")
                                << u"file-damaged"_s;
}

void ArchiveDamageTest::manifests()
{
    QFETCH(QByteArray, find);
    QFETCH(QByteArray, replace);
    QFETCH(QString, code);
    Entries entries = m_entries;
    writeEntries(file(u"a.cmclone"_s), entries);
    QByteArray manifest = entriesOf(file(u"a.cmclone"_s)).value(kManifestEntry);
    QVERIFY(manifest.contains(find));
    entries[kManifestEntry] = manifest.replace(find, replace);
    if (find == "\"counts\"" && replace.contains("4294967296")) {
        json object = json::parse(manifest.toStdString(), nullptr, false);
        object["version"] = 4294967296;
        entries[kManifestEntry] = jsonLine(object);
    }
    writeEntries(file(u"a.cmclone"_s), entries);
    QCOMPARE(codeOf(u"a.cmclone"_s), code);
}

void ArchiveDamageTest::notArchives_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("text") << QByteArray("Dear Rhoda,");
    QTest::newRow("a zip's first bytes") << QByteArray("PK\x03\x04 and no more");
    QTest::newRow("zeros") << QByteArray(100'000, '\0');
}

void ArchiveDamageTest::notArchives()
{
    QFETCH(QByteArray, bytes);
    write(u"a.cmclone"_s, bytes);
    QCOMPARE(codeOf(u"a.cmclone"_s), u"file-damaged"_s);
    QCOMPARE(codeOf(u"missing.cmclone"_s), u"file-missing"_s);
    writeEntries(file(u"other.zip"_s),
                 {{u"readme.txt"_s, "a zip of something else"}, {u"manifest.json"_s, "[]"}});
    QCOMPARE(codeOf(u"other.zip"_s), u"not-an-archive"_s);
}

// 60 MB of blanks in 60 KB: refused before all of them are unpacked.
void ArchiveDamageTest::bomb()
{
    Entries entries = m_entries;
    entries[kMessagesEntry] = QByteArray(60 * 1024 * 1024, ' ');
    writeEntries(file(u"a.cmclone"_s), entries);
    QVERIFY(QFileInfo(file(u"a.cmclone"_s)).size() < 500'000);
    QCOMPARE(codeOf(u"a.cmclone"_s), u"file-too-large"_s);
}

void ArchiveDamageTest::endlessLine()
{
    Entries entries = m_entries;
    const QByteArray text(kLongestLine + 1000, 'x');
    entries[kDocumentsEntry] += "{\"content\":\"" + text + "\"}\n";
    writeEntries(file(u"a.cmclone"_s), entries, ZipWriter::Packing::Stored);
    QCOMPARE(codeOf(u"a.cmclone"_s), u"file-too-large"_s);
}

void ArchiveDamageTest::nestedDeep()
{
    for (const QByteArray &line : {"{\"a\":" + QByteArray(100'000, '['), "[" + QByteArray(4'000'000, ',')}) {
        Entries entries = m_entries;
        entries[kConversationsEntry] += line + '\n';
        writeEntries(file(u"a.cmclone"_s), entries, ZipWriter::Packing::Stored);
        QCOMPARE(codeOf(u"a.cmclone"_s), u"file-too-large"_s);
    }
}

// What entries are called never becomes a path; what is not ours is not looked at.
void ArchiveDamageTest::namesOfTheFileSystem()
{
    Entries entries = m_entries;
    entries[u"../../evil.txt"_s] = "evil";
    entries[u"/tmp/evil-of-clonememoria.txt"_s] = "evil";
    writeEntries(file(u"a.cmclone"_s), entries);
    const QStringList before = QDir(QFileInfo(file(u"a.cmclone"_s)).path()).entryList();
    QCOMPARE(codeOf(u"a.cmclone"_s), QString());
    QCOMPARE(QDir(QFileInfo(file(u"a.cmclone"_s)).path()).entryList(), before);
    QVERIFY(!QFile::exists(u"/tmp/evil-of-clonememoria.txt"_s));
    for (int i = 0; i < 100; ++i)
        entries[u"more/%1"_s.arg(i)] = "x";
    writeEntries(file(u"a.cmclone"_s), entries);
    QCOMPARE(codeOf(u"a.cmclone"_s), u"file-too-large"_s);
}

QTEST_GUILESS_MAIN(ArchiveDamageTest)
#include "ArchiveDamageTest.moc"
