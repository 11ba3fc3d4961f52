# What Tab offers after clonememoria-cli, in fish. The program itself is asked: it knows its commands.

function __clonememoria_cli_words
    set -l answer (clonememoria-cli __complete fish (commandline -cp | string collect) 2>/dev/null)
    set -l token (commandline -ct)
    set -l option (string match -r -- '^--[^=]+=' $token)
    # fish's own completion of files: what it offers to a command that it doesn't know.
    set -l paths "'' "(string replace -r -- '^--[^=]+=' '' $token)
    switch "$answer[1]"
        case files
            string join -- \n "$option"(complete -C $paths)
        case folders
            string join -- \n "$option"(complete -C $paths | string match -r '.*/$')
        case words unfinished
            string join -- \n $answer[2..]
    end
end

complete -c clonememoria-cli -f -a '(__clonememoria_cli_words)'
