#include "app/cli/MemoryListCommand.h"

#include "app/cli/Output.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"
#include "core/storage/StorageThread.h"

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr int kMostMemories = 100'000'000;

DocumentSort sortFrom(const QString &name)
{
    if (name == "date"_L1)
        return DocumentSort::Date;
    if (name == "title"_L1)
        return DocumentSort::Title;
    return name == "size"_L1 ? DocumentSort::Size : DocumentSort::Added;
}
} // namespace

Result<void> MemoryListCommand::prepare()
{
    CM_TRY_ASSIGN(limit, numberOption(m_invocation, u"limit"_s, -1, 1, kMostMemories));
    CM_TRY_ASSIGN(skip, numberOption(m_invocation, u"skip"_s, 0, 0, kMostMemories));
    m_limit = limit;
    m_skip = skip;
    m_query.search = m_invocation.value(u"find"_s);
    m_query.kind = sourceTypeFromString(m_invocation.value(u"kind"_s));
    m_query.sort = sortFrom(m_invocation.value(u"sort"_s));
    return {};
}

void MemoryListCommand::run(Profile &profile)
{
    await(profile.storage().read(
              [query = m_query, clone = m_invocation.arguments.constFirst(), skip = m_skip,
               limit = m_limit](Store &store) { return read(store, query, clone, skip, limit); }),
          [this](const Page &page) {
              print(page);
              done();
          });
}

Result<MemoryListCommand::Page> MemoryListCommand::read(Store &store, MemoryListQuery query,
                                                        const QString &clone, int skip, int limit)
{
    CM_TRY_ASSIGN(found, findClone(store, clone));
    query.cloneId = found.id;
    CM_TRY_ASSIGN(order, listMemories(store, query));
    QStringList ids;
    const QList<QUuid> shown = order.mid(skip, limit);
    for (const QUuid &id : shown)
        ids.append(id.toString(QUuid::WithoutBraces));
    CM_TRY_ASSIGN(documents, store.documents.summaries(ids));
    return Page{documents, order.size()};
}

void MemoryListCommand::print(const Page &page)
{
    if (m_output.json()) {
        nlohmann::json list = nlohmann::json::array();
        for (const DocumentSummary &document : page.documents)
            list.push_back(toJson(document));
        m_output.document(list);
        return;
    }
    const bool conditions = !m_query.search.isEmpty() || m_query.kind;
    if (page.all == 0) {
        m_output.note(conditions ? u"No memory is like that."_s
                                 : u"There are no memories yet. Add some with “memory add CLONE FILE”."_s);
        return;
    }
    QList<QStringList> rows;
    for (const DocumentSummary &document : page.documents) {
        rows.append({document.id, document.happenedAt.date().toString(Qt::ISODate),
                     QString::number(document.characters), QString::number(document.passages),
                     document.title});
    }
    m_output.table({u"ID"_s, u"DATE"_s, u"CHARACTERS"_s, u"PASSAGES"_s, u"TITLE"_s}, rows);
    const qsizetype end = m_skip + page.documents.size();
    if (page.documents.isEmpty())
        m_output.note(u"There are only %1."_s.arg(page.all));
    else if (end < page.all)
        m_output.note(u"%1 to %2 of %3; --skip %2 shows more."_s.arg(m_skip + 1).arg(end).arg(page.all));
}

} // namespace CloneMemoria::Cli
