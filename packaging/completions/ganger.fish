# Completions of ganger for fish. It asks ganger itself, so they are those of the version that is installed.

function __ganger_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    while string match -qr '^[A-Za-z_][A-Za-z0-9_]*=' -- "$words[1]"
        set -e words[1]
    end
    set -l program $words[1]
    command -sq -- "$program"; or set program ganger
    set -l answer (command $program completion --words $words[2..] "$last" 2>/dev/null)
    set -q answer[2]; or return
    set -l kept $answer[2]
    printf '%s\n' $answer[3..]
    set -l rest (string sub -s (math (string length -- "$kept") + 1) -- "$last")
    switch $answer[1]
        case files
            printf "$kept%s\n" (__fish_complete_path "$rest")
        case folders
            printf "$kept%s\n" (__fish_complete_directories "$rest" '')
        case commands
            __fish_complete_command
    end
end

complete -c ganger -k -f -a '(__ganger_complete)'
