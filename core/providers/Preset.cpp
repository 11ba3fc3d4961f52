#include "core/providers/Preset.h"

#include "core/base/Logging.h"

#include <QFile>
#include <QSet>
#include <QUrl>

#include <nlohmann/json.hpp>

// Q_INIT_RESOURCE declares a function and so must stand outside of any namespace. Without it the linker drops the
// resource, which nothing in a static library refers to.
static void initProviderResource()
{
    Q_INIT_RESOURCE(providers);
}

namespace CloneMemoria {

using namespace Qt::Literals::StringLiterals;
using nlohmann::json;

namespace {
struct PresetSection
{
    const char *name;
    ProviderKind kind;
};

constexpr PresetSection kPresetSections[] = {
    {"llm", ProviderKind::Llm},
    {"embedding", ProviderKind::Embedding},
    {"speech", ProviderKind::Speech},
};

// Reads the fields of one entry; the first thing that is wrong stays in `problem`.
class PresetReader
{
public:
    PresetReader(const json &entry, QString where) : m_entry(entry), m_where(std::move(where)) { }

    QString text(const char *field, bool required = false)
    {
        const json *value = take(field);
        if (!value || !value->is_string()) {
            if (value || required)
                reject(field, u"must be a text"_s);
            return {};
        }
        const QString read = QString::fromStdString(value->get_ref<const std::string &>());
        if (required && read.trimmed().isEmpty())
            reject(field, u"must not be empty"_s);
        return read;
    }

    bool flag(const char *field)
    {
        const json *value = take(field);
        if (value && !value->is_boolean())
            reject(field, u"must be true or false"_s);
        return value && value->is_boolean() && value->get<bool>();
    }

    int number(const char *field, int fallback, int least, int most)
    {
        const json *value = take(field);
        if (!value)
            return fallback;
        if (value->is_number_integer()) {
            // An unsigned value beyond int64 would wrap: it is out of range either way.
            const bool huge = value->is_number_unsigned() && value->get<std::uint64_t>() > 1'000'000'000U;
            const std::int64_t read = huge ? -1 : value->get<std::int64_t>();
            if (!huge && read >= least && read <= most)
                return static_cast<int>(read);
        }
        reject(field, u"must be a whole number from %1 to %2"_s.arg(least).arg(most));
        return fallback;
    }

    QStringList texts(const char *field)
    {
        const json *value = take(field);
        QStringList list;
        if (!value)
            return list;
        if (value->is_array()) {
            for (const json &item : *value) {
                if (item.is_string())
                    list.append(QString::fromStdString(item.get_ref<const std::string &>()));
            }
        }
        if (!value->is_array() || list.size() != static_cast<qsizetype>(value->size()))
            reject(field, u"must be a list of texts"_s);
        return list;
    }

    void reject(const char *field, const QString &what)
    {
        if (m_problem.isEmpty())
            m_problem = u"%1.%2 %3"_s.arg(m_where, QLatin1StringView(field), what);
    }

    QString problem()
    {
        for (auto field = m_entry.begin(); field != m_entry.end(); ++field) {
            if (!m_known.contains(QByteArray::fromStdString(field.key())))
                reject(field.key().c_str(), u"is not known"_s);
        }
        return m_problem;
    }

private:
    const json *take(const char *field)
    {
        m_known.insert(field);
        const auto found = m_entry.find(field);
        return found == m_entry.end() ? nullptr : &*found;
    }

