// What is said with --json when something is wrong, instead of a verb's document or before it.
#pragma once

#include <ganger/core/position.hpp>
#include <ganger/core/result.hpp>
#include <ganger/core/time.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ganger::control {

struct ErrorReport {
    std::string_view code;                     // never changes
    std::vector<Error> errors;                 // one at least
    std::vector<core::Diagnostic> diagnostics; // of the files, where they are the reason
};

// {"error": {"code", "message", "hint"[, "more": [{"message", "hint"}]]}[, "diagnostics": […]]}, one line.
std::string to_json(const ErrorReport& report);
std::string to_json(std::string_view code, const Error& error);

// A line of the format json: {"ts", "level", "msg", "ganger": {"type": "ganger", "event": "diagnostic",
// "diagnostic": {…}}}.
std::string to_record(const core::Diagnostic& diagnostic, core::Wall time);

// What such a document says.
std::optional<Error> read_error(std::string_view document);
std::string read_error_code(std::string_view document); // empty: it has none

} // namespace ganger::control
