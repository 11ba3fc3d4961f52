#include "app/cli/StoredNames.h"

#include "app/cli/TextLines.h"
#include "core/base/Paths.h"
#include "core/storage/Database.h"
#include "core/storage/Store.h"

#include <QDir>
#include <QFile>
#include <QHash>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kMostNames = 500;
constexpr qsizetype kLongestNote = 60;

QString note(const QString &text)
{
    const QString clean = withoutControls(text).simplified();
    return clean.size() > kLongestNote ? clean.left(kLongestNote - 1) + u'…' : clean;
}

// As the shell would have read it; it has not, since the line is still being typed.
QString withHome(const QString &folder)
{
    return folder == "~"_L1 || folder.startsWith("~/"_L1) ? QDir::homePath() + folder.mid(1) : folder;
}

QList<Candidate> cloneNames(Store &store)
{
    const Result<QList<CloneSummary>> clones = store.clones.list();
    if (!clones)
        return {};
    QHash<QString, int> uses;
    for (const CloneSummary &each : *clones)
        ++uses[each.clone.name.toCaseFolded()];
    QList<Candidate> names;
    for (const CloneSummary &each : *clones) {
        const Clone &clone = each.clone;
        // Of what begins like an option or a home folder, and of a name that two have, only the id is clear.
        const bool clear = uses.value(clone.name.toCaseFolded()) == 1
                           && withoutControls(clone.name) == clone.name
                           && clone.name == clone.name.simplified() && !clone.name.startsWith(u'-')
                           && !clone.name.startsWith(u'~');
        names.append(clear ? Candidate{clone.name, note(clone.relation)}
                           : Candidate{clone.id, note(clone.name)});
        if (names.size() == kMostNames)
            break;
    }
    return names;
}

Result<QString> cloneId(Store &store, const QString &idOrName)
{
    CM_TRY_ASSIGN(clone, findClone(store, idOrName));
    return clone.id;
}

QList<Candidate> memories(Store &store, const QString &clone)
{
    QList<Candidate> ids;
    const Result<QString> id = cloneId(store, clone);
    const auto documents = id ? store.documents.list(*id, kMostNames) : Result<QList<DocumentSummary>>();
    for (const DocumentSummary &document : documents ? *documents : QList<DocumentSummary>())
        ids.append({document.id, note(document.title)});
    return ids;
}

QList<Candidate> conversations(Store &store, const QString &clone)
{
    QList<Candidate> ids;
    const Result<QString> id = cloneId(store, clone);
    const auto found = id ? store.conversations.list(*id) : Result<QList<Conversation>>();
    for (const Conversation &conversation : found ? found->mid(0, kMostNames) : QList<Conversation>())
        ids.append({conversation.id, note(conversation.title)});
    return ids;
}
} // namespace

NameSource storedNames(const Environment &environment)
{
    return [environment](const NameQuery &query) -> QList<Candidate> {
        const QString file = Paths::resolve(withHome(query.dataDir), environment).database();
        if (!QFile::exists(file))
            return {};
        const Result<std::unique_ptr<Store>> store = Store::open(file, {}, Store::Access::ReadOnly);
        if (!store)
            return {};
        switch (query.kind) {
        case Placeholder::Kind::Clone:
            return cloneNames(**store);
        case Placeholder::Kind::Memory:
            return memories(**store, query.clone);
        case Placeholder::Kind::Conversation:
            return conversations(**store, query.clone);
        default:
            return {};
        }
    };
}

} // namespace CloneMemoria::Cli
