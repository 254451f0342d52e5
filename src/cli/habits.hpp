// What other tools do otherwise and no option of ganger's says. Where nothing is set it is as ganger does it.
#pragma once

#include <ganger/core/ports.hpp>
#include <ganger/core/procfile.hpp>
#include <ganger/core/settings.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ganger::cli {

struct Habits {
    std::optional<core::Numbering> numbering;
    core::PortSteps steps;
    bool only_named_count = false; // for ports: the types that are named, in the order of their names
    bool gives_ports = true;
    bool expects_listening = true; // false: a port in use is the app's affair, and an end with 0 no failure
    bool runs_once = true;         // false: a second one of the same app may run beside it
    bool restarts = true; // false: what ends is not started again, whatever the profile, but for these
    std::vector<std::string> restarted;      // "all": every type
    std::vector<std::string> may_end;        // types whose failure does not end the app
    std::optional<int> stop_signal;          // where ganger.toml has none
    std::map<std::string, int> stop_signals; // of single types
    std::vector<std::string> name_variables; // hold the instance's name, as PS does
};

// `named`: the types that were typed. Gives what is said of types that are not there: their habits are
// nothing.
std::vector<std::string> apply(const Habits& habits, const std::vector<std::string>& named,
                               core::Procfile& procfile, core::Settings& settings);

// Without TYPE=0 for types that are not there: under other tools' names that is no error.
std::vector<std::string> without_absent(const std::vector<std::string>& formation,
                                        const core::Procfile& procfile);

} // namespace ganger::cli
