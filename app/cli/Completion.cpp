#include "app/cli/Completion.h"

#include "app/cli/CloneFields.h"
#include "app/cli/ProviderKinds.h"

#include <QSet>

#include <algorithm>
#include <optional>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
const OptionSpec *findOption(const QList<OptionSpec> &options, const QString &name)
{
    for (const OptionSpec &option : options) {
        if (option.name == name || (!option.shortName.isEmpty() && option.shortName == name))
            return &option;
    }
    return nullptr;
}

/// The words before the cursor, read as CommandLine reads them, but for what is still missing or wrong.
class Context
{
public:
    Context(const CommandLine &commandLine, const QStringList &words) : m_commandLine(commandLine)
    {
        for (const QString &word : words)
            take(word);
    }

    const CommandSpec *command() const { return m_command; }
    const QStringList &positionals() const { return m_positionals; } ///< before there is a command
    const QStringList &arguments() const { return m_arguments; }
    const OptionSpec *awaited() const { return m_awaited; } ///< its value comes next
    bool optionsEnded() const { return m_optionsEnded; }
    bool isGiven(const QString &option) const { return m_given.contains(option); }
    QString dataDir() const { return m_dataDir; }
    bool wantsHelp() const { return m_help; }

    QList<OptionSpec> options() const
    {
        return m_command ? m_command->options + CommandLine::globalOptions() : CommandLine::globalOptions();
    }

    /// The argument before the cursor that is a clone.
    QString clone() const
    {
        if (!m_command)
            return {};
        const QList<Placeholder> placeholders = readSynopsis(m_command->synopsis);
        for (qsizetype i = 0; i < m_arguments.size(); ++i) {
            const Placeholder *placeholder = placeholderAt(placeholders, i);
            if (placeholder && placeholder->kind == Placeholder::Kind::Clone)
                return m_arguments.at(i);
        }
        return {};
    }

private:
    void take(const QString &word)
    {
        if (m_awaited) {
            setValue(*m_awaited, word);
            m_awaited = nullptr;
        } else if (!m_optionsEnded && word == "--"_L1) {
            m_optionsEnded = true;
        } else if (!m_optionsEnded && word.size() > 1 && word.startsWith(u'-')) {
            takeOption(word);
        } else {
            takePositional(word);
        }
    }

    void takeOption(const QString &word)
    {
        const bool isLong = word.startsWith("--"_L1);
        const qsizetype equals = word.indexOf(u'=');
        const QString name = isLong ? word.mid(2, equals < 0 ? -1 : equals - 2) : word.mid(1, 1);
        const QString value = isLong ? (equals < 0 ? QString() : word.mid(equals + 1)) : word.mid(2);
        // Of what is known so far, and the list outlives this object.
        const OptionSpec *option = m_command ? findOption(m_command->options, name) : nullptr;
        if (!option)
            option = findOption(CommandLine::globalOptions(), name);
        if (!option)
            return;
        m_given.insert(option->name);
        if (option->value.isEmpty())
            return;
        if (isLong ? equals < 0 : value.isEmpty())
            m_awaited = option;
        else
            setValue(*option, value);
    }

    void setValue(const OptionSpec &option, const QString &value)
    {
        if (option.name == "data-dir"_L1)
            m_dataDir = value;
    }

    void takePositional(const QString &word)
    {
        if (m_command) {
            m_arguments.append(word);
            return;
        }
        if (m_positionals.isEmpty() && !m_help && word == "help"_L1) {
            m_help = true;
            return;
        }
        m_positionals.append(word);
        qsizetype used = 0;
        m_command = m_help ? nullptr : m_commandLine.find(m_positionals, &used);
    }

    const CommandLine &m_commandLine;
    const CommandSpec *m_command = nullptr;
    const OptionSpec *m_awaited = nullptr;
    QStringList m_positionals;
    QStringList m_arguments;
    QSet<QString> m_given;
    QString m_dataDir;
    bool m_optionsEnded = false;
    bool m_help = false;
};

QList<Candidate> startingWith(const QList<Candidate> &candidates, const QString &current,
                              Qt::CaseSensitivity sensitivity = Qt::CaseSensitive)
{
    QList<Candidate> fitting;
    for (const Candidate &candidate : candidates) {
        if (candidate.text.startsWith(current, sensitivity))
            fitting.append(candidate);
    }
    return fitting;
}

QList<Candidate> providersOf(std::optional<ProviderKind> kind)
{
    QList<Candidate> all;
    for (const Preset &preset : builtinPresets()) {
        const bool known = std::any_of(all.cbegin(), all.cend(),
                                       [&](const Candidate &other) { return other.text == preset.id; });
        if (!known && (!kind || preset.kind == *kind))
            all.append({preset.id, preset.name});
    }
    return all;
}

