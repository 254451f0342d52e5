// ganger under another tool's name: what was typed there, in ganger's words. Pure; what differs by name is
// decided here, and nowhere else.
#pragma once

#include "dialects.hpp"
#include "habits.hpp"

#include <ganger/core/result.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ganger::cli {

struct OtherCommandLine {
    std::vector<std::string> words;     // after the program's name
    Variables environment;              // with what overmind's own files set
    Variables file;                     // of .foreman
    std::vector<std::string> env_files; // which overmind reads and which are there
    std::function<bool(const std::string&)> is_there;
};

struct GangersWords {
    std::vector<std::string> words; // for parse_command_line
    Habits habits;
    std::optional<std::string> found_env; // where the .env is, if it is no matter of -e
    std::vector<std::string> notes;       // what is not done as there, for people
};

Result<GangersWords> translate(OtherTool tool, const OtherCommandLine& typed);

} // namespace ganger::cli
