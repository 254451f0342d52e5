// The command lines of other tools, taken apart by a table of their options. Pure.
#pragma once

#include <ganger/core/result.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ganger::cli {

// What their options mean; the value of a flag stands in the table.
enum class Meaning {
    procfile,
    root,
    env,
    port,
    timeout,
    formation,
    types,         // only these
    ignored_types, // all but these
    hide,
    color,      // as --color
    timestamps, // as --timestamps
    no_prefix,
    type_step,
    instance_step,
    no_port,
    may_end,
    any_may_end,
    restarted,
    stop_signals,
    shell,
    detach,
    help,
    version,
    ignored, // it has no meaning here: said, and nothing else
    refused  // to ignore it would mislead
};

struct OtherOption {
    std::string_view short_name; // "-f"
    std::string_view long_name;  // "--procfile"
    Meaning meaning;
    std::string_view flag;     // what it stands for; empty: it takes a value
    std::string_view variable; // says the same, if it is not typed
    std::string_view remark;   // of what is ignored or refused: why, or what to do
};

struct Dialect {
    std::string_view tool;
    std::vector<OtherOption> options;
    bool has_verbs = true;
    bool run_has_options = true;                     // else all that follows `run` is the command
    std::map<std::string, std::string> aliases = {}; // of verbs
};

using Variables = std::vector<std::pair<std::string, std::string>>;

struct OtherWords {
    std::string verb;
    std::map<Meaning, std::string> options;
    std::vector<std::string> arguments;
    std::vector<std::string> notes; // what is ignored, for people
};

// What is typed wins over variables, and these over `file`: the options of a file such as .foreman, by their
// long names without the dashes.
Result<OtherWords> read_other_words(const Dialect& dialect, const std::vector<std::string>& words,
                                    const Variables& variables, const Variables& file);

// A file of lines "name: value", such as .foreman: as much of YAML as people have there.
Result<Variables> read_option_lines(std::string_view bytes, const std::string& file);

} // namespace ganger::cli
