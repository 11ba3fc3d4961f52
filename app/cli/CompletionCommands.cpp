#include "app/cli/CompletionCommands.h"

#include "app/cli/Completion.h"
#include "app/cli/ShellWords.h"
#include "app/cli/StoredNames.h"

#include <QFile>

#include <chrono>
#include <cstdlib>
#include <thread>

// Q_INIT_RESOURCE declares a function and so must stand outside of any namespace.
static void useCompletionScripts()
{
    Q_INIT_RESOURCE(completions);
}

namespace CloneMemoria::Cli {

using namespace Qt::Literals::StringLiterals;

namespace {
constexpr auto kPatience = std::chrono::milliseconds(1500);

// Somebody sits before it and waits: better no answer than a late one, whatever holds the database up.
void endSoon()
{
    std::thread([] {
        std::this_thread::sleep_for(kPatience);
        std::_Exit(EXIT_SUCCESS);
    }).detach();
}

QByteArray answer(const Completions &completions, const std::function<QString(const Candidate &)> &lineOf)
{
    switch (completions.kind) {
    case Completions::Kind::Files:
        return "files\n";
    case Completions::Kind::Folders:
        return "folders\n";
    case Completions::Kind::Words:
        break;
    }
    QByteArray lines = completions.unfinished ? "unfinished\n" : "words\n";
    for (const Candidate &candidate : completions.words)
        lines += lineOf(candidate).toUtf8() + '\n';
    return lines;
}

QString withNote(const Candidate &candidate)
{
    return candidate.note.isEmpty() ? candidate.text : candidate.text + u'\t' + candidate.note;
}

QString script(const QString &shell)
{
    useCompletionScripts();
    QFile file(u":/completions/"_s + shell);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}
} // namespace

QByteArray completionAnswer(const CommandLine &commandLine, const QStringList &arguments,
                            const Environment &environment)
{
    endSoon();
    const NameSource names = storedNames(environment);
    const QString shell = arguments.value(0);
    if (shell == "zsh"_L1 && arguments.size() > 1) {
        return answer(complete(commandLine, arguments.mid(1, arguments.size() - 2), arguments.constLast(),
                               names),
                      withNote);
    }
    const bool isBash = shell == "bash"_L1;
    if (isBash ? arguments.size() != 3 : shell != "fish"_L1 || arguments.size() != 2)
        return {};
    const TypedLine line = isBash ? readTypedLine(arguments.at(2), Shell::Bash, arguments.at(1))
                                  : readTypedLine(arguments.at(1), Shell::Fish);
    if (line.words.isEmpty()) // the cursor is in the program's name
        return {};
    if (line.redirects)
        return answer({Completions::Kind::Files, {}}, withNote);
    const Completions completions = complete(commandLine, line.words.mid(1), line.current, names);
    if (!isBash)
        return answer(completions, withNote);
    return answer(completions, [&line](const Candidate &candidate) {
        return quotedForBash(candidate.text.mid(line.kept), line.quote);
    });
}

QList<CommandSpec> completionCommands()
{
    return {
        {u"completion"_s,
         u"bash|zsh|fish"_s,
         u"Print what makes Tab complete commands, options and names in a shell."_s,
         u"The packages have put it where the shells look for it already. Elsewhere, and for a program that "
         u"you "
         "built yourself, load it where your shell starts. In zsh, compinit must have run before."_s,
         {},
         1,
         1,
         {},
         {{u"source <(clonememoria-cli completion bash)"_s, u"in ~/.bashrc"_s},
          {u"source <(clonememoria-cli completion zsh)"_s, u"in ~/.zshrc, after compinit"_s},
          {u"clonememoria-cli completion fish | source"_s, u"in ~/.config/fish/config.fish"_s}},
         [](const Invocation &invocation) { return script(invocation.arguments.constFirst()); }},
    };
}

} // namespace CloneMemoria::Cli
