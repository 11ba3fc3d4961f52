#include "app/cli/CloneFields.h"

#include "app/cli/Command.h"
#include "app/cli/Input.h"
#include "core/domain/Validation.h"
#include "core/knowledge/importers/TextDecoder.h"

#include <optional>
#include <utility>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
struct TextField
{
    QLatin1StringView name;
    QString &(*of)(Clone &);
};

const TextField kTextFields[] = {
    {"name"_L1, [](Clone &clone) -> QString & { return clone.name; }},
    {"relation"_L1, [](Clone &clone) -> QString & { return clone.relation; }},
    {"description"_L1, [](Clone &clone) -> QString & { return clone.description; }},
    {"personality"_L1, [](Clone &clone) -> QString & { return clone.personality; }},
    {"speaking_style"_L1, [](Clone &clone) -> QString & { return clone.speakingStyle; }},
    {"greeting"_L1, [](Clone &clone) -> QString & { return clone.greeting; }},
    {"language"_L1, [](Clone &clone) -> QString & { return clone.language; }},
    {"avatar"_L1, [](Clone &clone) -> QString & { return clone.avatar; }},
    {"llm_provider"_L1, [](Clone &clone) -> QString & { return clone.settings.llmProvider; }},
    {"llm_model"_L1, [](Clone &clone) -> QString & { return clone.settings.llmModel; }},
    {"embedding_provider"_L1, [](Clone &clone) -> QString & { return clone.settings.embeddingProvider; }},
    {"embedding_model"_L1, [](Clone &clone) -> QString & { return clone.settings.embeddingModel; }},
    {"tts_provider"_L1, [](Clone &clone) -> QString & { return clone.settings.ttsProvider; }},
    {"tts_voice_id"_L1, [](Clone &clone) -> QString & { return clone.settings.ttsVoiceId; }},
};

Result<void> applyTemperature(Clone &clone, const QString &value)
{
    if (value.isEmpty()) {
        clone.settings.temperature = AiSettings().temperature;
        return {};
    }
    bool isNumber = false;
    clone.settings.temperature = value.toDouble(&isNumber);
    if (!isNumber)
        return fail(ErrorKind::InvalidInput, value.left(80), u"temperature-range"_s);
    return {};
}

Result<void> applyMaxTokens(Clone &clone, const QString &value)
{
    if (value.isEmpty()) {
        clone.settings.maxTokens.reset();
        return {};
    }
    bool isNumber = false;
    clone.settings.maxTokens = value.toInt(&isNumber);
    if (!isNumber)
        return fail(ErrorKind::InvalidInput, value.left(80), u"max-tokens-range"_s);
    return {};
}

Result<void> applyRemember(Clone &clone, const QString &value)
{
    const QString asked = value.toLower();
    const bool yes = asked == "true"_L1 || asked == "yes"_L1 || asked == "1"_L1;
    if (!yes && asked != "false"_L1 && asked != "no"_L1 && asked != "0"_L1 && !asked.isEmpty())
        return fail(ErrorKind::InvalidInput, value.left(80), u"not-yes-or-no"_s, u"remember_conversations"_s);
    clone.rememberConversations = yes;
    return {};
}

Result<void> applyField(Clone &clone, const QString &name, const QString &value)
{
    for (const TextField &field : kTextFields) {
        if (name == field.name) {
            field.of(clone) = name == "name"_L1 ? cleanName(value) : value.trimmed();
            return {};
        }
    }
    if (name == "temperature"_L1)
        return applyTemperature(clone, value.trimmed());
    if (name == "max_tokens"_L1)
        return applyMaxTokens(clone, value.trimmed());
    if (name == "remember_conversations"_L1)
        return applyRemember(clone, value.trimmed());
    return fail(ErrorKind::InvalidInput, u"no such column"_s, u"unknown-field"_s, name.left(80));
}

Result<QString> readFieldFile(const QString &key, const QString &file)
{
    constexpr qint64 kMostBytes = 4LL * 1024 * 1024; // more than any field may have
    const QString name = file == "-"_L1 ? u"Standard input"_s : file;
    CM_TRY_ASSIGN(bytes, readInputFile(file, kMostBytes));
    if (bytes.size() > kMostBytes)
        return fail(ErrorKind::InvalidInput, u"%1 bytes and more"_s.arg(kMostBytes), u"file-too-large"_s,
                    name);
    if (key == "avatar"_L1)
        return QString::fromLatin1(bytes.toBase64());
    const std::optional<QString> text = decodeText(bytes);
    if (!text)
        return fail(ErrorKind::InvalidInput, u"control characters"_s, u"file-not-text"_s, name);
    return *text;
}
} // namespace

QList<std::pair<QString, QString>> cloneFields(const Clone &clone)
{
    QList<std::pair<QString, QString>> fields;
    Clone copy = clone;
    for (const TextField &field : kTextFields)
        fields.append({QString(field.name), field.of(copy)});
    fields.append({u"temperature"_s, QString::number(clone.settings.temperature)});
    fields.append(
        {u"max_tokens"_s, clone.settings.maxTokens ? QString::number(*clone.settings.maxTokens) : QString()});
    fields.append({u"remember_conversations"_s, clone.rememberConversations ? u"true"_s : u"false"_s});
    return fields;
}

Result<void> applyCloneFields(Clone &clone, const QStringList &assignments)
{
    Clone changed = clone;
    for (const QString &assignment : assignments) {
        const qsizetype equals = assignment.indexOf(u'=');
        if (equals < 1)
            return wrongUse(u"“%1” is not of the form key=value."_s.arg(assignment.left(80)));
        CM_TRY(applyField(changed, assignment.left(equals), assignment.mid(equals + 1)));
    }
    CM_TRY(validateClone(changed));
    clone = changed;
    return {};
}

Result<QStringList> readFieldFiles(const QStringList &assignments)
{
    QStringList read;
    bool inputIsRead = false;
    for (const QString &assignment : assignments) {
        const qsizetype at = assignment.indexOf(u'=') + 1;
        if (at == 0 || at >= assignment.size() || assignment.at(at) != u'@') {
            read.append(assignment);
            continue;
        }
        const QString file = assignment.mid(at + 1);
        if (file.startsWith(u'@')) {
            read.append(assignment.left(at) + file);
            continue;
        }
        if (file.isEmpty())
            return wrongUse(u"After %1@ a file's name is missing."_s.arg(assignment.left(at).left(80)));
        if (file == "-"_L1 && std::exchange(inputIsRead, true))
            return wrongUse(u"Standard input can be read only once."_s);
        CM_TRY_ASSIGN(value, readFieldFile(assignment.left(at - 1), file));
        read.append(assignment.left(at) + value);
    }
    return read;
}

} // namespace CloneMemoria::Cli