Completions completeField(const QString &current)
{
    const qsizetype equals = current.indexOf(u'=');
    QList<Candidate> all;
    if (equals < 0) {
        for (const auto &[name, value] : cloneFields(Clone()))
            all.append({name + u'='});
        return {Completions::Kind::Words, startingWith(all, current), true};
    }
    const QString key = current.left(equals + 1);
    if (key == "llm_provider="_L1)
        all = providersOf(ProviderKind::Llm);
    else if (key == "embedding_provider="_L1)
        all = providersOf(ProviderKind::Embedding);
    else if (key == "tts_provider="_L1)
        all = providersOf(ProviderKind::Speech);
    else if (key == "remember_conversations="_L1)
        all = {{u"true"_s}, {u"false"_s}};
    for (Candidate &candidate : all)
        candidate.text.prepend(key);
    return {Completions::Kind::Words, startingWith(all, current)};
}

Completions completeValue(const Placeholder &placeholder, const Context &context, const QString &current,
                          const NameSource &names)
{
    switch (placeholder.kind) {
    case Placeholder::Kind::Anything:
        break;
    case Placeholder::Kind::File:
        return {Completions::Kind::Files, {}};
    case Placeholder::Kind::Folder:
        return {Completions::Kind::Folders, {}};
    case Placeholder::Kind::Choice: {
        QList<Candidate> all;
        for (const QString &choice : placeholder.choices)
            all.append({choice});
        return {Completions::Kind::Words, startingWith(all, current)};
    }
    case Placeholder::Kind::Provider:
        return {Completions::Kind::Words, startingWith(providersOf({}), current)};
    case Placeholder::Kind::Field:
        return completeField(current);
    case Placeholder::Kind::Clone:
    case Placeholder::Kind::Memory:
    case Placeholder::Kind::Conversation:
        return {Completions::Kind::Words,
                startingWith(names({placeholder.kind, context.dataDir(), context.clone()}), current,
                             Qt::CaseInsensitive)};
    }
    return {};
}

Completions completeOption(const Context &context, const QString &current, const NameSource &names)
{
    const QList<OptionSpec> options = context.options();
    const qsizetype equals = current.indexOf(u'=');
    if (equals < 0) {
        QList<Candidate> all;
        for (const OptionSpec &option : options) {
            if (!context.isGiven(option.name))
                all.append({u"--"_s + option.name, option.text});
        }
        return {Completions::Kind::Words, startingWith(all, current)};
    }
    const OptionSpec *option = findOption(options, current.mid(2, equals - 2));
    if (!option || option->value.isEmpty())
        return {};
    Completions completions = completeValue(readPlaceholder(option->value), context, current.mid(equals + 1),
                                            names);
    for (Candidate &candidate : completions.words)
        candidate.text.prepend(current.left(equals + 1));
    return completions;
}

Completions completeCommand(const CommandLine &commandLine, const Context &context, const QString &current)
{
    const QStringList &before = context.positionals();
    QList<Candidate> all;
    for (const CommandSpec &command : commandLine.commands()) {
        const QStringList words = command.words.split(u' ');
        if (words.size() <= before.size() || words.mid(0, before.size()) != before)
            continue;
        const QString &next = words.at(before.size());
        const QString furtherOn = words.value(before.size() + 1);
        if (!all.isEmpty() && all.constLast().text == next) // a group's commands stand together
            all.last().note += u", "_s + furtherOn;
        else
            all.append({next, furtherOn.isEmpty() ? command.summary : furtherOn});
    }
    if (before.isEmpty() && !context.wantsHelp())
        all.append({u"help"_s, u"Tell how to use a command."_s});
    return {Completions::Kind::Words, startingWith(all, current)};
}
} // namespace

Completions complete(const CommandLine &commandLine, const QStringList &words, const QString &current,
                     const NameSource &names)
{
    const Context context(commandLine, words);
    if (const OptionSpec *option = context.awaited())
        return completeValue(readPlaceholder(option->value), context, current, names);
    const bool isOption = current.startsWith(u'-') && !context.optionsEnded();
    if (isOption)
        return current.startsWith("--"_L1) || current == "-"_L1 ? completeOption(context, current, names)
                                                                : Completions();
    if (!context.command())
        return completeCommand(commandLine, context, current);
    const QList<Placeholder> placeholders = readSynopsis(context.command()->synopsis);
    if (const Placeholder *placeholder = placeholderAt(placeholders, context.arguments().size()))
        return completeValue(*placeholder, context, current, names);
    // Nothing but options can follow.
    return current.isEmpty() && !context.optionsEnded() ? completeOption(context, u"-"_s, names)
                                                        : Completions();
}

} // namespace CloneMemoria::Cli
