# Completions of ganger for bash. It asks ganger itself, so they are those of the version that is installed.

_ganger() {
    local program=${COMP_WORDS[0]} kind kept line last head
    local -a words answer
    [[ $(type -t -- "$program") == file ]] || program=ganger

    # Not COMP_WORDS: bash cuts these at = and :. Without -r: backslashes are taken away.
    read -a words <<<"${COMP_LINE:0:COMP_POINT}"
    [[ ${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]] && words+=('')
    while ((${#words[@]} > 0)) && [[ ${words[0]} != "${COMP_WORDS[0]}" ]]; do words=("${words[@]:1}"); done
    words=("${words[@]:1}")
    { read -r kind; read -r kept; mapfile -t answer; } < <("$program" completion --words "${words[@]}" 2>/dev/null)

    # bash replaces only what stands behind the last = or :, which is $2.
    last=${words[-1]-}
    head=${last%"$2"}
    COMPREPLY=()
    for line in "${answer[@]}"; do
        line=${line%%$'\t'*}
        COMPREPLY+=("${line#"$head"}")
    done
    case $kind in
    files | folders)
        if [[ $head == "$kept" ]]; then
            [[ $kind == files ]] && compopt -o default || compopt -o dirnames
        else
            mapfile -t answer < <(compgen -f -- "${last#"$kept"}")
            for line in "${answer[@]}"; do
                line=$kept$line
                COMPREPLY+=("${line#"$head"}")
            done
            compopt -o nospace
        fi
        ;;
    commands)
        mapfile -t answer < <(compgen -c -- "$last")
        COMPREPLY+=("${answer[@]}")
        ;;
    *)
        [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace
        ;;
    esac
}

complete -F _ganger ganger