    const json &m_entry;
    QString m_where;
    QString m_problem;
    QSet<QByteArray> m_known;
};

Result<Preset> readPreset(const json &entry, ProviderKind kind, const QString &where)
{
    if (!entry.is_object())
        return fail(ErrorKind::InvalidInput, u"%1 must be an object"_s.arg(where));
    PresetReader reader(entry, where);
    Preset preset;
    preset.kind = kind;
    preset.id = reader.text("id", true);
    preset.name = reader.text("name", true);
    preset.note = reader.text("note");
    preset.protocol = reader.text("protocol", true);
    preset.baseUrl = reader.text("baseUrl");
    preset.model = reader.text("model");
    preset.voice = reader.text("voice");
    preset.needsKey = reader.flag("needsKey");
    preset.local = reader.flag("local");
    preset.secret = reader.text("secret");
    preset.keyPage = reader.text("keyPage");
    preset.maxTokensField = reader.text("maxTokensField");
    preset.contextTokens = reader.number("contextTokens", 0, 0, 100'000'000);
    preset.batchSize = reader.number("batchSize", 64, 1, 2048);
    preset.streamUsage = reader.flag("streamUsage");
    preset.needsVoice = reader.flag("needsVoice");
    preset.voices = reader.texts("voices");

    if (preset.maxTokensField.isEmpty())
        preset.maxTokensField = u"max_tokens"_s;
    else if (preset.maxTokensField != "max_tokens"_L1 && preset.maxTokensField != "max_completion_tokens"_L1)
        reader.reject("maxTokensField", u"must be max_tokens or max_completion_tokens"_s);
    if (!preset.baseUrl.isEmpty()) {
        const QUrl url(preset.baseUrl, QUrl::StrictMode);
        if (!url.isValid() || url.host().isEmpty()
            || (url.scheme() != "http"_L1 && url.scheme() != "https"_L1))
            reader.reject("baseUrl", u"must be a web address"_s);
    }
    if (preset.needsKey && preset.secret.isEmpty())
        reader.reject("secret", u"is missing where needsKey is true"_s);
    if (const QString problem = reader.problem(); !problem.isEmpty())
        return fail(ErrorKind::InvalidInput, problem);
    return preset;
}
} // namespace

Result<QList<Preset>> parsePresets(const QByteArray &jsonText)
{
    const json document = json::parse(jsonText.begin(), jsonText.end(), nullptr, false);
    if (document.is_discarded())
        return fail(ErrorKind::InvalidInput, u"The presets are not valid JSON"_s);
    if (!document.is_object())
        return fail(ErrorKind::InvalidInput, u"The presets must be an object"_s);
    for (auto section = document.begin(); section != document.end(); ++section) {
        bool known = false;
        for (const PresetSection &candidate : kPresetSections)
            known = known || section.key() == candidate.name;
        if (!known)
            return fail(ErrorKind::InvalidInput,
                        u"%1 is not a kind of provider"_s.arg(QString::fromStdString(section.key())));
    }

    QList<Preset> presets;
    for (const PresetSection &section : kPresetSections) {
        const auto found = document.find(section.name);
        const QString name = QLatin1StringView(section.name);
        if (found == document.end())
            continue;
        if (!found->is_array())
            return fail(ErrorKind::InvalidInput, u"%1 must be a list"_s.arg(name));
        QSet<QString> ids;
        for (std::size_t index = 0; index < found->size(); ++index) {
            const QString where = u"%1[%2]"_s.arg(name).arg(index);
            CM_TRY_ASSIGN(preset, readPreset((*found)[index], section.kind, where));
            if (ids.contains(preset.id))
                return fail(ErrorKind::InvalidInput, u"%1.id “%2” is there twice"_s.arg(where, preset.id));
            ids.insert(preset.id);
            presets.append(std::move(preset));
        }
    }
    return presets;
}

QList<Preset> builtinPresets()
{
    initProviderResource();
    QFile file(u":/providers.json"_s);
    if (!file.open(QIODevice::ReadOnly)) {
        qCCritical(lcProviders) << "The built-in presets can't be opened:" << file.errorString();
        return {};
    }
    Result<QList<Preset>> presets = parsePresets(file.readAll());
    if (!presets) {
        qCCritical(lcProviders) << "The built-in presets are wrong:" << presets.error().detail;
        return {};
    }
    return *std::move(presets);
}

} // namespace CloneMemoria
