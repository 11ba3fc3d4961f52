#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace CloneMemoria {

enum class ProviderKind { Llm, Embedding, Speech };

/// A named provider configuration, read from resources/providers.json: adding one that speaks a known protocol needs
/// no C++.
struct Preset
{
    QString id; ///< "ollama"; unique within its kind, stored in clones and settings
    ProviderKind kind = ProviderKind::Llm;
    QString name; ///< "Ollama", as shown; names are not translated
    QString
        note; ///< one short English sentence for the list ("Runs models on this computer."); translated by the UI
    QString protocol; ///< "dummy", "openai", "anthropic", "system", …: which class speaks with it
    QString baseUrl;  ///< default; empty where the user must give one
    QString model;    ///< default; empty where the user must choose one
    QString voice;    ///< default, speech only
    bool needsKey = false;
    bool local = false; ///< nothing leaves this computer
    QString
        secret; ///< name of its key in the SecretStore, shared by presets of one company; empty: no key at all
    QString keyPage;          ///< where a user gets a key; may be empty
    QString maxTokensField;   ///< "max_tokens" or "max_completion_tokens"
    int contextTokens = 0;    ///< what the model reads at most; 0: not known
    int batchSize = 64;       ///< embedding: texts a request at most
    bool streamUsage = false; ///< LLM: it understands stream_options.include_usage
    bool needsVoice = false;  ///< speech: it has no voice of its own choice, the user must choose one
    QStringList voices;       ///< speech: known voices, for servers that can't list theirs

    bool operator==(const Preset &) const = default;
};

/// The presets of a JSON document {"llm": [...], "embedding": [...], "speech": [...]}. Errors: InvalidInput naming
/// the entry and the field that is wrong.
Result<QList<Preset>> parsePresets(const QByteArray &json);

/// The ones that are built in (":/providers.json").
QList<Preset> builtinPresets();

} // namespace CloneMemoria
