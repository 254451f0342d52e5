// What a shell offers when TAB is pressed. Pure: what must be looked up (files, process types) is named, not
// read.
#pragma once

#include "outline.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::cli {

struct Candidate {
    std::string word;
    std::string description;
};

// What else belongs to the candidates.
enum class Offer { words, files, folders, types, types_with_count, commands };

struct Completion {
    Offer offer = Offer::words;
    std::vector<Candidate> candidates; // begin with `kept` and `fragment`
    std::string kept;                  // of the word that is typed, what stays: "--env=", "web=2,"
    std::string fragment;              // and what is to be completed
    std::string verb;                  // empty: none is known yet
    std::vector<std::string> named;    // types that are there already
    std::map<std::string, std::string, std::less<>> options; // with their values: "--procfile"
};

// `words`: what was typed after the program's name; the last one, perhaps empty, is to be completed.
Completion complete(const Outline& outline, const std::vector<std::string>& words);

} // namespace ganger::cli
