#include "app/cli/ProvidersCommands.h"

#include "app/cli/Output.h"
#include "app/cli/ProviderKinds.h"
#include "core/base/ErrorText.h"
#include "core/json/JsonForms.h"
#include "core/profile/Profile.h"
#include "core/profile/ProviderSettings.h"
#include "core/providers/ProviderCheck.h"
#include "core/speech/Wav.h"

#include <QLocale>

#include <nlohmann/json.hpp>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
class ProvidersListCommand : public Command
{
public:
    using Command::Command;

    void run(Profile &profile) override
    {
        json list = json::array();
        QList<QStringList> rows;
        for (const KindWords &words : kProviderKinds) {
            const QString chosen = profile.providerSettings().choice(words.kind).providerId;
            for (const Preset &preset : profile.providers().presets(words.kind)) {
                list.push_back({
                    {"kind", words.key},
                    {"id", jsonText(preset.id)},
                    {"name", jsonText(preset.name)},
                    {"note", jsonText(preset.note)},
                    {"protocol", jsonText(preset.protocol)},
                    {"base_url", jsonText(preset.baseUrl)},
                    {"model", jsonText(preset.model)},
                    {"local", preset.local},
                    {"needs_key", preset.needsKey},
                    {"chosen", preset.id == chosen},
                });
                rows.append({preset.id == chosen ? u"*"_s : QString(), QLatin1StringView(words.key),
                             preset.id, preset.name, preset.note});
            }
        }
        if (m_output.json())
            m_output.document(list);
        else
            m_output.table({{}, u"KIND"_s, u"ID"_s, u"NAME"_s, u"NOTE"_s}, rows);
        done();
    }
};

struct StepWords
{
    CheckStep step;
    const char *key;
    QLatin1StringView shown;
};

constexpr StepWords kSteps[] = {
    {CheckStep::Reach, "reachable", QLatin1StringView("Reachable")},
    {CheckStep::Key, "key", QLatin1StringView("Key accepted")},
    {CheckStep::Model, "model", QLatin1StringView("Model present")},
    {CheckStep::Answer, "answer", QLatin1StringView("Answers")},
};

json orNull(qint64 number)
{
    return number >= 0 ? json(number) : json();
}

class ProvidersCheckCommand : public Command
{
public:
    using Command::Command;

    Result<void> prepare() override
    {
        const QString wanted = m_invocation.value(u"kind"_s);
        for (const KindWords &words : kProviderKinds) {
            if (wanted.isEmpty() || wanted == QLatin1StringView(words.key))
                m_kinds.append(words);
        }
        return {};
    }

    bool takesInterrupts() const override { return true; }

    void interrupt() override
    {
        m_interrupted = true;
        if (m_check)
            m_check->cancel();
    }

    void run(Profile &profile) override
    {
        m_profile = &profile;
        const QString id = m_invocation.arguments.constFirst();
        m_kinds.removeIf([&](const KindWords &words) { return !profile.providers().find(words.kind, id); });
        if (m_kinds.isEmpty()) {
            failWith({.kind = ErrorKind::NotFound,
                      .detail = u"no such preset"_s,
                      .code = u"unknown-provider"_s,
                      .subject = id.left(200)},
                     ExitWrongUse);
            return;
        }
        m_output.note(u"Each check asks for one short answer; a paid provider charges for it."_s);
        next();
    }

private:
    void next()
    {
        if (m_kinds.isEmpty() || m_interrupted) {
            if (m_output.json())
                m_output.document(m_documents.size() == 1 ? m_documents.front() : m_documents);
            done(m_failed || m_interrupted ? ExitFailed : ExitDone);
            return;
        }
        const KindWords words = m_kinds.takeFirst();
        whenReady(
            this, m_profile->providerSettings().configOf(words.kind, m_invocation.arguments.constFirst()),
            [this, words](const Result<ProviderConfig> &config) {
                if (!config) {
                    CheckReport report;
                    report.steps[std::size_t(CheckStep::Key)] = {CheckState::Failed, -1, config.error()};
                    tell(words, {}, report);
                    next();
                    return;
                }
                m_check = std::make_unique<ProviderCheck>(m_profile->providers(), *config, nullptr);
                connect(m_check.get(), &ProviderCheck::finished, this, [this, words, config = *config] {
                    tell(words, config, m_check->report());
                    m_check.release()->deleteLater();
                    next();
                });
                m_check->start();
            });
    }

    void tell(const KindWords &words, const ProviderConfig &config, const CheckReport &report)
    {
        m_failed |= !report.isOk();
        if (m_output.json())
            m_documents.push_back(document(words, report));
        else
            tellInWords(words, config, report);
    }

