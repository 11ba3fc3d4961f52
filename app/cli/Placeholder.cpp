#include "app/cli/Placeholder.h"

#include <utility>

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
struct KnownName
{
    QLatin1StringView name;
    Placeholder::Kind kind;
};

constexpr KnownName kKnownNames[] = {
    {QLatin1StringView("CLONE"), Placeholder::Kind::Clone},
    {QLatin1StringView("DIR"), Placeholder::Kind::Folder},
    {QLatin1StringView("MEMORY-ID"), Placeholder::Kind::Memory},
    {QLatin1StringView("CONVERSATION-ID"), Placeholder::Kind::Conversation},
    {QLatin1StringView("PROVIDER"), Placeholder::Kind::Provider},
    {QLatin1StringView("key=value"), Placeholder::Kind::Field},
};
} // namespace

Placeholder readPlaceholder(const QString &word)
{
    Placeholder placeholder{.name = word};
    if (placeholder.name.startsWith(u'[') && placeholder.name.endsWith(u']')) {
        placeholder.optional = true;
        placeholder.name = placeholder.name.sliced(1).chopped(1);
    }
    if (placeholder.name.endsWith(u'…')) {
        placeholder.repeats = true;
        placeholder.name.chop(1);
    }
    for (const KnownName &known : kKnownNames) {
        if (placeholder.name == known.name)
            placeholder.kind = known.kind;
    }
    if (placeholder.name.startsWith("FILE"_L1) || placeholder.name.startsWith("PATH"_L1))
        placeholder.kind = Placeholder::Kind::File;
    if (placeholder.name.contains(u'|')) {
        placeholder.kind = Placeholder::Kind::Choice;
        placeholder.choices = placeholder.name.split(u'|');
    }
    return placeholder;
}

QList<Placeholder> readSynopsis(const QString &synopsis)
{
    QList<Placeholder> placeholders;
    bool ofOption = false;
    const QStringList words = synopsis.split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        if (word.startsWith(u'-') || word.startsWith("[-"_L1)) {
            ofOption = !word.endsWith(u']');
            continue;
        }
        if (!std::exchange(ofOption, false))
            placeholders.append(readPlaceholder(word));
    }
    return placeholders;
}

const Placeholder *placeholderAt(const QList<Placeholder> &placeholders, qsizetype index)
{
    if (index < placeholders.size())
        return &placeholders.at(index);
    return !placeholders.isEmpty() && placeholders.constLast().repeats ? &placeholders.constLast() : nullptr;
}

} // namespace CloneMemoria::Cli
