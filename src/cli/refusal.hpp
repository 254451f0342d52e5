// What a verb says when it does nothing: to people on stderr, and with --json to programs as one document on
// stdout.
#pragma once

#include "command_line.hpp"
#include "exit_codes.hpp"
#include "files.hpp"

#include <ganger/core/result.hpp>

#include <string_view>
#include <vector>

namespace ganger::cli {

struct Answer {
    bool json = false;
    int status = bad_input;

    // Where ours is that of one process, it stays own_error.
    Answer instead_of_bad_input(int other) const { return {json, status == bad_input ? other : status}; }
};

struct Reason {
    std::string_view code;     // one of ganger(1); never changes
    std::vector<Error> errors; // one at least
};

// Each gives the status.
int refuse(const Reason& reason, Answer answer);
// The files cannot be read or have errors, which people have been told.
int refuse_files(const AppFiles& files, Answer answer);

// As far as that can be known of words that are wrong.
bool asks_for_json(const std::vector<std::string_view>& words, const Variables& environment);

} // namespace ganger::cli
