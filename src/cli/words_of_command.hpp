// Where ganger's own words end and those of a command begin: `ganger run -e test.env rake -e foo`.
#pragma once

#include "outline.hpp"

#include <string>
#include <vector>

namespace ganger::cli {

struct CommandWords {
    std::vector<std::string> words;
    bool literal = false; // `--` stood before them
};

// Takes them out of `words`, which begin with the verb: all from the first that is no option and no value of
// one.
CommandWords cut_command(const Outline& outline, const VerbOutline& verb, std::vector<std::string>& words);

} // namespace ganger::cli
