#include "app/cli/MemorySearchCommand.h"

#include "app/cli/Input.h"
#include "app/cli/Output.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
constexpr int kMostPassages = 1000;
constexpr int kMostTokens = 1'000'000;
constexpr int kUsualPassages = 8;
constexpr int kContentIndent = 3;
constexpr int kLongestQuery = 100'000;
constexpr qint64 kMostQueryBytes = 64LL * 1024 * 1024;

// "words 62 %, session 38 %": where the score comes from, the most of it first.
QString reasons(const ScoreParts &parts)
{
    std::vector<std::pair<int, QString>> shares;
    for (const auto &[share, name] :
         {std::pair(parts.words, u"words"_s), std::pair(parts.meaning, u"meaning"_s),
          std::pair(parts.neighbours, u"neighbours"_s), std::pair(parts.session, u"surroundings"_s),
          std::pair(parts.speaker, u"speaker"_s), std::pair(parts.time, u"time"_s)}) {
        if (const int percent = qRound(share * 100); percent > 0)
            shares.emplace_back(percent, name);
    }
    std::stable_sort(shares.begin(), shares.end(),
                     [](const auto &a, const auto &b) { return a.first > b.first; });
    QStringList texts;
    for (const auto &[percent, name] : shares)
        texts.append(u"%1 %2 %"_s.arg(name).arg(percent));
    return texts.join(u", "_s);
}
} // namespace

Result<void> MemorySearchCommand::prepare()
{
    CM_TRY_ASSIGN(limit, numberOption(m_invocation, u"limit"_s, kUsualPassages, 1, kMostPassages));
    CM_TRY_ASSIGN(budget, numberOption(m_invocation, u"budget"_s, 0, 0, kMostTokens));
    m_limit = limit;
    m_budget = budget;
    if (m_invocation.has(u"queries"_s) == (m_invocation.arguments.size() > 1))
        return wrongUse(u"A search takes either a query or --queries."_s);
    if (m_invocation.has(u"queries"_s))
        return readQueries(m_invocation.value(u"queries"_s));
    CM_TRY_ASSIGN(query, textArgument(m_invocation.arguments.at(1), kLongestQuery));
    m_queries.append(query);
    return {};
}

// The file is looked at as a whole first: a mistake in its last line is not found after an hour of searching.
Result<void> MemorySearchCommand::readQueries(const QString &file)
{
    CM_TRY_ASSIGN(bytes, readInputFile(file, kMostQueryBytes));
    if (bytes.size() > kMostQueryBytes)
        return fail(ErrorKind::InvalidInput, u"too many bytes"_s, u"file-too-large"_s, file);
    qsizetype number = 0;
    for (const QByteArray &line : bytes.split('\n')) {
        ++number;
        if (line.trimmed().isEmpty())
            continue;
        const json parsed = json::parse(line.cbegin(), line.cend(), nullptr, false);
        const auto query = parsed.is_object() ? parsed.find("query") : parsed.end();
        if (!parsed.is_object() || query == parsed.end() || !query->is_string())
            return wrongUse(u"Line %1 of %2 is not of the form {\"query\": …}."_s.arg(number).arg(file));
        m_queries.append(QString::fromStdString(query->get_ref<const std::string &>()));
    }
    return {};
}

void MemorySearchCommand::run(Profile &profile)
{
    m_knowledge = &profile.knowledge();
    withClone(profile, m_invocation.arguments.constFirst(), [this](const Clone &clone) {
        m_cloneId = clone.id;
        searchNext();
    });
}

void MemorySearchCommand::searchNext()
{
    if (m_next == m_queries.size()) {
        done();
        return;
    }
    if (m_queries.size() > 1)
        m_output.progress(u"Query %1 of %2"_s.arg(m_next + 1).arg(m_queries.size()));
    else
        m_output.progress(u"Searching…"_s);
    const QString query = m_queries.at(m_next++);
    await(m_knowledge->retrieve({.cloneId = m_cloneId,
                                 .text = query,
                                 .limit = m_limit,
                                 .tokenBudget = m_budget,
                                 .patient = true}),
          [this, query](const QList<RetrievedPassage> &found) {
              print(query, found);
              QMetaObject::invokeMethod(
                  this, [this] { searchNext(); }, Qt::QueuedConnection);
          });
}

void MemorySearchCommand::print(const QString &query, const QList<RetrievedPassage> &found)
{
    const bool many = m_invocation.has(u"queries"_s);
    if (m_output.json()) {
        json list = json::array();
        for (const RetrievedPassage &passage : found)
            list.push_back(toJson(passage));
        if (many)
            m_output.documentLine(list);
        else
            m_output.document(list);
        return;
    }
    if (many)
        m_output.writeLine(query.simplified(), Style::Strong);
    if (found.isEmpty())
        m_output.note(u"Nothing was found."_s);
    int place = 0;
    for (const RetrievedPassage &passage : found) {
        QStringList about;
        if (passage.passage.happenedAt.isValid())
            about.append(passage.passage.happenedAt.date().toString(Qt::ISODate));
        if (!passage.passage.speaker.isEmpty())
            about.append(passage.passage.speaker);
        about.append(u"score %1 (%2)"_s.arg(passage.score, 0, 'f', 2).arg(reasons(passage.parts)));
        m_output.write(u"%1. %2"_s.arg(++place).arg(passage.documentTitle), Style::Strong);
        m_output.writeLine(u"  "_s + about.join(u" · "), Style::Muted);
        m_output.writeIndented(passage.passage.content, kContentIndent);
    }
}

} // namespace CloneMemoria::Cli
