# What Tab offers after clonememoria-cli, in bash. The program itself is asked: it knows its commands.

_clonememoria_cli()
{
    local program=${1/#\~\//"$HOME"/} typed=${COMP_LINE-} kind='' line
    if [[ -n $typed ]]; then
        typed=${typed:0:COMP_POINT}
    else
        local IFS=' '
        typed=${COMP_WORDS[*]:0:COMP_CWORD+1}
    fi
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -n $kind ]]; then COMPREPLY+=("$line"); else kind=$line; fi
    done < <("$program" __complete bash "${COMP_WORDBREAKS-}" "$typed" 2>/dev/null)
    case $kind in
    unfinished) compopt -o nospace ;;
    files) compopt -o default ;;
    folders) compopt -o dirnames ;;
    esac 2>/dev/null
}

if type compopt &>/dev/null; then
    complete -F _clonememoria_cli clonememoria-cli
else # bash 3: files wherever there is nothing else to say
    complete -o default -F _clonememoria_cli clonememoria-cli
fi