    json document(const KindWords &words, const CheckReport &report) const
    {
        json steps = json::array();
        for (const StepWords &each : kSteps) {
            const CheckedStep &step = report.step(each.step);
            const bool decided = step.state == CheckState::Ok || step.state == CheckState::Failed;
            json error;
            if (step.error) {
                error = {{"kind", jsonText(toString(step.error->kind))},
                         {"code", jsonText(step.error->code)},
                         {"sentence", jsonText(describe(*step.error).sentence)},
                         {"detail", jsonText(step.error->detail)}};
            }
            steps.push_back({{"name", each.key},
                             {"ok", decided ? json(step.state == CheckState::Ok) : json()},
                             {"ms", orNull(step.ms)},
                             {"error", error}});
        }
        const Result<PcmAudio> sound = readWav(report.sound.data);
        return {{"id", jsonText(m_invocation.arguments.constFirst())},
                {"kind", words.key},
                {"ok", report.isOk()},
                {"steps", steps},
                {"first_token_ms", orNull(report.firstTokenMs)},
                {"total_ms", orNull(report.totalMs)},
                {"dimensions", report.dimensions > 0 ? json(report.dimensions) : json()},
                {"sound_ms", sound ? json(sound->durationMs()) : json()}};
    }

    void tellInWords(const KindWords &words, const ProviderConfig &config, const CheckReport &report)
    {
        QStringList heading{QString(words.shown), config.preset.name};
        if (!config.model.isEmpty())
            heading.append(config.model);
        m_output.writeLine(heading.join(u", "_s), Style::Strong);
        QList<QStringList> rows;
        for (const StepWords &each : kSteps) {
            const CheckedStep &step = report.step(each.step);
            const QString state = step.state == CheckState::Ok       ? u"ok"_s
                                  : step.state == CheckState::Failed ? u"failed"_s
                                                                     : u"skipped"_s;
            QString note = step.error ? describe(*step.error).sentence : QString();
            if (each.step == CheckStep::Answer && step.state == CheckState::Ok)
                note = facts(report);
            rows.append({QString(each.shown), state,
                         step.ms >= 0 && !step.error ? u"%1 ms"_s.arg(step.ms) : QString(), note});
        }
        m_output.table({u"STEP"_s, u"RESULT"_s, u"TIME"_s, {}}, rows);
    }

    static QString facts(const CheckReport &report)
    {
        if (report.firstTokenMs >= 0)
            return u"first word after %1 ms"_s.arg(report.firstTokenMs);
        if (report.dimensions > 0)
            return u"vectors of %1 numbers"_s.arg(report.dimensions);
        if (const Result<PcmAudio> sound = readWav(report.sound.data))
            return u"%1 s of sound"_s.arg(QLocale::c().toString(double(sound->durationMs()) / 1000, 'f', 1));
        return {};
    }

    Profile *m_profile = nullptr;
    QList<KindWords> m_kinds;
    std::unique_ptr<ProviderCheck> m_check;
    json m_documents = json::array();
    bool m_failed = false;
    bool m_interrupted = false;
};
} // namespace

QList<CommandSpec> providersCommands()
{
    return {
        {u"providers list"_s,
         {},
         u"List the providers that can be chosen; * marks the ones that count."_s,
         u"Those that count are the profile's. A clone can have others: see “clone show”. They are chosen in "
         u"the "
         "window's settings, by the environment, or for one clone with “clone set”."_s,
         {},
         0,
         0,
         makes<ProvidersListCommand>(),
         {{u"clonememoria-cli providers list"_s, {}},
          {u"clonememoria-cli clone set \"Grandma Rose\" llm_provider=ollama llm_model=llama3.2"_s,
           u"Let a model on this computer answer for one clone."_s}}},
        {u"providers check"_s,
         u"PROVIDER"_s,
         u"Try a provider out: is it reachable, does it take the key, has it the model, does it answer?"_s,
         u"Asks for one short answer, which a paid provider charges for. A step that does not apply is "
         u"skipped; the "
         "exit code is 0 only if nothing failed. With --json, several kinds are several objects in a list."_s,
         {{u"kind"_s,
           {},
           u"llm|embedding|speech"_s,
           u"Only as one of these; otherwise as all that PROVIDER can be."_s}},
         1,
         1,
         makes<ProvidersCheckCommand>(),
         {{u"clonememoria-cli providers check ollama"_s, {}},
          {u"LLM_OPENAI_API_KEY=… clonememoria-cli providers check openai --kind llm"_s,
           u"Try out a key before it is kept anywhere."_s}}},
    };
}

} // namespace CloneMemoria::Cli
