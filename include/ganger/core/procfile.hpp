// Reading a Procfile (Procfile(5)). Finds all problems at once and reads what can be read beside them.
#pragma once

#include <ganger/core/position.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::core {

struct ProcfileEntry {
    std::string type;
    std::string command; // verbatim for the shell, continued lines joined
    std::size_t line = 0;
};

using Procfile = std::vector<ProcfileEntry>; // in the file's order, each type once

struct ProcfileReading {
    std::optional<Procfile> procfile;    // empty only for NUL bytes
    std::vector<Diagnostic> diagnostics; // in the order of the file
};

inline constexpr std::size_t max_file_bytes = std::size_t{1} << 20;

// `file` is the name for the diagnostics.
ProcfileReading read_procfile(std::string_view bytes, const std::string& file);

// --strict: no-colon, bad-name, duplicate, empty-command and backslash-before-entry become errors.
void make_strict(std::vector<Diagnostic>& diagnostics);
bool has_errors(const std::vector<Diagnostic>& diagnostics);

} // namespace ganger::core
