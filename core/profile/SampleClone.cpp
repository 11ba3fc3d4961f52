#include "core/profile/SampleClone.h"

#include "core/base/Clock.h"
#include "core/base/Futures.h"
#include "core/knowledge/KnowledgeService.h"
#include "core/knowledge/ThreadDoor.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"

#include <QFile>
#include <QPromise>

#include <nlohmann/json.hpp>

static void initSampleResource()
{
    Q_INIT_RESOURCE(sample);
}

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr auto kSampleRoot = ":/sample/"_L1;

Result<QByteArray> readSampleFile(const QString &name)
{
    QFile file(kSampleRoot + name);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::InvalidInput, u"the sample has no file "_s + name);
    return file.readAll();
}

Result<QString> text(const json &object, const char *field)
{
    const auto found = object.find(field);
    if (found == object.end() || !found->is_string())
        return fail(ErrorKind::InvalidInput,
                    u"the sample's manifest has no text "_s + QString::fromLatin1(field));
    return QString::fromStdString(found->get<std::string>());
}

Result<Clone> readClone(const json &object)
{
    Clone clone;
    const std::pair<const char *, QString *> fields[] = {
        {"name", &clone.name},
        {"relation", &clone.relation},
        {"description", &clone.description},
        {"personality", &clone.personality},
        {"speaking_style", &clone.speakingStyle},
        {"greeting", &clone.greeting},
        {"language", &clone.language},
    };
    for (const auto &[name, target] : fields) {
        CM_TRY_ASSIGN(value, text(object, name));
        *target = value;
    }
    return clone;
}

Result<DocumentDraft> readDocument(const json &object)
{
    CM_TRY_ASSIGN(file, text(object, "file"));
    CM_TRY_ASSIGN(title, text(object, "title"));
    CM_TRY_ASSIGN(happenedAt, text(object, "happened_at"));
    CM_TRY_ASSIGN(content, readSampleFile(u"documents/"_s + file));
    DocumentDraft draft;
    draft.title = title;
    draft.content = QString::fromUtf8(content);
    draft.sourceUri = file;
    draft.happenedAt = fromIso(happenedAt);
    if (!draft.happenedAt.isValid())
        return fail(ErrorKind::InvalidInput, u"the sample's document has no valid date: "_s + file);
    return draft;
}

/// Adds the documents one after another and keeps itself alive until the last one; takes the clone away again if one
/// fails.
class SampleInstaller : public QObject
{
public:
    SampleInstaller(Profile &profile, SampleClone sample)
        : QObject(&profile.knowledge())
        , m_profile(profile)
        , m_sample(std::move(sample))
    {
        m_promise.start();
    }

    ~SampleInstaller() override
    {
        m_door->close();
        if (!m_done)
            settle(fail(ErrorKind::Cancelled));
    }

    QFuture<Result<Clone>> run()
    {
        QFuture<Result<Clone>> future = m_promise.future();
        const auto clone = m_profile.storage().write(
            [draft = m_sample.clone](Store &store) -> Result<std::pair<Clone, bool>> {
                CM_TRY_ASSIGN(same, store.clones.findByName(draft.name));
                for (const Clone &clone : same) {
                    if (clone.description == draft.description)
                        return std::pair(clone, true);
                }
                CM_TRY_ASSIGN(made, store.clones.create(draft));
                return std::pair(made, false);
            });
        whenReady(m_door, clone, [this](const Result<std::pair<Clone, bool>> &found) {
            if (!found) {
                finish(fail(found.error()));
                return;
            }
            m_clone = found->first;
            m_wasThere = found->second;
            addNext();
        });
        return future;
    }

private:
    // Also where the clone was there: an installation that was interrupted is completed; what is there is not doubled.
    void addNext()
    {
        if (m_next >= m_sample.documents.size()) {
            finish(m_clone);
            return;
        }
        whenReady(m_door, m_profile.knowledge().add(m_clone.id, m_sample.documents.at(m_next++)),
                  [this](const Result<IngestOutcome> &added) {
                      if (added)
                          addNext();
                      else if (m_wasThere)
                          finish(fail(added.error()));
                      else
                          takeAway(added.error());
                  });
    }

    void takeAway(const Error &error)
    {
        const auto purged = m_profile.storage().write(
            [id = m_clone.id](Store &store) { return store.clones.purge(id); });
        whenReady(m_door, purged, [this, error](const Result<void> &) { finish(fail(error)); });
    }

    void settle(Result<Clone> result)
    {
        m_done = true;
        m_promise.addResult(std::move(result));
        m_promise.finish();
    }

    void finish(Result<Clone> result)
    {
        settle(std::move(result));
        deleteLater();
    }

    Profile &m_profile;
    SampleClone m_sample;
    // The profile may be closed while the next step is awaited: Qt's own continuations don't outlive their object.
    std::shared_ptr<ThreadDoor> m_door = std::make_shared<ThreadDoor>(this);
    QPromise<Result<Clone>> m_promise;
    Clone m_clone;
    bool m_wasThere = false;
    bool m_done = false;
    qsizetype m_next = 0;
};
} // namespace

Result<SampleClone> readSampleClone()
{
    initSampleResource();
    CM_TRY_ASSIGN(bytes, readSampleFile(u"manifest.json"_s));
    const json manifest = json::parse(bytes.cbegin(), bytes.cend(), nullptr, false);
    if (!manifest.is_object() || !manifest.contains("clone") || !manifest.contains("documents")
        || !manifest["documents"].is_array())
        return fail(ErrorKind::InvalidInput, u"the sample's manifest is not of its form"_s);
    SampleClone sample;
    CM_TRY_ASSIGN(clone, readClone(manifest["clone"]));
    sample.clone = clone;
    for (const json &entry : manifest["documents"]) {
        CM_TRY_ASSIGN(document, readDocument(entry));
        sample.documents.append(document);
    }
    return sample;
}

QFuture<Result<Clone>> installSampleClone(Profile &profile)
{
    Result<SampleClone> sample = readSampleClone();
    if (!sample)
        return readyFuture(Result<Clone>(fail(sample.error())));
    return (new SampleInstaller(profile, std::move(*sample)))->run();
}

} // namespace CloneMemoria
